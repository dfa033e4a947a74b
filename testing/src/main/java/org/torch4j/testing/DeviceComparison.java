package org.torch4j.testing;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.nn.Module;
import org.torch4j.type.DType;
import org.torch4j.type.Device;

/** Runs functions on a device in one dtype and on the CPU in float64, and tells what differs. */
final class DeviceComparison {
  private static final double FLOAT = 2e-5;

  private final Device device;
  private final long most;
  private final String match;
  private final PrintWriter out;
  private final List<String> failures = new ArrayList<>();
  private int number;
  private int checks;

  DeviceComparison(Device device, long most, String match, PrintWriter out) {
    this.device = device;
    this.most = most;
    this.match = match;
    this.out = out;
  }

  /** Prints how many there were; the sentences about those that differ. */
  List<String> finish() {
    out.printf("%d comparisons, %d differ%n", checks, failures.size());
    out.flush();
    return failures;
  }

  /** Results in float32. */
  void values(String name, Function<Tensor[], Tensor> f, Tensor... inputs) {
    compare(name, DType.FLOAT32, FLOAT, false, f, inputs);
  }

  /** Results and gradients in float32. */
  void both(String name, Function<Tensor[], Tensor> f, Tensor... inputs) {
    compare(name, DType.FLOAT32, FLOAT, true, f, inputs);
  }

  void compare(
      String name,
      DType dtype,
      double tolerance,
      boolean gradients,
      Function<Tensor[], Tensor> f,
      Tensor... inputs) {
    String shapes = Arrays.stream(inputs).map(x -> x.shape().toString()).toList().toString();
    String title = name + " " + dtype.toString().toLowerCase(Locale.ROOT) + " " + shapes;
    long elements = Arrays.stream(inputs).mapToLong(Tensor::numel).sum();
    if (!isWanted(title) || elements > most) {
      return;
    }
    checks++;
    try {
      // The reference sees the inputs as the device does, rounded.
      Tensor[] rounded = each(inputs, x -> x.isFloatingPoint() ? x.to(dtype) : x);
      List<Tensor> here =
          results(f, each(rounded, x -> x.isFloatingPoint() ? x.toDouble() : x), gradients);
      List<Tensor> there = results(f, each(rounded, x -> x.to(device)), gradients);
      for (int i = 0; i < here.size(); i++) {
        difference(
            title + (i == 0 ? "" : ", gradient " + i), here.get(i), there.get(i).cpu(), tolerance);
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      fail(title + ": " + e);
    }
  }

  private boolean isWanted(String title) {
    number++;
    String[] part = match.split("/");
    return part.length == 2 && match.matches("[0-9/]+")
        ? number % Integer.parseInt(part[1]) == Integer.parseInt(part[0]) - 1
        : title.contains(match);
  }

  private static Tensor[] each(Tensor[] all, Function<Tensor, Tensor> f) {
    return Arrays.stream(all).map(f).toArray(Tensor[]::new);
  }

  private static List<Tensor> results(
      Function<Tensor[], Tensor> f, Tensor[] inputs, boolean gradients) {
    Tensor[] leaves =
        each(
            inputs,
            x -> gradients && x.isFloatingPoint() ? x.detach().clone().requiresGrad_(true) : x);
    Tensor result = f.apply(leaves);
    List<Tensor> all = new ArrayList<>(List.of(result.detach()));
    if (gradients) {
      // A gradient that differs by element.
      Tensor weights =
          Torch.arange(result.numel())
              .to(result.device())
              .remainder(13)
              .sub(6)
              .div(7)
              .to(result.dtype())
              .reshape(result.shape().toArray());
      result.mul(weights).sum().backward();
      for (Tensor leaf : leaves) {
        if (leaf.requiresGrad()) {
          all.add(leaf.grad());
        }
      }
    }
    return all;
  }

  private void difference(String title, Tensor here, Tensor there, double tolerance) {
    if (!here.shape().equals(there.shape())) {
      fail(title + ": shape " + there.shape() + ", on the CPU " + here.shape());
      return;
    }
    if (here.numel() == 0) {
      return;
    }
    if (!here.isFloatingPoint()) {
      long unequal = here.to(DType.INT64).ne(there.to(DType.INT64)).sum().itemLong();
      if (unequal > 0) {
        fail(title + ": " + unequal + " of " + here.numel() + " differ");
      }
      return;
    }
    if (!here.isnan().equal(there.isnan())) {
      fail(title + ": NaN at other places");
      return;
    }
    double scale = Math.max(here.nanToNum(0).abs().max().item(), 1e-3);
    // Infinities less themselves are NaN; the line above has compared what was one before.
    double most = here.sub(there.toDouble()).nanToNum(0).abs().max().item();
    if (most > tolerance * scale) {
      fail(title + ": off by " + most + " where values go to " + scale);
    }
  }

  private void fail(String sentence) {
    failures.add(sentence);
    out.println(sentence);
    out.flush();
  }

  /** Modules made twice from one seed. */
  void module(
      String name,
      Supplier<Module> make,
      Function<Module, Function<Tensor, Tensor>> use,
      Tensor x) {
    both(
        name,
        in -> {
          Torch.manualSeed(1);
          Module module = make.get();
          module.to(in[0].dtype());
          module.to(in[0].device());
          return use.apply(module).apply(in[0]);
        },
        x);
  }

  void module(String name, Supplier<Module> make, Tensor x) {
    module(name, make, m -> m, x);
  }
}

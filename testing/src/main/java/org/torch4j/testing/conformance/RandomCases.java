package org.torch4j.testing.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.torch4j.Cuda;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.TensorOptions;
import org.torch4j.Torch;
import org.torch4j.data.DataLoader;
import org.torch4j.data.Subset;
import org.torch4j.nn.Module;
import org.torch4j.testing.GoldenSource;
import org.torch4j.testing.GoldenTensor;
import org.torch4j.testing.RandomGolden;
import org.torch4j.testing.Tolerance;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceProperties;
import org.torch4j.type.Shape;

/** Draws after a seed. The golden call is a line of Python, which is read and run. */
final class RandomCases {
  /** Where PyTorch's own two kernels differ, a draw may be as far from either. */
  private static final Tolerance TWO_PATHS = new Tolerance(0, 2e-6);

  /** float64 functions of the C library and of Java may differ in the last bits. */
  private static final Tolerance LAST_BITS = new Tolerance(1e-15, 0);

  private final Cases cases;
  private final Functions functions = new Functions();

  RandomCases(Cases cases) {
    this.cases = cases;
  }

  /** Runs a file; one that was drawn on GPUs is passed over where another device is asked for. */
  void run(GoldenSource source, String file) {
    RandomGolden golden = RandomGolden.read(source, file);
    Device device = Device.of(golden.head().device());
    if (device.type() != Device.Type.CPU && device.type() != cases.device().type()) {
      return;
    }
    run(
        file,
        "torch.get_rng_state()",
        () -> {
          Torch.manualSeed(golden.seed());
          state(device, golden.state());
          Torch.randn(Shape.of(3), TensorOptions.defaults().device(device));
          state(device, golden.stateAfterRandn3());
        });
    long most = comparable(golden.head(), device);
    for (RandomGolden.Case c : golden.cases()) {
      if (c.elements() <= most) {
        run(file, c.call(), () -> check(golden.seed(), device, c));
      }
    }
  }

  /** Up to how many elements a GPU draws the same as the one of the file. */
  private static long comparable(RandomGolden.Head head, Device device) {
    if (device.type() == Device.Type.CPU) {
      return Long.MAX_VALUE;
    }
    DeviceProperties p = Cuda.getDeviceProperties(device.index());
    long threads = (long) p.multiProcessorCount() * p.maxThreadsPerMultiProcessor();
    return threads == head.threads() ? Long.MAX_VALUE : Math.min(threads, head.threads());
  }

  private void run(String file, String call, Runnable check) {
    if (cases.takes(file, call)) {
      cases.add("rng", file, call, Outcome.Check.VALUES, Cases.reason(check));
    }
  }

  private static void state(Device device, byte[] expected) {
    byte[] actual = Generator.defaultGenerator(device).state().toByteArray();
    if (!Arrays.equals(actual, expected)) {
      throw new CaseFailure("the state differs first at byte " + Arrays.mismatch(actual, expected));
    }
  }

  private void check(long seed, Device device, RandomGolden.Case c) {
    PythonNode call = expression(c.call());
    Torch.manualSeed(seed);
    PythonScope scope = new PythonScope(functions);
    scope.set("DataLoader", (PythonFunction) RandomCases::loader);
    scope.set("g", new Generator(device).manualSeed(seed));
    if (c.drawn() instanceof RandomGolden.Parts parts) {
      parts(call == null ? null : call.value(scope), scope, parts);
    } else if (call == null) {
      throw new CaseFailure("cannot read the call");
    } else {
      compare(c.drawn(), call.value(scope), "");
    }
    if (c.stateAfter() != null) {
      state(device, c.stateAfter());
    }
  }

  /** The Python at the start of the text, which a remark may follow behind a comma; else null. */
  private static @Nullable PythonNode expression(String text) {
    String rest = text;
    while (true) {
      try {
        return PythonParser.parse(rest);
      } catch (CaseFailure _) {
        int comma = rest.lastIndexOf(", ");
        if (comma < 0) {
          return null;
        }
        rest = rest.substring(0, comma);
      }
    }
  }

  /** A loader of numbers, whose batches are tensors: Java says so when the loader is made. */
  private static DataLoader<Tensor> loader(
      List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {
    String path = "torch.utils.data.DataLoader";
    Arguments given = Arguments.of("DataLoader", Functions.signature(path), args, kwargs);
    ArgumentSupply supply = new ArgumentSupply(given.without("dataset"));
    DataLoader.Options options =
        (DataLoader.Options)
            OptionsRecord.fill(DataLoader.Options.class, DataLoader.class, "DataLoader", supply);
    supply.requireEmpty();
    List<?> items = (List<?>) Objects.requireNonNull(given.named().get("dataset"));
    return DataLoader.of(Conversion.dataset(items), Tensor.class, options);
  }

  private static void parts(@Nullable Object whole, PythonScope scope, RandomGolden.Parts parts) {
    parts
        .parts()
        .forEach(
            (name, drawn) -> {
              Object part = part(whole, name);
              if (part == null) {
                PythonNode node = expression(python(name));
                if (node == null) {
                  throw new CaseFailure(name + ": cannot read the call");
                }
                part = node.value(scope);
              }
              compare(drawn, part, name + ": ");
            });
  }

  /** A parameter of a module, an epoch of a loader, the indices of a split; null for no such. */
  private static @Nullable Object part(@Nullable Object whole, String name) {
    return switch (whole) {
      case Module m -> m.stateDict().get(name);
      case DataLoader<?> loader when name.startsWith("epoch") -> {
        List<@Nullable Object> batches = new ArrayList<>();
        loader.forEach(batches::add);
        yield batches;
      }
      case List<?> splits when name.equals("indices") ->
          splits.stream().map(s -> ((Subset<?>) s).indices()).toList();
      case null, default -> null;
    };
  }

  /**
   * The Python of a part's name: {@code 3: rand(2)} counts, {@code rand(3) afterwards} tells the
   * time, {@code exponential_(2)} fills two new elements.
   */
  private static String python(String name) {
    String call = name.substring(name.lastIndexOf(": ") < 0 ? 0 : name.lastIndexOf(": ") + 2);
    return call.replaceFirst(" afterwards$", "")
        .replaceFirst("^(\\w+_)\\((\\d+)\\)$", "torch.empty($2).$1()");
  }

  private static void compare(RandomGolden.Drawn drawn, @Nullable Object actual, String what) {
    switch (drawn) {
      case RandomGolden.Plain p -> {
        Object got = plain(actual);
        if (got == null || !got.equals(p.value())) {
          throw new CaseFailure(what + "expected " + p.value() + ", got " + got);
        }
      }
      case RandomGolden.Parts _ -> throw new CaseFailure(what + "parts within parts");
      case RandomGolden.Values v -> {
        if (!(actual instanceof Tensor t)) {
          throw new CaseFailure(what + "expected a tensor, got " + ValueText.of(actual));
        }
        GoldenTensor all = TensorBytes.read(t);
        values(v, v.sample() == null ? all : sampled(all, v.sample()), what);
      }
    }
  }

  private static GoldenTensor sampled(GoldenTensor all, RandomGolden.Sample sample) {
    if (!all.shape().equals(sample.shape())) {
      throw new CaseFailure("wrong shape " + all.shape() + ", expected " + sample.shape());
    }
    byte[] from = all.toByteArray();
    int size = (int) (from.length / all.shape().stream().reduce(1L, (a, b) -> a * b));
    byte[] to = new byte[sample.places().size() * size];
    for (int i = 0; i < sample.places().size(); i++) {
      System.arraycopy(from, (int) (sample.places().get(i) * size), to, i * size, size);
    }
    return new GoldenTensor(all.dtype(), List.of((long) sample.places().size()), to);
  }

  private static void enough(RandomGolden.Values v, GoldenTensor actual, String what) {
    byte[] e = v.values().toByteArray();
    byte[] a = actual.toByteArray();
    long n = v.values().shape().stream().reduce(1L, (x, y) -> x * y);
    int size = (int) (e.length / n);
    long same =
        IntStream.range(0, (int) n)
            .filter(i -> Arrays.equals(e, i * size, (i + 1) * size, a, i * size, (i + 1) * size))
            .count();
    if (same < v.agree() * n) {
      throw new CaseFailure(what + "draw: only " + same + " of " + n + " values are the same");
    }
  }

  private static void values(RandomGolden.Values v, GoldenTensor actual, String what) {
    GoldenTensor expected = v.values();
    if (v.agree() < 1) {
      Values.checkKind(actual, expected.dtype(), expected.shape(), what + "draw");
      enough(v, actual, what);
      return;
    }
    boolean same =
        Arrays.equals(actual.toByteArray(), expected.toByteArray())
            || v.scalarPath() != null
                && Arrays.equals(actual.toByteArray(), v.scalarPath().toByteArray());
    Tolerance allowed =
        v.scalarPath() != null
            ? TWO_PATHS
            : expected.dtype().equals("float64") ? LAST_BITS : Tolerance.EXACT;
    Values.check(
        actual,
        expected,
        same ? new Tolerance(0, Double.POSITIVE_INFINITY) : allowed,
        what + "draw");
  }

  /** Integers as nested lists. */
  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case Tensor t when t.dim() == 0 -> t.itemLong();
      case Tensor t -> Arrays.stream(t.toLongArray()).boxed().toList();
      case long[] a -> Arrays.stream(a).boxed().toList();
      case List<?> l -> l.stream().map(RandomCases::plain).toList();
      case Map<?, ?> _ -> null;
      case null, default -> value;
    };
  }
}

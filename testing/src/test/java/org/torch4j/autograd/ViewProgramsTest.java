package org.torch4j.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.Oracle;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.testing.GradCheck;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Random programs of views and in-place changes: values and gradients against PyTorch. */
class ViewProgramsTest {
  @TestFactory
  Stream<DynamicTest> asPyTorch() {
    JsonNode programs = Oracle.read("programs");
    return IntStream.range(0, programs.size())
        .mapToObj(programs::get)
        .map(p -> DynamicTest.dynamicTest(p.get("steps").toString(), () -> check(p)));
  }

  private static Tensor[] leaves() {
    return new Tensor[] {
      Torch.tensor(new double[][] {{0.5, -1.0, 2.0}, {1.5, 0.25, -0.75}}).requiresGrad_(),
      Torch.tensor(new double[] {0.3, -0.6, 1.1}).requiresGrad_()
    };
  }

  private static void check(JsonNode program) {
    Tensor[] leaves = leaves();
    List<Tensor> live = run(program.get("steps"), leaves);
    for (int i = 0; i < live.size(); i++) {
      assertEquals(
          program.get("requires").get(i).booleanValue(), live.get(i).requiresGrad(), "tensor " + i);
    }
    Tensor loss = loss(live);
    assertEquals(program.get("loss").doubleValue(), loss.item(), 1e-9);
    if (program.has("error")) {
      checkWherePyTorchRefuses(program, leaves, loss);
      return;
    }
    List<Tensor> grads = Torch.gradAllowUnused(List.of(loss), List.of(leaves), null, false, false);
    for (int i = 0; i < leaves.length; i++) {
      JsonNode expected = program.get("grads").get(i);
      double[] zeros = new double[(int) leaves[i].numel()];
      Tensor g = grads.get(i);
      assertArrayEquals(
          expected.isNull() ? zeros : Oracle.numbers(expected),
          g == null ? zeros : g.toDoubleArray(),
          1e-9,
          "gradient " + i);
    }
  }

  /** We keep what was overwritten where PyTorch raises; then the gradient must be right. */
  private static void checkWherePyTorchRefuses(JsonNode program, Tensor[] leaves, Tensor loss) {
    try {
      Torch.gradAllowUnused(List.of(loss), List.of(leaves), null, false, false);
    } catch (AutogradException e) {
      return;
    }
    if (!program.get("steps").toString().contains("detach")) {
      GradCheck.gradcheck(in -> loss(run(program.get("steps"), in)), leaves);
    }
  }

  private static Tensor loss(List<Tensor> live) {
    Tensor loss = null;
    for (int k = 0; k < live.size(); k++) {
      Tensor term = live.get(k).mul((k + 1) * 0.1).sum();
      loss = loss == null ? term : loss.add(term);
    }
    return loss;
  }

  private static List<Tensor> run(JsonNode steps, Tensor[] leaves) {
    List<Tensor> live = new ArrayList<>(List.of(leaves));
    for (JsonNode step : steps) {
      Tensor made = step(step, live);
      if (made != null) {
        live.add(made);
      }
    }
    return live;
  }

  private static Tensor step(JsonNode s, List<Tensor> live) {
    Tensor a = s.size() > 1 ? live.get(s.get(1).intValue()) : null;
    String op = s.get(0).textValue();
    Tensor b =
        switch (op) {
          case "add_", "mul_", "copy_", "sub_", "mul", "add", "set_last" ->
              live.get(s.get(2).intValue());
          default -> null;
        };
    Tensor made =
        switch (op) {
          case "clone" -> a.clone();
          case "zeros" -> Torch.zeros(Shape.of(2, 3), DType.FLOAT64);
          case "select" -> a.select(s.get(2).intValue(), s.get(3).longValue());
          case "slice" ->
              a.slice(s.get(2).intValue(), s.get(3).longValue(), s.get(4).longValue(), 1);
          case "transpose" -> a.transpose(0, 1);
          case "unsqueeze" -> a.unsqueeze(0);
          case "view" -> a.view(-1);
          case "diagonal" -> a.diagonal(0, 0, 1);
          case "permute" -> a.permute(2, 0, 1);
          case "expand" -> a.expand(2, a.size(0));
          case "detach" -> a.detach();
          case "mul" -> a.mul(b);
          case "add" -> a.add(b);
          case "sin" -> a.sin();
          case "sum" -> a.sum();
          default -> null;
        };
    if (made == null) {
      change(op, a, b);
    }
    return made;
  }

  private static void change(String op, Tensor a, Tensor b) {
    switch (op) {
      case "add_" -> a.add_(b);
      case "mul_" -> a.mul_(b);
      case "sub_" -> a.sub_(b);
      case "copy_" -> a.copy_(b);
      case "mulscalar_" -> a.mul_(1.5);
      case "fill_" -> a.fill_(0.75);
      case "zero_" -> a.zero_();
      case "exp_" -> a.exp_();
      case "tanh_" -> a.tanh_();
      case "sin_" -> a.sin_();
      case "set_last" -> a.set(b, -1);
      default -> throw new IllegalArgumentException(op);
    }
  }
}

package org.torch4j.testing.conformance;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Cuda;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.testing.Golden;
import org.torch4j.testing.GoldenSource;
import org.torch4j.testing.OpGolden;
import org.torch4j.testing.TensorInfo;
import org.torch4j.testing.Tolerance;
import org.torch4j.type.Device;

/** The cases of ops. */
final class OpCases {
  private final Cases cases;
  private final Functions functions = new Functions();

  OpCases(Cases cases) {
    this.cases = cases;
  }

  void run(GoldenSource source, String file) {
    OpGolden golden = OpGolden.read(source, file);
    for (OpGolden.Case c : golden.cases()) {
      if (cases.takes(golden.op(), c.id())) {
        run(golden, c);
      }
    }
    for (OpGolden.ErrorCase c : golden.errors()) {
      if (cases.takes(golden.op(), c.id())) {
        String reason = Cases.reason(() -> error(golden, c));
        cases.add(golden.category(), golden.op(), c.id(), Outcome.Check.ERRORS, reason);
      }
    }
  }

  private GoldenArguments arguments(OpGolden golden, Map<String, TensorInfo> info) {
    return new GoldenArguments(
        (i, name) -> golden.tensor(i, new Golden.TensorName(name)),
        info,
        functions,
        cases.device());
  }

  private @Nullable Object call(
      OpGolden golden,
      GoldenArguments arguments,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs) {
    List<@Nullable Object> values = arguments.values(args);
    Map<String, @Nullable Object> named = arguments.named(kwargs);
    if (golden.callable() != null) {
      return functions.call(golden.callable(), List.of(golden.atenName()), values, named);
    }
    if (golden.opSource() == null) {
      throw CallMismatch.missing("op", golden.op());
    }
    PythonScope scope = new PythonScope(functions);
    return scope.call(PythonParser.parse(golden.opSource()).value(scope), values, named);
  }

  /** One call of a case, with what is needed to look at it. */
  private final class Run {
    final GoldenArguments arguments;
    final Comparison comparison;
    final List<Comparison.Leaf> leaves;

    Run(OpGolden golden, OpGolden.Case c, @Nullable Object expected, @Nullable Tolerance out) {
      arguments = OpCases.this.arguments(golden, c.info());
      Object result = call(golden, arguments, c.args(), c.kwargs());
      comparison = new Comparison(arguments, out, c.compare(), c.ties());
      leaves = comparison.leaves(expected, result);
    }
  }

  private void run(OpGolden golden, OpGolden.Case c) {
    @Nullable Run[] runs = new Run[1];
    String reason =
        Cases.reason(
            () -> {
              Run run = new Run(golden, c, c.outputs(), c.outTolerance());
              runs[0] = run;
              run.comparison.check();
              run.comparison.checkViews(c.info());
              mutated(c, run.arguments);
              if (c.seed() != null && drawsAlike()) {
                Torch.manualSeed(c.seed());
                runs[0] = new Run(golden, c, c.seededOutputs(), ofDraws(golden, c));
                runs[0].comparison.check();
              }
            });
    cases.add(golden.category(), golden.op(), c.id(), Outcome.Check.VALUES, reason);
    if (!c.grads().isEmpty() && (c.seed() == null || drawsAlike())) {
      Run run = runs[0];
      String wrong = run == null ? reason : Cases.reason(() -> gradients(c, run));
      cases.add(golden.category(), golden.op(), c.id(), Outcome.Check.GRADIENTS, wrong);
    }
  }

  /** Whether a seed gives the numbers of the goldens, which were drawn on a CPU. */
  private boolean drawsAlike() {
    return cases.device().type() == Device.Type.CPU;
  }

  /** Draws are exact, but what an op computes from them is rounded like any other result. */
  private static @Nullable Tolerance ofDraws(OpGolden golden, OpGolden.Case c) {
    return c.outTolerance() == null ? golden.tolerance().get(c.dtype()) : c.outTolerance();
  }

  private static void gradients(OpGolden.Case c, Run run) {
    List<Tensor> inputs = c.grads().stream().map(g -> run.arguments.tensor(g.wrt())).toList();
    Gradients.check(
        run.comparison,
        run.leaves,
        c.cotangents(),
        c.grads(),
        inputs,
        run.arguments,
        c.gradTolerance());
  }

  private static void mutated(OpGolden.Case c, GoldenArguments arguments) {
    Tolerance tolerance = c.outTolerance() == null ? Tolerance.EXACT : c.outTolerance();
    c.mutated()
        .forEach(
            (input, after) -> {
              if (after instanceof Golden.TensorName t) {
                Values.check(
                    TensorBytes.read(arguments.tensor(input)),
                    arguments.golden(t.name()),
                    tolerance,
                    "changed input " + input);
              }
            });
  }

  /** A device says what its kernels found when it is waited for. */
  private void settle() {
    if (cases.device().type() == Device.Type.CUDA) {
      Cuda.synchronize(cases.device().index());
    }
  }

  private void error(OpGolden golden, OpGolden.ErrorCase c) {
    GoldenArguments arguments = arguments(golden, c.info());
    List<@Nullable Object> values = arguments.values(c.args());
    Map<String, @Nullable Object> named = arguments.named(c.kwargs());
    Object result;
    try {
      result = call(golden, arguments, c.args(), c.kwargs());
      settle();
    } catch (CallMismatch e) {
      boolean alsoInPython = c.raises().equals("TypeError") || c.raises().equals("AttributeError");
      if (!e.refused() || !alsoInPython) {
        throw e;
      }
      ErrorTexts.requireReceived(Objects.requireNonNull(e.getMessage()), values, named);
      return;
    } catch (IllegalArgumentException
        | IndexOutOfBoundsException
        | org.torch4j.type.AutogradException e) {
      Cases.reason(this::settle); // what kernels found besides belongs to this call
      ErrorTexts.requireReceived(String.valueOf(e.getMessage()), values, named);
      return;
    }
    throw new CaseFailure(
        "no exception, got " + ValueText.of(result) + "; PyTorch: " + c.message());
  }
}

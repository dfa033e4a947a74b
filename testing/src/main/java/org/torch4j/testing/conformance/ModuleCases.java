package org.torch4j.testing.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.nn.Module;
import org.torch4j.testing.Golden;
import org.torch4j.testing.GoldenGrad;
import org.torch4j.testing.GoldenSource;
import org.torch4j.testing.ModuleGolden;
import org.torch4j.testing.Tolerance;
import org.torch4j.type.Device;

/** The cases of modules: construction, first values, text, results, gradients, state. */
final class ModuleCases {
  /** PyTorch's own kernels differ as much in the normal numbers they draw. */
  private static final Tolerance DRAWN = new Tolerance(0, 2e-6);

  private final Cases cases;
  private final Functions functions = new Functions();

  ModuleCases(Cases cases) {
    this.cases = cases;
  }

  void run(GoldenSource source, String file) {
    ModuleGolden golden = ModuleGolden.read(source, file);
    for (ModuleGolden.Case c : golden.cases()) {
      if (cases.takes(golden.module(), c.id())) {
        run(golden, c);
      }
    }
  }

  /**
   * A module as a case constructs it.
   *
   * @param module the module
   * @param suffix what the name of its forward method has behind it, for a further result
   */
  private record Made(Module module, String suffix) {}

  private Made make(ModuleGolden.Case c, GoldenArguments arguments) {
    List<@Nullable Object> args = arguments.values(c.constructorArgs());
    Map<String, @Nullable Object> kwargs = arguments.named(c.constructorKwargs());
    try {
      return new Made((Module) functions.construct(c.className(), args, kwargs), "");
    } catch (CallMismatch e) {
      Map<String, @Nullable Object> rest = new LinkedHashMap<>(kwargs);
      String flag = new Arguments("", null, List.of(), kwargs).returnFlag();
      if (flag == null) {
        throw e;
      }
      rest.remove(flag);
      String suffix = Names.capitalized(Names.camel(flag.substring("return_".length())));
      return new Made((Module) functions.construct(c.className(), args, rest), "With" + suffix);
    }
  }

  /** One run of a case, with what is needed to look at it. */
  private final class Run {
    final GoldenArguments arguments;
    final Module module;
    final Comparison comparison;
    final List<Comparison.Leaf> leaves;

    Run(ModuleGolden golden, ModuleGolden.Case c, boolean seeded) {
      arguments = new GoldenArguments(golden::tensor, c.info(), functions, cases.device());
      if (c.initSeed() != null) {
        Torch.manualSeed(c.initSeed());
      }
      Made made = make(c, arguments);
      module = made.module;
      if (!cases.device().equals(Device.CPU)) {
        module.to(cases.device());
      }
      if (!c.lazy()) {
        first(c);
        load(c);
      }
      module.train(c.training());
      if (c.lazy()) { // shapes come from a first call, values from the case
        forward(c, made.suffix);
        load(c);
      }
      if (seeded) {
        Torch.manualSeed(Objects.requireNonNull(c.seed()));
      }
      Object result = forward(c, made.suffix);
      comparison = new Comparison(arguments, c.outTolerance(), List.of(), false);
      leaves = comparison.leaves(seeded ? c.seededOutputs() : c.outputs(), result);
    }

    private void first(ModuleGolden.Case c) {
      Map<String, Tensor> own = module.stateDict();
      if (!List.copyOf(own.keySet()).equals(List.copyOf(c.stateDict().keySet()))) {
        throw new CaseFailure(
            "state_dict: keys " + own.keySet() + ", expected " + c.stateDict().keySet());
      }
      List<String> parameters = List.copyOf(module.namedParameters().keySet());
      if (!parameters.equals(c.parameters())) {
        throw new CaseFailure("parameters " + parameters + ", expected " + c.parameters());
      }
      c.stateDict()
          .forEach(
              (key, name) -> {
                boolean drawn = c.parameters().contains(key) || !c.runningStatsRandomised();
                Tolerance allowed =
                    c.initSeed() != null && drawn
                        ? DRAWN
                        : new Tolerance(0, Double.POSITIVE_INFINITY);
                Values.check(
                    TensorBytes.read(Objects.requireNonNull(own.get(key))),
                    arguments.golden(name),
                    allowed,
                    "first value of " + key);
              });
    }

    private void load(ModuleGolden.Case c) {
      Map<String, Tensor> state = new LinkedHashMap<>();
      c.stateDict().forEach((key, name) -> state.put(key, arguments.plain(name)));
      module.loadStateDict(state);
    }

    private @Nullable Object forward(ModuleGolden.Case c, String suffix) {
      Signature signature = Functions.signature(c.className() + ".forward");
      Arguments given =
          Arguments.of(
              "forward", signature, arguments.values(c.args()), arguments.named(c.kwargs()));
      CallMismatch mismatch = CallMismatch.missing("method", "forward" + suffix);
      boolean several =
          Comparison.parts(c.outputs()) != null || c.outputs() instanceof Golden.Tuple;
      for (String name :
          !suffix.isEmpty()
              ? List.of("forward" + suffix)
              : several
                  ? List.of("applyWithState", "applyWithLoss", "apply", "forward")
                  : List.of("apply", "forward")) {
        if (JavaCalls.exists(module.getClass(), name, false)) {
          try {
            return JavaCalls.callMethod(module, name, given);
          } catch (CallMismatch e) {
            mismatch = e;
          }
        }
      }
      throw mismatch;
    }

    void checkState(ModuleGolden.Case c) {
      Tolerance allowed = c.outTolerance() == null ? Tolerance.EXACT : c.outTolerance();
      Map<String, Tensor> state = module.stateDict();
      c.stateDictAfter()
          .forEach(
              (key, name) -> {
                Tensor now = state.get(key);
                if (now == null) {
                  throw new CaseFailure("state after the call has no " + key);
                }
                Values.check(TensorBytes.read(now), arguments.golden(name), allowed, key);
              });
    }

    void gradients(ModuleGolden.Case c) {
      List<GoldenGrad> expected = new ArrayList<>(c.inputGrads());
      List<Tensor> inputs = new ArrayList<>();
      c.inputGrads().forEach(g -> inputs.add(arguments.tensor(g.wrt())));
      c.paramGrads()
          .forEach(
              (name, grad) -> {
                expected.add(new GoldenGrad(name, grad));
                inputs.add(module.getParameter(name));
              });
      Gradients.check(
          comparison, leaves, c.cotangents(), expected, inputs, arguments, c.gradTolerance());
    }
  }

  private void run(ModuleGolden golden, ModuleGolden.Case c) {
    @Nullable Run[] runs = new Run[1];
    String reason =
        Cases.reason(
            () -> {
              boolean seeded = c.seed() != null && drawsAlike();
              Run run = new Run(golden, c, seeded);
              runs[0] = run;
              run.comparison.check();
              run.checkState(c);
              text(c, run.module);
            });
    cases.add("modules", golden.module(), c.id(), Outcome.Check.VALUES, reason);
    boolean any = !c.inputGrads().isEmpty() || !c.paramGrads().isEmpty();
    if (any && (c.seed() == null || drawsAlike())) {
      Run run = runs[0];
      String wrong = run == null ? reason : Cases.reason(() -> run.gradients(c));
      cases.add("modules", golden.module(), c.id(), Outcome.Check.GRADIENTS, wrong);
    }
  }

  /** Whether a seed gives the numbers of the goldens, which were drawn on a CPU. */
  private boolean drawsAlike() {
    return cases.device().type() == Device.Type.CPU;
  }

  private static void text(ModuleGolden.Case c, Module module) {
    if (!module.toString().equals(c.repr())) {
      throw new CaseFailure(
          "text: got "
              + module.toString().replaceAll("\\s+", " ")
              + ", expected "
              + c.repr().replaceAll("\\s+", " "));
    }
  }
}

package org.torch4j.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/** Learning rates, momenta and states as {@code optim_trajectories.py} has them from PyTorch. */
class SchedulerTrajectoryTest {
  private static final int STEPS = 50;
  private static final int HALF = 25;
  private static final JsonNode CASES = OptimizerCases.read("/optim/scheduler_trajectories.json");

  private static final Map<String, Function<Optimizer, Object>> MAKE =
      Map.ofEntries(
          Map.entry("LambdaLR", o -> new LambdaLR(o, e -> Math.pow(0.95, e))),
          Map.entry(
              "LambdaLR_each",
              o ->
                  new LambdaLR(
                      o,
                      List.of(e -> 1.0 / (1 + e), e -> Math.pow(0.5, e / 7)),
                      LambdaLR.options())),
          Map.entry("MultiplicativeLR", o -> new MultiplicativeLR(o, e -> e % 3 == 0 ? 0.9 : 1)),
          Map.entry("StepLR", o -> new StepLR(o, 7)),
          Map.entry("StepLR_gamma", o -> new StepLR(o, 4, StepLR.options().gamma(0.7))),
          Map.entry(
              "MultiStepLR",
              o -> new MultiStepLR(o, List.of(5, 12, 12, 30), MultiStepLR.options().gamma(0.3))),
          Map.entry("ConstantLR", ConstantLR::new),
          Map.entry(
              "ConstantLR_options",
              o -> new ConstantLR(o, ConstantLR.options().factor(0.5).totalIters(9))),
          Map.entry("LinearLR", LinearLR::new),
          Map.entry(
              "LinearLR_options",
              o ->
                  new LinearLR(
                      o, LinearLR.options().startFactor(0.1).endFactor(0.7).totalIters(20))),
          Map.entry("ExponentialLR", o -> new ExponentialLR(o, 0.93)),
          Map.entry("CosineAnnealingLR", o -> new CosineAnnealingLR(o, 10)),
          Map.entry(
              "CosineAnnealingLR_min",
              o -> new CosineAnnealingLR(o, 13, CosineAnnealingLR.options().etaMin(0.01))),
          Map.entry("PolynomialLR", PolynomialLR::new),
          Map.entry(
              "PolynomialLR_options",
              o -> new PolynomialLR(o, PolynomialLR.options().totalIters(30).power(2))),
          Map.entry("CosineAnnealingWarmRestarts", o -> new CosineAnnealingWarmRestarts(o, 8)),
          Map.entry(
              "CosineAnnealingWarmRestarts_mult",
              o ->
                  new CosineAnnealingWarmRestarts(
                      o, 5, CosineAnnealingWarmRestarts.options().tMult(2).etaMin(0.001))),
          Map.entry("CyclicLR", o -> new CyclicLR(o, 0.01, 0.2, CyclicLR.options().stepSizeUp(6))),
          Map.entry(
              "CyclicLR_triangular2",
              o ->
                  new CyclicLR(
                      o,
                      List.of(0.01, 0.02),
                      List.of(0.2, 0.1),
                      CyclicLR.options()
                          .stepSizeUp(4)
                          .stepSizeDown(9)
                          .mode("triangular2")
                          .baseMomentum(0.7)
                          .maxMomentum(0.95))),
          Map.entry(
              "CyclicLR_exp_range",
              o ->
                  new CyclicLR(
                      o,
                      0.01,
                      0.2,
                      CyclicLR.options()
                          .stepSizeUp(5)
                          .mode("exp_range")
                          .gamma(0.97)
                          .cycleMomentum(false))),
          Map.entry(
              "CyclicLR_scale_fn",
              o ->
                  new CyclicLR(
                      o,
                      0.01,
                      0.2,
                      CyclicLR.options()
                          .stepSizeUp(5)
                          .scaleFn(x -> 1 / (1 + x))
                          .scaleMode("iterations"))),
          Map.entry("OneCycleLR", o -> new OneCycleLR(o, 0.4, OneCycleLR.options().totalSteps(60))),
          Map.entry(
              "OneCycleLR_three_phase",
              o ->
                  new OneCycleLR(
                      o,
                      List.of(0.4, 0.2),
                      OneCycleLR.options()
                          .epochs(6)
                          .stepsPerEpoch(10)
                          .pctStart(0.25)
                          .annealStrategy("linear")
                          .baseMomentum(0.8)
                          .maxMomentum(0.9)
                          .divFactor(10)
                          .finalDivFactor(100)
                          .threePhase(true))),
          Map.entry(
              "OneCycleLR_betas", o -> new OneCycleLR(o, 0.1, OneCycleLR.options().totalSteps(55))),
          Map.entry(
              "ReduceLROnPlateau",
              o -> new ReduceLROnPlateau(o, ReduceLROnPlateau.options().patience(3))),
          Map.entry(
              "ReduceLROnPlateau_max",
              o ->
                  new ReduceLROnPlateau(
                      o,
                      ReduceLROnPlateau.options()
                          .mode("max")
                          .factor(0.5)
                          .patience(1)
                          .threshold(0.01)
                          .thresholdMode("abs")
                          .cooldown(2)
                          .minLr(List.of(0.01, 0.001)))),
          Map.entry("SWALR", o -> new SWALR(o, 0.02)),
          Map.entry(
              "SWALR_linear",
              o ->
                  new SWALR(
                      o,
                      List.of(0.02, 0.3),
                      SWALR.options().annealEpochs(7).annealStrategy("linear"))),
          Map.entry(
              "SequentialLR",
              o ->
                  new SequentialLR(
                      o,
                      List.of(
                          new LinearLR(o, LinearLR.options().startFactor(0.1).totalIters(6)),
                          new CosineAnnealingLR(o, 14),
                          new ExponentialLR(o, 0.9)),
                      List.of(6, 20))),
          Map.entry(
              "ChainedScheduler",
              o ->
                  new ChainedScheduler(
                      List.of(
                          new ConstantLR(o, ConstantLR.options().factor(0.1).totalIters(5)),
                          new ExponentialLR(o, 0.95),
                          new StepLR(o, 10, StepLR.options().gamma(0.5))))));

  private static Optimizer optimizer(String name) {
    List<ParamGroup> groups =
        List.of(ParamGroup.of(List.of(parameter())), ParamGroup.of(List.of(parameter())).lr(0.05));
    return name.endsWith("betas")
        ? new Adam(groups, Adam.options().lr(0.1))
        : new SGD(groups, SGD.options().lr(0.1).momentum(0.9));
  }

  private static Tensor parameter() {
    return Torch.zeros(2).requiresGrad_(true);
  }

  private static void step(Object scheduler, Optimizer optimizer, int epoch) {
    optimizer.step();
    switch (scheduler) {
      case ReduceLROnPlateau plateau ->
          plateau.step(10.0 / (1 + epoch) + (epoch * 5 % 7) / 20.0 + epoch / 20);
      case LRScheduler plain -> plain.step();
      default -> throw new AssertionError(scheduler);
    }
  }

  private static void compareRow(JsonNode row, Optimizer optimizer, String what) {
    for (int i = 0; i < 2; i++) {
      ParamGroup group = optimizer.paramGroups().get(i);
      double momentum =
          optimizer instanceof Adam ? group.number("betas", 0) : group.number("momentum");
      assertEquals(row.get(i).asDouble(), group.lr(), 1e-13, what);
      assertEquals(row.get(2 + i).asDouble(), momentum, 1e-13, what);
    }
  }

  private static Map<String, ?> stateDict(Object scheduler) {
    return scheduler instanceof ReduceLROnPlateau plateau
        ? plateau.stateDict()
        : ((LRScheduler) scheduler).stateDict();
  }

  @TestFactory
  Stream<DynamicTest> schedules() {
    Set<String> wanted = new TreeSet<>();
    CASES.fieldNames().forEachRemaining(wanted::add);
    assertEquals(wanted, new TreeSet<>(MAKE.keySet()));
    return wanted.stream().map(name -> DynamicTest.dynamicTest(name, () -> follow(name)));
  }

  private static void follow(String name) {
    Optimizer optimizer = optimizer(name);
    Object scheduler = MAKE.get(name).apply(optimizer);
    for (int epoch = 0; epoch < STEPS; epoch++) {
      compareRow(CASES.get(name).get("rows").get(epoch), optimizer, "epoch " + epoch);
      step(scheduler, optimizer, epoch);
    }
    compareState(CASES.get(name).get("state"), stateDict(scheduler), "state");
  }

  private static void compareState(JsonNode want, Object got, String path) {
    if (want.isObject()) {
      Map<?, ?> map = assertInstanceOf(Map.class, got, path);
      Set<String> keys = new TreeSet<>();
      want.fieldNames().forEachRemaining(keys::add);
      Set<String> own = new TreeSet<>();
      map.keySet().forEach(k -> own.add(String.valueOf(k)));
      assertEquals(keys, own, path);
      map.forEach((k, v) -> compareState(want.get(String.valueOf(k)), v, path + "." + k));
    } else if (want.isArray()) {
      List<?> list = assertInstanceOf(List.class, got, path);
      assertEquals(want.size(), list.size(), path);
      for (int i = 0; i < want.size(); i++) {
        // PyTorch saves the fields of callable objects; here functions have none.
        if (!path.endsWith("lr_lambdas")) {
          compareState(want.get(i), list.get(i), path + "[" + i + "]");
        }
      }
    } else if (want.isNumber()) {
      Number number = assertInstanceOf(Number.class, got, path);
      assertEquals(want.isIntegralNumber(), number instanceof Long, path + " " + number);
      assertEquals(want.asDouble(), number.doubleValue(), 1e-12, path);
    } else {
      assertEquals(
          want.isNull() ? null : want.isTextual() ? want.asText() : want.asBoolean(), got, path);
    }
  }

  /** Saved in the middle with the optimizer, loaded into new ones, and gone on with. */
  @TestFactory
  Stream<DynamicTest> resumed(@TempDir Path folder) {
    List<DynamicTest> tests = new ArrayList<>();
    MAKE.forEach(
        (name, make) -> tests.add(DynamicTest.dynamicTest(name, () -> resume(name, make, folder))));
    return tests.stream();
  }

  @SuppressWarnings("unchecked") // states have strings for keys
  private static void resume(String name, Function<Optimizer, Object> make, Path folder) {
    Optimizer first = optimizer(name);
    Object scheduler = make.apply(first);
    for (int epoch = 0; epoch < HALF; epoch++) {
      step(scheduler, first, epoch);
    }
    Path file = folder.resolve(name + ".pth");
    Torch.save(Map.of("o", first.stateDict(), "s", stateDict(scheduler)), file);
    Optimizer second = optimizer(name);
    Object fresh = make.apply(second);
    Map<String, Map<String, ?>> saved = (Map<String, Map<String, ?>>) Torch.load(file);
    second.loadStateDict(saved.get("o"));
    if (fresh instanceof ReduceLROnPlateau plateau) {
      plateau.loadStateDict(saved.get("s"));
    } else {
      ((LRScheduler) fresh).loadStateDict(saved.get("s"));
    }
    for (int epoch = HALF; epoch < STEPS; epoch++) {
      compareRow(CASES.get(name).get("rows").get(epoch), second, "epoch " + epoch);
      step(fresh, second, epoch);
    }
  }
}

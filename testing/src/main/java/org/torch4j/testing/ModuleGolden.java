package org.torch4j.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The golden cases of one class of {@code torch.nn} modules.
 *
 * @param module the class without {@code torch.}, such as {@code nn.Linear}
 * @param tolerance tolerances by dtype
 * @param cases its cases
 * @param tensors the tensors of all cases
 */
public record ModuleGolden(
    String module, Map<String, Tolerance> tolerance, List<Case> cases, GoldenTensors tensors) {

  /**
   * A module, a call and its results.
   *
   * @param id its name in the file
   * @param className the dotted path of the class
   * @param description what is special, or empty
   * @param constructorArgs positional arguments of the constructor
   * @param constructorKwargs named arguments of the constructor
   * @param initSeed the seed before construction that gives the state, or null
   * @param runningStatsRandomised whether buffers do not come from {@code initSeed}
   * @param training the mode
   * @param lazy whether shapes come from the first call
   * @param stateDict tensor names by key, in order
   * @param parameters names of the parameters
   * @param buffers names of the buffers
   * @param repr how PyTorch prints the module
   * @param args positional arguments of the call
   * @param kwargs named arguments of the call
   * @param outputs the result
   * @param random whether the result depends on the generator
   * @param seed the seed that gives {@link #seededOutputs}, or null
   * @param seededOutputs the result right after seeding, or null
   * @param cotangents one per tensor of the outputs, null where not differentiable
   * @param inputGrads gradients of the inputs
   * @param paramGrads gradients of the parameters, tensor names or sparse; null if unused
   * @param stateDictAfter entries that the call changed
   * @param outTolerance tolerance of outputs, null for exact
   * @param gradTolerance tolerance of gradients, null for exact
   * @param info what is known of each tensor
   */
  public record Case(
      String id,
      String className,
      String description,
      List<@Nullable Object> constructorArgs,
      Map<String, @Nullable Object> constructorKwargs,
      @Nullable Long initSeed,
      boolean runningStatsRandomised,
      boolean training,
      boolean lazy,
      Map<String, String> stateDict,
      List<String> parameters,
      List<String> buffers,
      String repr,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      @Nullable Object outputs,
      boolean random,
      @Nullable Long seed,
      @Nullable Object seededOutputs,
      List<@Nullable Golden> cotangents,
      List<GoldenGrad> inputGrads,
      Map<String, @Nullable Golden> paramGrads,
      Map<String, String> stateDictAfter,
      @Nullable Tolerance outTolerance,
      @Nullable Tolerance gradTolerance,
      Map<String, TensorInfo> info) {}

  /** Reads {@code FILE.json} and {@code FILE.safetensors}. */
  public static ModuleGolden read(GoldenSource source, String file) {
    JsonNode n = GoldenJson.parse(source.read(file + ".json"));
    List<Case> cases = new ArrayList<>();
    n.required("cases").forEach(c -> cases.add(parseCase(c)));
    return new ModuleGolden(
        n.required("module").textValue(),
        Tolerance.byDtype(n.required("tolerance")),
        List.copyOf(cases),
        GoldenTensors.parse(source.read(file + ".safetensors")));
  }

  private static Case parseCase(JsonNode c) {
    JsonNode seeded = c.path("seeded");
    JsonNode constructor = c.required("constructor");
    return new Case(
        c.required("id").textValue(),
        c.required("class").textValue(),
        c.required("desc").textValue(),
        GoldenJson.values(constructor.path("args")),
        GoldenJson.named(constructor.path("kwargs")),
        c.has("init_seed") ? (Long) c.get("init_seed").longValue() : null,
        c.path("running_stats_randomised").booleanValue(),
        c.required("training").booleanValue(),
        c.path("lazy").booleanValue(),
        GoldenJson.texts(c.required("state_dict")),
        GoldenJson.strings(c.required("parameters")),
        GoldenJson.strings(c.required("buffers")),
        c.required("repr").textValue(),
        GoldenJson.values(c.required("args")),
        GoldenJson.named(c.required("kwargs")),
        GoldenJson.value(c.path("outputs")),
        c.path("random").booleanValue(),
        seeded.isObject() ? (Long) seeded.required("seed").longValue() : null,
        GoldenJson.value(seeded.path("outputs")),
        OpGolden.cotangents(c.path("cotangents")),
        GoldenJson.grads(c.path("input_grads")),
        GoldenJson.tensorNames(c.path("param_grads")),
        GoldenJson.texts(c.path("state_dict_after")),
        Tolerance.of(c.path("tol").path("out")),
        Tolerance.of(c.path("tol").path("grad")),
        GoldenJson.tensors(c.required("tensors")));
  }

  /** A tensor of one of its cases. */
  public GoldenTensor tensor(Map<String, TensorInfo> info, String name) {
    TensorInfo i = info.get(name);
    return i == null ? tensors.get(name) : tensors.get(name, i);
  }
}

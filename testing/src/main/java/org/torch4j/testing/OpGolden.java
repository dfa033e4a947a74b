package org.torch4j.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The golden cases of one operation.
 *
 * @param op name with variant, such as {@code div.floor_rounding}
 * @param name the name alone
 * @param variant the variant, or empty
 * @param category the kind of op
 * @param atenName the name of the ATen op
 * @param callable the public function to call, or null
 * @param opSource where there is no such function, the Python lambda that was called
 * @param method the method of Tensor, or null
 * @param inplaceMethod the in-place method, or null
 * @param operator the Python operator, or null
 * @param aliases further names
 * @param dtypes dtypes that PyTorch supports
 * @param random whether some case draws random numbers
 * @param supportsAutograd whether gradients exist
 * @param supportsOut whether it takes {@code out}
 * @param tolerance tolerances by dtype
 * @param cases the calls that succeed
 * @param errors the calls that PyTorch rejects
 * @param tensors the tensors of all cases
 */
public record OpGolden(
    String op,
    String name,
    String variant,
    String category,
    String atenName,
    @Nullable String callable,
    @Nullable String opSource,
    @Nullable String method,
    @Nullable String inplaceMethod,
    @Nullable String operator,
    List<String> aliases,
    List<String> dtypes,
    boolean random,
    boolean supportsAutograd,
    boolean supportsOut,
    Map<String, Tolerance> tolerance,
    List<Case> cases,
    List<ErrorCase> errors,
    GoldenTensors tensors) {

  /**
   * A call and its results.
   *
   * @param id its name in the file
   * @param dtype the dtype it is about
   * @param args positional arguments
   * @param kwargs named arguments
   * @param outputs the result
   * @param mutated the inputs that the call changed, with their values after it
   * @param random whether the result depends on the generator
   * @param seed the seed that gives {@link #seededOutputs}, or null
   * @param seededOutputs the result right after seeding, or null
   * @param cotangents one per tensor of the outputs, null where not differentiable
   * @param grads gradients of the inputs for these cotangents
   * @param compare how to compare each tensor of the outputs; empty means exactly
   * @param ties whether returned indices may legitimately differ
   * @param outTolerance tolerance of outputs, null for exact
   * @param gradTolerance tolerance of gradients, null for exact
   * @param info what is known of each tensor
   */
  public record Case(
      String id,
      String dtype,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      @Nullable Object outputs,
      Map<String, @Nullable Golden> mutated,
      boolean random,
      @Nullable Long seed,
      @Nullable Object seededOutputs,
      List<@Nullable Golden> cotangents,
      List<GoldenGrad> grads,
      List<String> compare,
      boolean ties,
      @Nullable Tolerance outTolerance,
      @Nullable Tolerance gradTolerance,
      Map<String, TensorInfo> info) {}

  /**
   * A call that PyTorch rejects.
   *
   * @param id its name in the file
   * @param args positional arguments
   * @param kwargs named arguments
   * @param raises the Python type of the exception
   * @param message the first line of its message
   * @param info what is known of each tensor
   */
  public record ErrorCase(
      String id,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      String raises,
      String message,
      Map<String, TensorInfo> info) {}

  /** Reads {@code FILE.json} and {@code FILE.safetensors}. */
  public static OpGolden read(GoldenSource source, String file) {
    JsonNode n = GoldenJson.parse(source.read(file + ".json"));
    List<Case> cases = new ArrayList<>();
    n.required("cases").forEach(c -> cases.add(parseCase(c)));
    List<ErrorCase> errors = new ArrayList<>();
    n.required("errors").forEach(c -> errors.add(parseError(c)));
    return new OpGolden(
        n.required("op").textValue(),
        n.required("name").textValue(),
        n.required("variant").textValue(),
        n.required("category").textValue(),
        n.required("aten_name").textValue(),
        n.path("callable").textValue(),
        n.path("op_source").textValue(),
        n.path("method").textValue(),
        n.path("inplace_method").textValue(),
        n.path("operator").textValue(),
        GoldenJson.strings(n.required("aliases")),
        GoldenJson.strings(n.required("dtypes")),
        n.required("random").booleanValue(),
        n.required("supports_autograd").booleanValue(),
        n.required("supports_out").booleanValue(),
        Tolerance.byDtype(n.required("tolerance")),
        List.copyOf(cases),
        List.copyOf(errors),
        GoldenTensors.parse(source.read(file + ".safetensors")));
  }

  private static Case parseCase(JsonNode c) {
    JsonNode seeded = c.path("seeded");
    return new Case(
        c.required("id").textValue(),
        c.required("dtype").textValue(),
        GoldenJson.values(c.required("args")),
        GoldenJson.named(c.required("kwargs")),
        GoldenJson.value(c.path("outputs")),
        GoldenJson.tensorNames(c.path("mutated")),
        c.path("random").booleanValue(),
        seeded.isObject() ? (Long) seeded.required("seed").longValue() : null,
        GoldenJson.value(seeded.path("outputs")),
        cotangents(c.path("cotangents")),
        GoldenJson.grads(c.path("grads")),
        GoldenJson.strings(c.path("compare")),
        c.path("ties").booleanValue(),
        Tolerance.of(c.path("tol").path("out")),
        Tolerance.of(c.path("tol").path("grad")),
        GoldenJson.tensors(c.required("tensors")));
  }

  static List<@Nullable Golden> cotangents(JsonNode array) {
    List<@Nullable Golden> out = new ArrayList<>();
    array.forEach(e -> out.add((Golden) GoldenJson.value(e)));
    return Collections.unmodifiableList(out);
  }

  private static ErrorCase parseError(JsonNode c) {
    return new ErrorCase(
        c.required("id").textValue(),
        GoldenJson.values(c.required("args")),
        GoldenJson.named(c.required("kwargs")),
        c.required("raises").textValue(),
        c.required("message").textValue(),
        GoldenJson.tensors(c.required("tensors")));
  }

  /** A tensor of one of its cases. */
  public GoldenTensor tensor(Map<String, TensorInfo> info, Golden.TensorName name) {
    TensorInfo i = info.get(name.name());
    return i == null ? tensors.get(name.name()) : tensors.get(name.name(), i);
  }
}

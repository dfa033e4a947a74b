package org.torch4j.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What PyTorch draws after {@code torch.manual_seed}. */
public final class RandomGolden {
  private final Head head;
  private final byte[] state;
  private final byte[] stateAfterRandn3;
  private final List<Case> cases;

  private RandomGolden(Head head, byte[] state, byte[] stateAfterRandn3, List<Case> cases) {
    this.head = head;
    this.state = state;
    this.stateAfterRandn3 = stateAfterRandn3;
    this.cases = cases;
  }

  /**
   * What all cases have in common.
   *
   * @param seed that was set before each
   * @param device where it was drawn, {@code cpu} or {@code cuda}
   * @param threads that a GPU runs at a time, on which draws for more elements depend; else 0
   */
  public record Head(long seed, String device, long threads) {}

  /**
   * A call right after seeding.
   *
   * @param call the Python expression
   * @param drawn what it gave
   * @param elements of its largest draw, 0 if that does not matter
   * @param stateAfter the state of the device's generator afterwards, or null
   */
  public record Case(String call, Drawn drawn, long elements, byte @Nullable [] stateAfter) {}

  /** What a call gave. */
  public sealed interface Drawn {}

  /**
   * A tensor.
   *
   * @param values its elements, from PyTorch's AVX2 kernels
   * @param scalarPath its elements from PyTorch's plain kernels where these differ, else null
   * @param sample which elements of a larger tensor they are, else null
   * @param agree the share of them that must be the same
   */
  public record Values(
      GoldenTensor values, @Nullable GoldenTensor scalarPath, @Nullable Sample sample, double agree)
      implements Drawn {}

  /**
   * Elements of a larger tensor.
   *
   * @param shape its sizes
   * @param places of the elements in row-major order
   */
  public record Sample(List<Long> shape, List<Long> places) {}

  /**
   * Several results by name, drawn one after the other.
   *
   * @param parts the results
   */
  public record Parts(Map<String, Drawn> parts) implements Drawn {}

  /**
   * Lists of whole numbers.
   *
   * @param value nested lists of Long
   */
  public record Plain(@Nullable Object value) implements Drawn {}

  /** Reads {@code FILE.json}. */
  public static RandomGolden read(GoldenSource source, String file) {
    JsonNode n = GoldenJson.parse(source.read(file + ".json"));
    List<Case> cases = new ArrayList<>();
    n.required("cases").forEach(c -> cases.add(read(c)));
    HexFormat hex = HexFormat.of();
    return new RandomGolden(
        new Head(
            n.required("seed").longValue(),
            n.path("device").asText("cpu"),
            n.path("multi_processor_count").longValue()
                * n.path("max_threads_per_multi_processor").longValue()),
        hex.parseHex(n.required("rng_state_hex").textValue()),
        hex.parseHex(n.required("rng_state_after_randn3_hex").textValue()),
        List.copyOf(cases));
  }

  private static Case read(JsonNode c) {
    return new Case(
        c.required("call").textValue(),
        drawn(c),
        c.path("elements").longValue(),
        c.has("state_hex") ? HexFormat.of().parseHex(c.get("state_hex").textValue()) : null);
  }

  private static Drawn drawn(JsonNode c) {
    if (c.has("parts")) {
      Map<String, Drawn> parts = new LinkedHashMap<>();
      c.get("parts").properties().forEach(e -> parts.put(e.getKey(), drawn(e.getValue())));
      return new Parts(Collections.unmodifiableMap(parts));
    }
    if (c.has("value")) {
      return new Plain(GoldenJson.value(c.get("value")));
    }
    GoldenTensor scalar = c.has("scalar_path_hex") ? tensor(c, "scalar_path_hex") : null;
    Sample sample =
        c.has("at")
            ? new Sample(TensorInfo.longs(c.required("shape")), TensorInfo.longs(c.get("at")))
            : null;
    double agree = c.path("agree").asDouble(1);
    return new Values(tensor(c, "hex"), scalar, sample, agree);
  }

  private static GoldenTensor tensor(JsonNode c, String key) {
    return new GoldenTensor(
        c.required("dtype").textValue(),
        c.has("at") ? List.of((long) c.get("at").size()) : TensorInfo.longs(c.required("shape")),
        HexFormat.of().parseHex(c.required(key).textValue()));
  }

  /** What all cases have in common. */
  public Head head() {
    return head;
  }

  /** The seed of all cases. */
  public long seed() {
    return head.seed();
  }

  /** The state of the device's generator right after seeding. */
  public byte[] state() {
    return state.clone();
  }

  /** The state of the device's generator after seeding and {@code torch.randn(3)}. */
  public byte[] stateAfterRandn3() {
    return stateAfterRandn3.clone();
  }

  /** The calls, each one right after seeding. */
  public List<Case> cases() {
    return cases;
  }
}

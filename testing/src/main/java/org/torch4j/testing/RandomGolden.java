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
  private final long seed;
  private final byte[] state;
  private final byte[] stateAfterRandn3;
  private final List<Case> cases;

  private RandomGolden(long seed, byte[] state, byte[] stateAfterRandn3, List<Case> cases) {
    this.seed = seed;
    this.state = state;
    this.stateAfterRandn3 = stateAfterRandn3;
    this.cases = cases;
  }

  /**
   * A call right after seeding.
   *
   * @param call the Python expression
   * @param drawn what it gave
   */
  public record Case(String call, Drawn drawn) {}

  /** What a call gave. */
  public sealed interface Drawn {}

  /**
   * A tensor.
   *
   * @param values its elements, from PyTorch's AVX2 kernels
   * @param scalarPath its elements from PyTorch's plain kernels where these differ, else null
   */
  public record Values(GoldenTensor values, @Nullable GoldenTensor scalarPath) implements Drawn {}

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
    n.required("cases").forEach(c -> cases.add(new Case(c.required("call").textValue(), drawn(c))));
    HexFormat hex = HexFormat.of();
    return new RandomGolden(
        n.required("seed").longValue(),
        hex.parseHex(n.required("rng_state_hex").textValue()),
        hex.parseHex(n.required("rng_state_after_randn3_hex").textValue()),
        List.copyOf(cases));
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
    return new Values(tensor(c, "hex"), scalar);
  }

  private static GoldenTensor tensor(JsonNode c, String key) {
    return new GoldenTensor(
        c.required("dtype").textValue(),
        TensorInfo.longs(c.required("shape")),
        HexFormat.of().parseHex(c.required(key).textValue()));
  }

  /** The seed of all cases. */
  public long seed() {
    return seed;
  }

  /** {@code torch.get_rng_state()} right after seeding. */
  public byte[] state() {
    return state.clone();
  }

  /** {@code torch.get_rng_state()} after seeding and {@code torch.randn(3)}. */
  public byte[] stateAfterRandn3() {
    return stateAfterRandn3.clone();
  }

  /** The calls, each one right after seeding. */
  public List<Case> cases() {
    return cases;
  }
}

package org.torch4j.testing.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.Ops;
import org.torch4j.type.DType;

/** The page of all ops says what they are. */
class OpsPageTest {
  private static final Map<String, List<OpEntry>> ENTRIES = OpEntry.all();
  private static final Path PAGE = Path.of("..", "docs", "ops.md");

  /** {@code mvn test -pl testing -am -Dtest=OpsPageTest -Dpage=write} writes it. */
  @Test
  void thePageIsUpToDate() throws IOException {
    String text = OpsPage.text(ENTRIES);
    if (System.getProperty("page", "").equals("write")) {
      Files.writeString(PAGE, text);
    }
    List<String> wanted = text.lines().toList();
    List<String> found = Files.readAllLines(PAGE);
    for (int i = 0; i < Math.min(wanted.size(), found.size()); i++) {
      assertEquals(
          wanted.get(i), found.get(i), "docs/ops.md is out of date: run with -Dpage=write");
    }
    assertEquals(wanted.size(), found.size(), "docs/ops.md is out of date: run with -Dpage=write");
  }

  @Test
  void everyOpHasAFamilyAndMostShowTheirDtypes() {
    int tensors = 0;
    int shown = 0;
    for (List<OpEntry> entries : ENTRIES.values()) {
      for (OpEntry e : entries) {
        assertTrue(!e.family().isEmpty(), e.op().schema().toString());
        assertTrue(!e.devices().isEmpty(), e.op().schema().toString());
        tensors++;
        shown += e.probe().dtypes().isEmpty() ? 0 : 1;
      }
    }
    assertTrue(tensors >= Ops.names().size());
    assertTrue(shown > 0.95 * tensors, shown + " of " + tensors);
  }

  @Test
  void probesSeeWhatOpsRefuse() {
    OpEntry neg = OpEntry.of("neg").get(0);
    assertTrue(!neg.probe().dtypes().contains(DType.BOOL));
    assertTrue(neg.probe().dtypes().contains(DType.COMPLEX64));
    assertEquals("floating, complex", OpEntry.of("mean").get(0).probe().dtypeText());
    assertEquals(
        "self [2, 2], mat2 [2, 2] gives [2, 2]", OpEntry.of("mm").get(0).probe().example());
    assertEquals("integers, floating", OpEntry.of("arange").get(0).probe().dtypeText());
  }

  @Test
  void derivedGradientsReadAsPeopleWriteThem() {
    OpEntry tanh = OpEntry.of("tanh").get(0);
    assertEquals("grad * (1 - result * result)", tanh.gradients().get("self"));
    assertEquals("tanh(self)", tanh.meaning());
    OpEntry add = OpEntry.of("add").get(0);
    assertEquals("grad * alpha", add.gradients().get("other"));
  }
}

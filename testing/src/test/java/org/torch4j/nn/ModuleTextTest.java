package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;

class ModuleTextTest {
  static class Net extends Module {
    final Sequential features =
        new Sequential(new Conv2d(1, 8, 3, Conv2d.options().padding(1)), new ReLU(true));
    final ModuleDict heads = new ModuleDict(heads());
    final ParameterList extra = new ParameterList(Torch.ones(2, 3), Torch.ones(4));

    private static Map<String, Module> heads() {
      Map<String, Module> heads = new LinkedHashMap<>();
      heads.put("a", new Linear(2, 1, false));
      heads.put("b", new Identity());
      return heads;
    }

    @Override
    public String extraRepr() {
      return "depth=3";
    }

    @Override
    public Tensor forward(Tensor x) {
      return features.apply(x);
    }
  }

  @Test
  void aModelPrintsAsInPyTorch() {
    assertEquals(
        """
        Net(
          depth=3
          (features): Sequential(
            (0): Conv2d(1, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
            (1): ReLU(inplace=True)
          )
          (heads): ModuleDict(
            (a): Linear(in_features=2, out_features=1, bias=False)
            (b): Identity()
          )
          (extra): ParameterList(
              (0): Parameter containing: [torch.float32 of size 2x3]
              (1): Parameter containing: [torch.float32 of size 4]
          )
        )\
        """,
        new Net().toString());
  }

  @Test
  void anAnonymousClassIsCalledByItsSuperclass() {
    Module m =
        new Linear(1, 1) {
          @Override
          public String extraRepr() {
            return "";
          }
        };
    assertEquals("Linear()", m.toString());
  }

  @Test
  void numbersAreWrittenAsPythonWritesThem() {
    assertEquals("1e-05", PythonText.of(1e-5));
    assertEquals("0.0001", PythonText.of(1e-4));
    assertEquals("1.5e-07", PythonText.of(1.5e-7));
    assertEquals("-1.0", PythonText.of(-1.0));
    assertEquals("1e+16", PythonText.of(1e16));
    assertEquals("1234567890123456.0", PythonText.of(1234567890123456.0));
    assertEquals("0.1", PythonText.of(0.1));
    assertEquals("0.1", PythonText.of(0.1f));
    assertEquals("inf", PythonText.of(Double.POSITIVE_INFINITY));
    assertEquals("nan", PythonText.of(Double.NaN));
    assertEquals("-0.0", PythonText.of(-0.0));
    assertEquals("None", PythonText.of(null));
    assertEquals("True", PythonText.of(true));
    assertEquals("(3,)", PythonText.tuple(java.util.List.of(3L)));
  }
}

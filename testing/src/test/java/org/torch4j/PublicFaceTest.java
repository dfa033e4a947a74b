package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.nn.F;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Functions and methods beside the ops' own tests; numbers are those of PyTorch 1.13. */
class PublicFaceTest {
  private static Tensor values(double... values) {
    return Torch.tensor(values).toFloat();
  }

  private static Tensor upTo(long n, long... size) {
    return Torch.arange((double) n).view(size);
  }

  @AfterEach
  void printingAsBefore() {
    Torch.setPrintoptions(PrintOptions.defaults());
  }

  @Test
  void windows() {
    assertClose(Torch.bartlettWindow(5), values(0, .4, .8, .8, .4));
    assertClose(Torch.bartlettWindow(5, false), values(0, .5, 1, .5, 0));
    assertClose(
        Torch.blackmanWindow(5), values(-2.9802322e-08, .20077014, .8492299, .8492298, .20077008));
    assertClose(Torch.hammingWindow(5, false, .6, .4), values(.2, .6, 1, .6, .2));
    assertClose(Torch.hannWindow(4), values(0, .5, 1, .5));
    assertClose(
        Torch.kaiserWindow(5, false, 6), values(.014873335, .48295549, 1, .48295549, .014873335));
    assertClose(Torch.kaiserWindow(4), values(5.2773437e-05, .21567266, 1, .21567266));
    assertEquals(Shape.of(0), Torch.hannWindow(0).shape());
    assertThrows(IllegalArgumentException.class, () -> Torch.hannWindow(-1));
  }

  @Test
  void drawsOfGenerators() {
    Torch.manualSeed(0);
    Tensor n = Torch.binomial(values(10, 100, 5, 50), values(.5, .9, .2, .3));
    assertClose(n, values(7, 89, 1, 14));
    assertEquals(0.1852310299873352, Torch.rand(1).item(), 1e-7);
    Generator g = new Generator().manualSeed(7);
    Tensor first = Torch.randn(Shape.of(3), TensorOptions.defaults().generator(g));
    assertClose(first, values(-.14679509, .78614128, .94682163));
    assertClose(Torch.bernoulli(Torch.full(Shape.of(4), .5), g), values(1, 0, 0, 0));
    assertClose(Torch.randn(Shape.of(3), g.manualSeed(7)), first);
    Tensor state = Torch.getRngState();
    Tensor drawn = Torch.rand(2);
    Torch.setRngState(state);
    assertClose(Torch.rand(2), drawn);
  }

  @Test
  void printing() {
    Torch.setPrintoptions(PrintOptions.defaults().precision(2));
    assertEquals("tensor([1.23, 2.00])", values(1.2345, 2).toString());
    Torch.setPrintoptions(PrintOptions.defaults().sciMode(true));
    assertEquals("tensor([1.2345e+00, 2.0000e+00])", values(1.2345, 2).toString());
    Torch.setPrintoptions(PrintOptions.defaults().threshold(4).edgeitems(1));
    assertEquals(
        "tensor([[ 0,  ...,  3],\n        ...,\n        [ 8,  ..., 11]])",
        Torch.arange(12).view(3, 4).toString());
    Torch.setPrintoptions(PrintOptions.defaults().linewidth(20));
    assertTrue(upTo(12, 12).toString().startsWith("tensor([ 0.,  1.,\n         2.,  3.,\n"));
  }

  @Test
  void viewsInPlaceKeepTheHistory() {
    Tensor x = upTo(6, 2, 3).clone().requiresGrad_();
    Tensor y = x.mul(2);
    Tensor before = y.get(0);
    assertSame(y, y.t_());
    assertEquals(Shape.of(3, 2), y.shape());
    y.get(0).mul_(3);
    y.mul(upTo(6, 3, 2)).sum().add(before.mul(before).sum()).backward();
    assertClose(x.grad(), values(0, 12, 24, 6, 6, 10).view(2, 3));
    assertClose(before.detach(), values(0, 2, 4));
    Tensor z = Torch.ones(2, 1, 3).requiresGrad_();
    Tensor w = z.mul(upTo(3, 3));
    w.squeeze_(1).unsqueeze_(0).transpose_(0, 2);
    w.mul(w).mul(upTo(6, 3, 2, 1)).sum().backward();
    assertClose(z.grad(), values(0, 4, 32, 0, 6, 40).view(2, 1, 3));
    assertThrows(AutogradException.class, () -> Torch.ones(2, 2).requiresGrad_().t_());
    try (var off = Torch.noGrad()) {
      assertEquals(Shape.of(3, 2), Torch.ones(2, 3).requiresGrad_().t_().shape());
    }
    assertThrows(
        AutogradException.class, () -> Torch.ones(2, 2).requiresGrad_().mul(1).view(4).detach_());
    assertFalse(Torch.ones(2).requiresGrad_().mul(1).detach_().requiresGrad());
  }

  @Test
  void compositesInPlacePassGradients() {
    Tensor x = values(1, -2, .5).requiresGrad_();
    Torch.selu_(x.mul(1)).sum().backward();
    assertClose(x.grad(), values(1.0507010221481323, .23793280124664307, 1.0507010221481323));
    x.setGrad(null);
    Tensor y = x.mul(1);
    y.cumprod_(0).sum().backward();
    assertClose(y.detach(), values(1, -2, -1));
    assertClose(x.grad(), values(-2, 1.5, -2));
    x.setGrad(null);
    x.view(1, 3).mul(1).renorm_(2, 0, 1).sum().backward();
    assertClose(x.grad(), values(.47800106, .35330513, .45721841));
    assertThrows(AutogradException.class, () -> Torch.selu_(x));
    Tensor two = Torch.ones(2);
    assertThrows(ShapeException.class, () -> Ops.call("diag_embed_", List.of(two), Map.of()));
  }

  @Test
  void bitsAsOtherTypes() {
    assertArrayEquals(
        new long[] {1065353216, -1073741824}, values(1, -2).view(DType.INT32).toLongArray());
    Tensor shorts = Torch.arange(0, 4, 1, DType.INT16);
    assertEquals(844433520132096L, shorts.view(DType.INT64).itemLong());
    assertEquals(Shape.of(8), Torch.tensor(new double[] {1.5}).view(DType.UINT8).shape());
    assertTrue(shorts.sharesMemory(shorts.view(DType.INT64)));
    assertFalse(values(1).requiresGrad_().view(DType.INT32).requiresGrad());
    assertThrows(ShapeException.class, () -> values(1, 2, 3).view(DType.FLOAT64));
    assertThrows(ShapeException.class, () -> upTo(8, 4, 2).t().view(DType.FLOAT64));
    assertThrows(ShapeException.class, () -> upTo(8, 8).narrow(0, 1, 4).view(DType.FLOAT64));
    assertThrows(ShapeException.class, () -> Torch.tensor(1.0).view(DType.INT16));
  }

  private static Object out(String op, Object out, Object... args) {
    return Ops.call(op, List.of(args), Map.of("out", out));
  }

  @Test
  void outFollowsTheRulesOfPyTorch() {
    Tensor room = Torch.zeros(6);
    Tensor part = room.narrow(0, 0, 0);
    assertSame(part, out("add", part, Torch.ones(3), 1));
    assertClose(part, values(2, 2, 2));
    assertClose(room, values(2, 2, 2, 0, 0, 0));
    Tensor ones = Torch.ones(3, 3);
    Tensor integers = Torch.empty(Shape.of(3), DType.INT64);
    assertEquals(9, Torch.numel(ones));
    assertEquals(DType.INT64, ((Tensor) out("sum", integers, ones, 0)).dtype());
    assertThrows(DTypeException.class, () -> out("add", integers, Torch.ones(3), 1));
    Tensor doubles = Torch.empty(Shape.of(3, 3), DType.FLOAT64);
    assertThrows(DTypeException.class, () -> out("mm", doubles, ones, ones));
    assertClose(
        (Tensor) out("cumsum", doubles, ones, 0), upTo(3, 3, 1).add(1).expand(3, 3).toDouble());
    assertThrows(DTypeException.class, () -> out("any", Torch.empty(), Torch.ones(3)));
    Tensor bytes = Torch.empty(Shape.of(2), DType.UINT8);
    assertClose((Tensor) out("eq", bytes, Torch.ones(2), 1), Torch.ones(Shape.of(2), DType.UINT8));
    AutogradException e =
        assertThrows(
            AutogradException.class,
            () -> out("add", Torch.empty(3), Torch.ones(3).requiresGrad_(), 1));
    assertTrue(e.getMessage().contains("out=..."), e.getMessage());
    assertThrows(
        AutogradException.class,
        () -> out("add", Torch.empty(3).requiresGrad_(), Torch.ones(3), 1));
    List<Tensor> pair = List.of(Torch.empty(0), integers);
    assertSame(pair.get(0), ((List<?>) out("max", pair, ones, 0)).get(0));
    assertClose(pair.get(0), Torch.ones(3));
    List<Tensor> wrong = List.of(doubles, integers);
    assertThrows(DTypeException.class, () -> out("max", wrong, ones, 0));
    assertThrows(IllegalArgumentException.class, () -> out("max", List.of(doubles), ones, 0));
  }

  @Test
  void smallFunctions() {
    Tensor tall = Torch.zeros(7, 3).fillDiagonal_(5, true);
    assertEquals(6 * 5, tall.sum().item());
    assertEquals(5, tall.get(4, 0).item());
    assertClose(Torch.range(0, 1, .3), values(0, .3, .6, .9));
    assertClose(
        Torch.normExceptDim(upTo(12, 2, 3, 2), 2, 1).flatten(),
        values(9.2736187, 12.5698051, 16.1864147));
    List<Tensor> places = Torch.unravelIndex(Torch.tensor(new long[] {0, 7, 11}), 3, 4);
    assertArrayEquals(new long[] {0, 1, 2}, places.get(0).toLongArray());
    assertArrayEquals(new long[] {0, 3, 3}, places.get(1).toLongArray());
    assertThrows(
        IndexOutOfBoundsException.class, () -> Torch.unravelIndex(Torch.tensor(12L), 3, 4));
    Tensor a = values(4, 1, 0, 1, 3, .5, 0, .5, 2).view(3, 3);
    assertClose(Torch.lobpcg(a, 2).eigenvalues(), values(4.64497232, 2.64714026));
    assertEquals(List.of(List.of(1L, 2L), List.of(3L, 4L)), upTo(4, 2, 2).add(1).toLong().tolist());
    assertEquals("torch.FloatTensor", Torch.typename(values(1)));
    assertClose(values(1, 2).apply_(v -> v * v).map_(values(1, 1), Double::sum), values(2, 5));
    assertClose(F.relu(values(-1, 2), true), values(0, 2));
    assertEquals(2, Torch.nativeDropout(values(1, 2), .5, true).size());
  }

  @Test
  void limitsOfNumbers() {
    assertEquals(65504, Torch.finfo(DType.FLOAT16).max());
    assertEquals(3.3895313892515355e38, Torch.finfo(DType.BFLOAT16).max());
    assertEquals(0.0078125, Torch.finfo(DType.BFLOAT16).eps());
    assertEquals(Math.ulp(1f), Torch.finfo().eps());
    assertEquals(new IInfo(DType.INT8, 8, 127, -128), Torch.iinfo(DType.INT8));
    assertEquals(new IInfo(DType.UINT8, 8, 255, 0), Torch.iinfo(DType.UINT8));
    assertEquals(Long.MIN_VALUE, Torch.iinfo(DType.INT64).min());
    assertThrows(DTypeException.class, () -> Torch.iinfo(DType.FLOAT32));
    assertThrows(DTypeException.class, () -> Torch.finfo(DType.INT32));
    assertEquals(DType.FLOAT32, Torch.resultType(Torch.tensor(new int[] {1}), 1.5));
  }

  @Test
  void buffersAndFiles(@TempDir Path folder) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
    bytes.putFloat(0, 1.5f).putFloat(4, 2.5f);
    Tensor shared = Torch.frombuffer(bytes, DType.FLOAT32, 2, 0);
    assertClose(shared, values(1.5, 2.5));
    shared.mul_(2);
    assertEquals(3f, bytes.getFloat(0));
    assertThrows(ShapeException.class, () -> Torch.frombuffer(bytes, DType.FLOAT64, 2, 8));
    Path file = folder.resolve("numbers");
    Torch.fromFile(file, true, 3, DType.FLOAT32).copy_(values(1, 2, 3));
    assertClose(Torch.fromFile(file, false, 3, DType.FLOAT32), values(1, 2, 3));
    assertThrows(ShapeException.class, () -> Torch.fromFile(file, false, 4, DType.FLOAT32));
  }
}

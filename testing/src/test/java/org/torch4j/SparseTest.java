package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.type.Layout;
import org.torch4j.type.LayoutException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Sparse tensors; numbers and texts are those of {@code src/test/python/sparse_numbers.py}. */
class SparseTest {
  private final Tensor indices = Torch.tensor(new long[][] {{0, 1, 1, 0}, {2, 0, 2, 2}});
  private final Tensor values = Torch.tensor(new float[] {3, 4, 5, 1});
  private final Shape size = Shape.of(2, 3);
  private final Tensor s = Torch.sparseCooTensor(indices, values, size);
  private final Tensor c = s.coalesce();
  private final Tensor d = Torch.arange(6.0).view(2, 3);
  private final Tensor csr = c.toSparseCsr();
  private final Tensor hybrid =
      Torch.sparseCooTensor(
          indices.slice(0, 0L, 1L, 1), Torch.arange(8.0).view(4, 2), Shape.of(2, 2));

  private static Tensor matrix(float[]... rows) {
    return Torch.tensor(rows);
  }

  private static float[] row(double... numbers) {
    float[] row = new float[numbers.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) numbers[i];
    }
    return row;
  }

  private static void assertDense(Tensor sparse, Tensor expected) {
    assertTrue(sparse.layout() != Layout.STRIDED, sparse::toString);
    assertClose(sparse.toDense(), expected);
  }

  @Test
  void saysWhatItIs() {
    assertSame(Torch.sparse_coo, s.layout());
    assertTrue(s.isSparse());
    assertFalse(s.isSparseCsr());
    assertFalse(s.isCoalesced());
    assertEquals(2, s.sparseDim());
    assertEquals(0, s.denseDim());
    assertEquals(4, s._nnz());
    assertEquals(6, s.numel());
    assertEquals(1, hybrid.denseDim());
    assertSame(Torch.strided, d.layout());
    assertSame(Torch.sparse_csr, csr.layout());
    assertFalse(csr.isSparse());
    assertEquals(Shape.of(2, 3), csr.shape());
  }

  @Test
  void sizesComeFromTheIndices() {
    assertEquals(Shape.of(2, 3), Torch.sparseCooTensor(indices, values).shape());
    Tensor none = Torch.sparseCooTensor(Torch.zeros(Shape.of(2, 0), Torch.int64), Torch.zeros(0));
    assertEquals(Shape.of(0, 0), none.shape());
    Tensor number =
        Torch.sparseCooTensor(
            Torch.zeros(Shape.of(0, 2), Torch.int64), Torch.tensor(new float[] {1, 2}), Shape.of());
    assertEquals(3, number.toDense().item());
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Torch.sparseCooTensor(indices, values, Shape.of(2, 2)));
    assertThrows(
        IndexOutOfBoundsException.class, () -> Torch.sparseCooTensor(indices.sub(1), values, size));
    assertThrows(ShapeException.class, () -> Torch.sparseCooTensor(indices, Torch.zeros(3), size));
    assertThrows(
        ShapeException.class, () -> Torch.sparseCooTensor(indices, values, Shape.of(2, 3, 4)));
    assertThrows(
        ShapeException.class, () -> Torch.sparseCooTensor(indices.toDouble(), values, size));
    Tensor rows = Torch.tensor(new long[] {0, 1, 3});
    Tensor columns = Torch.tensor(new long[] {2, 0, 2});
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Torch.sparseCsrTensor(rows.flip(0), columns, Torch.zeros(3), size));
    assertThrows(
        ShapeException.class,
        () -> Torch.sparseCsrTensor(rows, columns, Torch.zeros(3), Shape.of(3, 3)));
  }

  @Test
  void coalesces() {
    assertArrayEquals(new long[] {0, 1, 1, 2, 0, 2}, c.indices().reshape(-1).toLongArray());
    assertArrayEquals(new float[] {4, 4, 5}, c.values().toFloatArray());
    assertSame(c, c.coalesce());
    assertThrows(LayoutException.class, s::values);
    assertThrows(LayoutException.class, s::indices);
    assertArrayEquals(new float[] {3, 4, 5, 1}, s._values().toFloatArray());
    Tensor truths = Torch.sparseCooTensor(indices, values.gt(2), size).coalesce();
    assertArrayEquals(new boolean[] {true, true, true}, truths.values().toBooleanArray());
  }

  @Test
  void becomesDenseAndSparseAgain() {
    Tensor dense = matrix(row(0, 0, 4), row(4, 0, 5));
    assertClose(s.toDense(), dense);
    assertClose(csr.toDense(), dense);
    assertClose(csr.toSparseCsc().toDense(), dense);
    assertClose(hybrid.toDense(), matrix(row(6, 8), row(6, 8)));
    assertDense(dense.toSparse(), dense);
    assertEquals(3, dense.toSparse()._nnz());
    assertTrue(dense.toSparse().isCoalesced());
    Tensor rows =
        Torch.zeros(3, 2, 2).indexAdd(0, Torch.tensor(new long[] {1}), Torch.ones(1, 2, 2));
    assertEquals(1, rows.toSparse(1)._nnz());
    assertEquals(Shape.of(1, 2, 2), rows.toSparse(1).values().shape());
    assertDense(rows.toSparse(2), rows);
    assertArrayEquals(new long[] {0, 1, 3}, csr.crowIndices().toLongArray());
    assertArrayEquals(new long[] {2, 0, 2}, csr.colIndices().toLongArray());
    assertSame(d, d.toDense());
    assertEquals(1, Torch.tensor(5f).toSparse()._nnz());
  }

  @Test
  void blocksBecomeDense() {
    Tensor starts = Torch.tensor(new long[] {0, 1, 2});
    Tensor across = Torch.tensor(new long[] {1, 0});
    Tensor blocks = Torch.arange(8.0).view(2, 2, 2);
    Tensor bsr = Torch.sparseBsrTensor(starts, across, blocks, Shape.of(4, 4));
    Tensor expected = matrix(row(0, 0, 0, 1), row(0, 0, 2, 3), row(4, 5, 0, 0), row(6, 7, 0, 0));
    assertDense(bsr, expected);
    assertDense(bsr.t(), expected.t());
    assertSame(Layout.SPARSE_BSC, bsr.t().layout());
    assertDense(bsr.toSparse(), expected);
  }

  @Test
  void printsAsPyTorch() {
    assertEquals(
        """
        tensor(indices=tensor([[0, 1, 1, 0],
                               [2, 0, 2, 2]]),
               values=tensor([3., 4., 5., 1.]),
               size=(2, 3), nnz=4, layout=torch.sparse_coo)\
        """,
        s.toString());
    assertEquals(
        """
        tensor(crow_indices=tensor([0, 1, 3]),
               col_indices=tensor([2, 0, 2]),
               values=tensor([4., 4., 5.]), size=(2, 3), nnz=3,
               layout=torch.sparse_csr)\
        """,
        csr.toString());
    assertEquals(
        """
        tensor(indices=tensor([[0, 1, 1, 0]]),
               values=tensor([[0., 1.],
                              [2., 3.],
                              [4., 5.],
                              [6., 7.]]),
               size=(2, 2), nnz=4, layout=torch.sparse_coo)\
        """,
        hybrid.toString());
    assertEquals(
        """
        tensor(indices=tensor([], size=(2, 0)),
               values=tensor([], size=(0,)),
               size=(2, 3), nnz=0, dtype=torch.float64, layout=torch.sparse_coo)\
        """,
        Torch.zerosLike(s.toDouble()).toString());
    Tensor leaf = c.detach().requiresGrad_(true);
    assertTrue(leaf.toString().endsWith("layout=torch.sparse_coo, requires_grad=True)"));
    assertTrue(leaf.mul(2).toString().endsWith("grad_fn=<MulBackward0>)"));
    assertTrue(leaf.values().toString().endsWith("grad_fn=<ValuesBackward0>)"));
  }

  @Test
  void addsAndMultiplies() {
    Tensor dense = s.toDense();
    assertDense(s.add(c), dense.mul(2));
    assertDense(s.sub(s), dense.mul(0));
    assertDense(s.sub(c, 3), dense.mul(-2));
    assertClose(d.add(s), dense.add(d));
    assertClose(s.add(d), dense.add(d));
    assertClose(d.sub(s), d.sub(dense));
    assertDense(s.mul(2), dense.mul(2));
    assertDense(s.mul(s), dense.mul(dense));
    assertDense(s.mul(d), dense.mul(d));
    assertDense(d.mul(csr), dense.mul(d));
    assertDense(s.mul(Torch.arange(3.0)), dense.mul(Torch.arange(3.0)));
    assertDense(s.div(2), dense.div(2));
    assertDense(s.neg(), dense.neg());
    assertDense(csr.add(csr), dense.mul(2));
    assertSame(Layout.SPARSE_CSR, csr.add(csr).layout());
    assertThrows(LayoutException.class, () -> s.div(d));
    assertThrows(ShapeException.class, () -> s.add(c.t()));
    assertEquals(Torch.float64, s.add(c.toDouble()).dtype());
  }

  @Test
  void functionsThatKeepZeroAreOfTheSums() {
    Tensor dense = s.toDense();
    assertDense(s.abs(), dense.abs());
    assertDense(s.sqrt(), dense.sqrt());
    assertDense(s.pow(2), dense.pow(2));
    assertDense(s.sin(), dense.sin());
    assertDense(s.log1p(), dense.log1p());
    assertDense(csr.tanh(), dense.tanh());
    assertDense(s.toDouble(), dense.toDouble());
    assertDense(s.clamp(-1, 4), dense.clamp(-1, 4));
    assertEquals(Torch.bool, s.isnan().dtype());
    LayoutException e = assertThrows(LayoutException.class, s::cos);
    assertEquals(
        "cos: not defined for sparse_coo tensors, got sparse_coo float32 [2, 3]; toDense() gives a"
            + " strided one",
        e.getMessage());
    assertThrows(LayoutException.class, () -> s.add(1));
    assertThrows(LayoutException.class, () -> s.clamp(1, 4));
    assertThrows(LayoutException.class, () -> s.view(3, 2));
    assertThrows(LayoutException.class, s::flatten);
    assertThrows(LayoutException.class, () -> s.stride(0));
    assertThrows(LayoutException.class, s::toFloatArray);
  }

  @Test
  void changesInPlace() {
    Tensor t = s.clone();
    assertSame(t, t.mul_(2));
    t.add_(c);
    assertDense(t, s.toDense().mul(3));
    t.zero_();
    assertEquals(0, t._nnz());
    t.copy_(s);
    assertDense(t, s.toDense());
    Tensor strided = d.clone();
    strided.add_(s, -2);
    assertClose(strided, d.sub(s.toDense().mul(2)));
    assertThrows(LayoutException.class, () -> d.clone().mul_(s));
    assertThrows(LayoutException.class, () -> d.clone().copy_(s));
    assertThrows(LayoutException.class, () -> s.clone().fill_(1));
    Tensor grown = Torch.zerosLike(s).sparseResize_(new long[] {4, 5}, 2, 0);
    assertEquals(Shape.of(4, 5), grown.shape());
    assertEquals(Shape.of(3, 3), s.clone().sparseResize_(new long[] {3, 3}, 2, 0).shape());
    assertThrows(ShapeException.class, () -> s.clone().sparseResize_(new long[] {1, 3}, 2, 0));
    assertEquals(0, s.clone().sparseResizeAndClear_(new long[] {1, 3}, 1, 1)._nnz());
  }

  @Test
  void multipliesMatrices() {
    Tensor dense = s.toDense();
    Tensor right = d.t();
    Tensor product = matrix(row(8, 20), row(10, 37));
    assertClose(s.mm(right), product);
    assertClose(s.matmul(right), product);
    assertClose(csr.matmul(right), product);
    assertClose(Sparse.mm(s, right), product);
    assertClose(s.toDouble().mm(right.toDouble()), product.toDouble());
    assertClose(s.toLong().mm(right.toLong()), product.toLong());
    assertClose(s.toCfloat().mm(right.toCfloat()), product.toCfloat());
    assertClose(d.matmul(s.t()), d.matmul(dense.t()));
    assertClose(s.mv(Torch.ones(3)), Torch.tensor(row(4, 9)));
    assertClose(s.matmul(Torch.ones(3)), Torch.tensor(row(4, 9)));
    assertDense(s.mm(s.t()), dense.mm(dense.t()));
    assertSame(Layout.SPARSE_CSR, csr.mm(csr.t().toSparseCsr()).layout());
    assertClose(Sparse.addmm(Torch.ones(2, 2), s, right, 2, 3), matrix(row(26, 62), row(32, 113)));
    Tensor batch = Torch.stack(List.of(s, s.mul(2)));
    Tensor batches = Torch.stack(List.of(right, right));
    assertClose(batch.bmm(batches), Torch.stack(List.of(product, product.mul(2))));
    assertDense(s.smm(right), product);
    assertDense(Torch.hspmm(s, right), product);
    assertDense(Torch.sspaddmm(Torch.ones(2, 2).toSparse(), s, right, 1, 2), product.mul(2).add(1));
    assertThrows(ShapeException.class, () -> s.mm(d));
  }

  @Test
  void samplesAProduct() {
    Tensor pattern =
        Torch.sparseCsrTensor(
            Torch.tensor(new long[] {0, 1, 3}),
            Torch.tensor(new long[] {2, 0, 2}),
            Torch.tensor(new float[] {1, 2, 3}),
            size);
    Tensor a = Torch.arange(8.0).view(2, 4);
    Tensor b = Torch.arange(12.0).view(4, 3);
    Tensor sampled = Sparse.sampledAddmm(pattern, a, b, 0.5, 2);
    assertArrayEquals(new float[] {108.5f, 229, 317.5f}, sampled.values().toFloatArray());
    assertThrows(LayoutException.class, () -> Sparse.sampledAddmm(s, a, b));
  }

  @Test
  void sums() {
    Tensor dense = s.toDense();
    assertEquals(13, s.sum().item());
    assertEquals(13, csr.sum().item());
    assertDense(Sparse.sum(s, 0), dense.sum(0));
    assertDense(Sparse.sum(s, -1), dense.sum(1));
    assertDense(Sparse.sum(hybrid, 1), hybrid.toDense().sum(1));
    assertClose(Sparse.sum(hybrid, 0), Torch.tensor(row(12, 16)));
    assertClose(Sparse.sum(s, 0, 1), Torch.tensor(13f));
    assertEquals(Math.sqrt(57), s.norm().item(), 1e-6);
    assertTrue(s.any().itemBoolean());
    assertEquals(Torch.int64, Sparse.sum(s.toInt(), 0).dtype());
  }

  @Test
  void softmaxIsOverEntries() {
    assertClose(Sparse.softmax(s, 0).values(), Torch.tensor(row(0.26894143, 1, 0.73105860)));
    assertClose(Sparse.logSoftmax(s, 1).values(), Torch.tensor(row(0, -1.31326163, -0.31326172)));
    assertClose(Sparse.softmax(hybrid, 1).values(), hybrid.coalesce().values().softmax(1));
  }

  @Test
  void movesAndChooses() {
    Tensor dense = s.toDense();
    assertDense(s.t(), dense.t());
    assertDense(s.permute(1, 0), dense.t());
    assertDense(s.unsqueeze(1), dense.unsqueeze(1));
    assertDense(hybrid.unsqueeze(2), hybrid.toDense().unsqueeze(2));
    assertDense(s.select(0, 1), dense.select(0, 1));
    assertDense(s.get(0), dense.get(0));
    assertDense(hybrid.select(1, 1), hybrid.toDense().select(1, 1));
    assertClose(hybrid.select(0, 1), hybrid.toDense().select(0, 1));
    assertDense(s.narrowCopy(1, 1, 2), dense.narrow(1, 1, 2));
    assertDense(s.slice(1, 0L, 3L, 2), dense.slice(1, 0L, 3L, 2));
    Tensor order = Torch.tensor(new long[] {2, 0, 2});
    assertDense(s.indexSelect(1, order), dense.indexSelect(1, order));
    assertDense(
        hybrid.indexSelect(1, order.clampMax(1)),
        hybrid.toDense().indexSelect(1, order.clampMax(1)));
    assertDense(Torch.cat(List.of(s, c), 1), Torch.cat(List.of(dense, dense), 1));
    assertDense(Torch.cat(List.of(s, c)), Torch.cat(List.of(dense, dense)));
    Tensor h = hybrid.toDense();
    assertDense(Torch.cat(List.of(hybrid, hybrid), 1), Torch.cat(List.of(h, h), 1));
    assertDense(Torch.stack(List.of(s, c)), Torch.stack(List.of(dense, dense)));
    assertThrows(LayoutException.class, () -> hybrid.transpose(0, 1));
    assertThrows(LayoutException.class, () -> Torch.cat(List.of(s, d)));
    assertThrows(IndexOutOfBoundsException.class, () -> s.select(0, 2));
  }

  @Test
  void masks() {
    assertArrayEquals(new float[] {2, 3, 5}, d.sparseMask(c).values().toFloatArray());
    Tensor other = Torch.eye(2, 3, Torch.float32).toSparse().coalesce();
    assertArrayEquals(new float[] {0, 0, 0}, other.sparseMask(c).values().toFloatArray());
    assertArrayEquals(new float[] {4, 4, 5}, csr.sparseMask(c).values().toFloatArray());
    assertThrows(LayoutException.class, () -> d.sparseMask(s));
  }

  @Test
  void opsAreCalledByName() {
    Tensor made =
        (Tensor)
            Ops.call(
                "aten::sparse_coo_tensor", List.of(indices, values, List.of(2L, 3L)), Map.of());
    assertDense(
        (Tensor) Ops.call("aten::mul.Scalar", List.of(made, 2), Map.of()), s.toDense().mul(2));
    assertDense((Tensor) Ops.call("aten::to_sparse.sparse_dim", List.of(d, 1), Map.of()), d);
    Tensor out = Torch.zerosLike(s);
    Ops.call("aten::add.Tensor", List.of(s, c), Map.of("out", out));
    assertDense(out, s.toDense().mul(2));
  }
}

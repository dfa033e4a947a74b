package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;

/** Real PyTorch opens what is written here. Needs a Python that can import torch. */
class PythonReadsOurFilesTest {
  @TempDir Path folder;

  /** Saves {@code value} and runs the lines of {@code check} on {@code v}, what Python loaded. */
  private void python(Object value, boolean weightsOnly, String check) throws Exception {
    Python.assumeTorch();
    Path file = folder.resolve("ours.pth");
    Checkpoints.save(value, file);
    String program =
        """
        import inspect, torch, collections
        known = inspect.signature(torch.load).parameters
        safe = {'weights_only': %s} if 'weights_only' in known else {}
        if not hasattr(torch._utils, '_rebuild_tensor_v3'):  # before 2.1
            def rebuild(storage, offset, size, stride, grad, hooks, dtype):
                return torch.empty(0, dtype=dtype).set_(storage.untyped(), offset, size, stride)
            torch._utils._rebuild_tensor_v3 = rebuild
        v = torch.load('%s', **safe)
        def raw(t):
            return bytes(t.contiguous().view(-1).view(torch.uint8).tolist()).hex()
        %s
        print('good')
        """
            .formatted(weightsOnly ? "True" : "False", file, check);
    assertEquals("good\n", Python.run(program), program);
  }

  @Test
  void stateDict() throws Exception {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("weight", Tensors.filled(DType.FLOAT32, 1, 4, 3));
    state.put("bias", Tensors.filled(DType.FLOAT32, 2, 4));
    python(
        state,
        true,
        """
        assert type(v) is collections.OrderedDict, type(v)
        assert list(v) == ['weight', 'bias']
        torch.nn.Linear(3, 4).load_state_dict(v, strict=True)
        assert raw(v['weight']) == '%s'
        """
            .formatted(Tensors.hex(state.get("weight"))));
  }

  @Test
  void allDtypes() throws Exception {
    Map<String, Tensor> state = new LinkedHashMap<>();
    StringBuilder check = new StringBuilder();
    for (DType d : DType.values()) {
      if (d == DType.COMPLEX32) {
        continue; // see halvesOfComplexNumbers
      }
      for (int n : new int[] {0, 3, 2500}) {
        String name = d + "_" + n;
        state.put(name, Tensors.filled(d, 1, n, 2));
        check.append(
            "assert v['%s'].dtype == torch.%s and v['%s'].shape == (%d, 2)%n"
                .formatted(name, d, name, n));
        if (n == 3) {
          // Real and imaginary parts, and bytes of bool, reach view(uint8) in every version.
          String flat =
              d.isComplex()
                  ? "torch.view_as_real(v['%s'])"
                  : d == DType.BOOL ? "v['%s'].to(torch.uint8)" : "v['%s']";
          check.append(
              "assert raw(%s) == '%s', '%s'%n"
                  .formatted(flat.formatted(name), Tensors.hex(state.get(name)), name));
        }
      }
    }
    python(state, true, check.toString());
  }

  /** PyTorch has no storage class for them and writes bytes and the dtype, since 2.1. */
  @Test
  void halvesOfComplexNumbers() throws Exception {
    Tensor t = Tensors.filled(DType.COMPLEX32, 1, 3, 2);
    python(
        Map.of("z", t),
        false,
        """
        assert v['z'].dtype == torch.complex32 and v['z'].shape == (3, 2)
        assert raw(torch.view_as_real(v['z'])) == '%s'
        """
            .formatted(Tensors.hex(t)));
  }

  @Test
  void sparseTensors() throws Exception {
    Tensor indices = Torch.tensor(new long[][] {{0, 1, 1, 0}, {2, 0, 2, 2}});
    Tensor values = Torch.tensor(new float[] {3, 4, 5, 1});
    Tensor coo = Torch.sparseCooTensor(indices, values, Shape.of(2, 3));
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("coo", coo);
    state.put("csr", coo.toSparseCsr());
    python(
        state,
        false,
        """
        assert v['coo'].layout == torch.sparse_coo and v['coo']._nnz() == 4
        assert v['coo'].to_dense().tolist() == [[0, 0, 4], [4, 0, 5]]
        assert v['csr'].layout == torch.sparse_csr
        assert v['csr'].to_dense().tolist() == [[0, 0, 4], [4, 0, 5]]
        """);
  }

  @Test
  void sharedStoragesAndViews() throws Exception {
    Tensor base = Tensors.floats(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("base", base);
    state.put("column", Tensors.view(base, new long[] {4}, new long[] {3}, 1));
    state.put("grad", Tensors.floats(1).requiresGrad_(true));
    python(
        state,
        true,
        """
        assert v['column'].tolist() == [1, 4, 7, 10]
        assert v['column'].stride() == (3,) and v['column'].storage_offset() == 1
        v['base'].mul_(2)
        assert v['column'].tolist() == [2, 8, 14, 20]
        assert v['grad'].requires_grad and not v['base'].requires_grad
        """);
  }

  @Test
  void nestedCheckpoint() throws Exception {
    Map<Object, Object> adam = new LinkedHashMap<>();
    adam.put("step", Tensors.floats(3));
    adam.put("exp_avg", Tensors.filled(DType.FLOAT32, 1, 2, 3));
    Map<Object, Object> root = new LinkedHashMap<>();
    root.put("epoch", 3L);
    root.put("model", Map.of("w", Tensors.floats(1, 2)));
    root.put(
        "optimizer",
        Map.of(
            "state", Map.of(0L, adam),
            "param_groups", List.of(Map.of("lr", 0.01, "betas", Tuple.of(0.9, 0.999)))));
    root.put(
        "mixed",
        Arrays.asList(
            null,
            true,
            -1L,
            300L,
            1L << 40,
            BigInteger.ONE.shiftLeft(70).negate(),
            "h\u00e9llo",
            Tuple.of(),
            Tuple.of(1L, Tuple.of("a", 2L, 3L, 4L)),
            new byte[] {0, -1, 65}));
    root.put("size", Shape.of(2, 3));
    root.put("dtype", DType.BFLOAT16);
    root.put("device", Device.CPU);
    root.put("complex", new Complex(1.5, -2));
    root.put("set", new LinkedHashSet<>(List.of(1L, 2L)));
    List<Object> shared = new ArrayList<>();
    root.put("a", shared);
    root.put("b", shared);
    for (int i = 0; i < 300; i++) {
      root.put("key" + i, new ArrayList<>(List.of((long) i)));
    }
    python(
        root,
        false,
        """
        assert type(v) is dict and v['epoch'] == 3
        assert v['optimizer']['state'][0]['exp_avg'].shape == (2, 3)
        assert v['optimizer']['param_groups'] == [{'lr': 0.01, 'betas': (0.9, 0.999)}]
        assert v['mixed'] == [None, True, -1, 300, 1 << 40, -(1 << 70), 'h\\u00e9llo', (),
                              (1, ('a', 2, 3, 4)), b'\\x00\\xffA'], v['mixed']
        assert v['size'] == torch.Size([2, 3]) and type(v['size']) is torch.Size
        assert v['dtype'] is torch.bfloat16 and v['device'] == torch.device('cpu')
        assert v['complex'] == 1.5 - 2j and v['set'] == {1, 2}
        assert v['a'] is v['b']
        assert all(v['key%d' % i] == [i] for i in range(300))
        """);
  }

  @Test
  void metadataSparseAndQuantized() throws Exception {
    Path oracle = OracleCheckpointsTest.folder();
    Map<Object, Object> root = new LinkedHashMap<>();
    root.put("bn", Checkpoints.load(oracle.resolve("sequential_batchnorm_state_dict.pth")));
    for (String name :
        List.of("sparse_coo", "sparse_csr", "quantized_per_tensor", "quantized_per_channel")) {
      root.put(name, Checkpoints.load(oracle.resolve(name + ".pth")));
    }
    python(
        root,
        false,
        """
        assert v['bn']._metadata['1'] == {'version': 2}, v['bn']._metadata
        for name in ['sparse_coo', 'sparse_csr']:
            assert torch.equal(v[name].to_dense(), torch.load('%1$s/' + name + '.pth').to_dense())
        for name in ['quantized_per_tensor', 'quantized_per_channel']:
            assert torch.equal(v[name], torch.load('%1$s/' + name + '.pth'))
        """
            .formatted(oracle));
  }

  @Test
  void pythonWritesBackWhatWeRead() throws Exception {
    Python.assumeTorch();
    Path ours = folder.resolve("a.pth");
    Tensor big = Tensors.filled(DType.BFLOAT16, 9, 70_000);
    Checkpoints.save(Map.of("big", big), ours);
    String output =
        Python.run(
            """
            import torch
            v = torch.load('%1$s/a.pth')
            v['more'] = (frozenset([1]), b'x', bytearray(b'y'), 1 << 80, [1.5], {2}, 'x' * 70000)
            for p in [2, 3, 4, 5]:
                for z in [True, False]:
                    name = '%1$s/b%%d%%s.pth' %% (p, z)
                    torch.save(v, name, pickle_protocol=p, _use_new_zipfile_serialization=z)
            """
                .formatted(folder));
    assertEquals("", output);
    for (int protocol = 2; protocol <= 5; protocol++) {
      for (String zip : List.of("True", "False")) {
        Path theirs = folder.resolve("b" + protocol + zip + ".pth");
        Map<?, ?> back = (Map<?, ?>) Checkpoints.load(theirs);
        assertEquals(Tensors.hex(big), Tensors.hex((Tensor) back.get("big")));
        List<?> more = (List<?>) back.get("more");
        assertEquals(Set.of(1L), more.get(0));
        assertEquals(1, ((byte[]) more.get(1)).length);
        assertEquals('y', ((byte[]) more.get(2))[0]);
        assertEquals(BigInteger.ONE.shiftLeft(80), more.get(3));
        assertEquals(List.of(1.5), more.get(4));
        assertEquals(Set.of(2L), more.get(5));
        assertEquals(70_000, ((String) more.get(6)).length());
      }
    }
  }
}

package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.torch4j.Tensor;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

class NumpyTest {
  @TempDir Path folder;

  private static Map<String, Tensor> allDtypes() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (DType d : DType.values()) {
      if (d != DType.BFLOAT16 && d != DType.COMPLEX32) {
        all.put(d + "_small", Tensors.filled(d, 1, 3, 5));
        all.put(d + "_large", Tensors.filled(d, 2, 5001, 3));
        all.put(d + "_none", Tensors.filled(d, 0, 0, 2));
        all.put(d + "_vector", Tensors.filled(d, 0, 7));
        all.put(d + "_scalar", Tensors.filled(d, 3));
      }
    }
    return all;
  }

  private static void assertSame(Tensor expected, Tensor actual, String name) {
    assertEquals(expected.dtype(), actual.dtype(), name);
    assertEquals(expected.shape(), actual.shape(), name);
    assertEquals(Tensors.hex(expected), Tensors.hex(actual), name);
  }

  @Test
  void arraysOfEveryDtypeComeBack() {
    Map<String, Tensor> all = allDtypes();
    all.forEach(
        (name, t) -> {
          Path file = folder.resolve(name + ".npy");
          Numpy.save(t, file);
          assertSame(t, Numpy.load(file), name);
          assertSame(t, Numpy.load(file, LoadOptions.mmap(true)), name);
          assertSame(t, (Tensor) Checkpoints.load(file), name);
        });
    for (boolean compressed : new boolean[] {false, true}) {
      Path file = folder.resolve("all.npz");
      Numpy.savez(all, file, Numpy.options().compressed(compressed));
      for (boolean mmap : new boolean[] {false, true}) {
        Map<String, Tensor> back = Numpy.loadz(file, LoadOptions.mmap(mmap));
        assertEquals(all.keySet(), back.keySet());
        all.forEach((name, t) -> assertSame(t, back.get(name), name));
      }
      assertEquals(all.keySet(), Checkpoints.loadStateDict(file).keySet());
    }
  }

  @Test
  void columnOrderIsKept() {
    Tensor base = Tensors.floats(0, 1, 2, 3, 4, 5);
    Tensor t = Tensors.view(base, new long[] {2, 3}, new long[] {1, 2}, 0);
    Path file = folder.resolve("f.npy");
    Numpy.save(t, file);
    Tensor back = Numpy.load(file);
    assertFalse(back.isContiguous());
    assertArrayEquals(new float[] {0, 2, 4, 1, 3, 5}, back.contiguous().toFloatArray());
  }

  @ParameterizedTest
  @CsvSource({
    "BFLOAT16, convert the tensor with toFloat()",
    "COMPLEX32, convert the tensor to complex64"
  })
  void someDtypesHaveNoPlace(DType dtype, String advice) {
    Path file = folder.resolve("b.npy");
    DTypeException e =
        assertThrows(DTypeException.class, () -> Numpy.save(Tensors.filled(dtype, 1, 2), file));
    assertEquals("save: numpy has no " + dtype + "; " + advice, e.getMessage());
    assertFalse(Files.exists(file));
  }

  @Test
  void numpyReadsOurFiles() {
    Python.assumeTorch();
    Map<String, Tensor> all = allDtypes();
    Numpy.savez(all, folder.resolve("plain.npz"));
    Numpy.savez(all, folder.resolve("packed.npz"), Numpy.options().compressed(true));
    StringBuilder check = new StringBuilder("import numpy as np\n");
    for (String file : new String[] {"plain", "packed"}) {
      check.append("v = np.load('%s/%s.npz')%n".formatted(folder, file));
      all.forEach(
          (name, t) -> {
            if (t.numel() < 20) {
              check.append(
                  "assert v['%s'].tobytes().hex() == '%s' and v['%s'].shape == tuple(%s)%n"
                      .formatted(name, Tensors.hex(t), name, t.shape()));
            }
          });
    }
    Tensor base = Tensors.floats(0, 1, 2, 3, 4, 5);
    Numpy.save(
        Tensors.view(base, new long[] {2, 3}, new long[] {1, 2}, 0), folder.resolve("f.npy"));
    check.append(
        """
        f = np.load('%s/f.npy')
        assert f.flags.f_contiguous and f.tolist() == [[0, 2, 4], [1, 3, 5]]
        print('good')
        """
            .formatted(folder));
    assertEquals("good\n", Python.run(check.toString()));
  }

  @Test
  void weReadWhatNumpyWrites() {
    Python.assumeTorch();
    String said =
        Python.run(
            """
            import numpy as np
            r = np.arange(12)
            d = {n: r.astype(n).reshape(3, 4) for n in
                 ['?', 'u1', 'i1', '<u2', '>u2', '<i2', '>i2', '<u4', '>u4', '>i4', '<u8', '>u8', '<i8',
                  '<f2', '>f2', '>f4', '<f8', '>f8', '<c8', '>c8', '>c16']}
            d['fortran'] = np.asfortranarray(r.reshape(3, 4))
            d['scalar'] = np.float32(2.5)
            d['empty'] = np.zeros((0, 3))
            np.savez('%1$s/a.npz', **d)
            np.savez_compressed('%1$s/b.npz', **d)
            np.save('%1$s/text.npy', np.array(['a', 'b']))
            np.save('%1$s/object.npy', np.array([{}, 1], dtype=object), allow_pickle=True)
            np.save('%1$s/record.npy', np.zeros(2, dtype=[('x', 'f4'), ('y', 'i4')]))
            np.save('%1$s/huge.npy', np.array([2**63], dtype='u8'))
            """
                .formatted(folder));
    assertEquals("", said);
    for (String file : new String[] {"a.npz", "b.npz"}) {
      Map<String, Tensor> back = Numpy.loadz(folder.resolve(file));
      assertEquals(24, back.size());
      back.forEach(
          (name, t) -> {
            if (t.numel() == 12) {
              double[] real =
                  t.contiguous().isComplex()
                      ? t.contiguous().to(DType.COMPLEX128).real().contiguous().toDoubleArray()
                      : t.contiguous().to(DType.FLOAT64).toDoubleArray();
              for (int i = 0; i < 12; i++) {
                assertEquals(name.equals("?") ? Math.min(i, 1) : i, real[i], name);
              }
            }
          });
      assertEquals(DType.INT32, back.get(">u2").dtype());
      assertEquals(DType.INT64, back.get("<u8").dtype());
      assertEquals(2.5, back.get("scalar").item());
      assertEquals(Shape.of(0, 3), back.get("empty").shape());
    }
    refused("text.npy", "holds elements of the numpy type <U1, expected numbers");
    refused("object.npy", "holds Python objects, which are not data; they were not read");
    refused("record.npy", "holds records, expected an array of numbers");
    refused("huge.npy", "holds the uint64 9223372036854775808, more than int64 can hold");
  }

  private void refused(String name, String message) {
    Path file = folder.resolve(name);
    String said = assertThrows(CheckpointException.class, () -> Numpy.load(file)).getMessage();
    assertTrue(said.startsWith(file + " " + message), said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9,), } | are announced",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), } | no shape",
        "{'descr': '<f4', 'fortran_order': 1, 'shape': (1,), } | no fortran_order",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999,99), } | no memory",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (,), } | ",
        "{'descr': '<q9', 'fortran_order': False, 'shape': (1,), } | numpy type <q9",
        "{'descr': '', 'fortran_order': False, 'shape': (1,), } | numpy type",
        "__import__('os').system('echo hi') | no dict"
      })
  void damagedHeadersAreRefused(String header, String message) throws IOException {
    String text = "\u0093NUMPY\1\0" + (char) header.length() + "\0" + header + "abcdefgh";
    Path file = folder.resolve("made.npy");
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    if (message == null) {
      assertEquals(Shape.SCALAR, Numpy.load(file).shape());
      return;
    }
    String said = assertThrows(CheckpointException.class, () -> Numpy.load(file)).getMessage();
    assertTrue(said.contains(message), said);
  }

  @Test
  void compressedBombsAreRefused() {
    Path file = folder.resolve("bomb.npz");
    Tensor zeros = Tensors.filled(DType.UINT8, 0, 3);
    Tensor wide = Tensors.view(zeros, new long[] {200 << 20}, new long[] {0}, 0);
    Numpy.savez(Map.of("a", wide), file, Numpy.options().compressed(true));
    String said = assertThrows(CheckpointException.class, () -> Numpy.loadz(file)).getMessage();
    assertTrue(said.endsWith("would grow far beyond its own size when it is read"), said);
  }
}

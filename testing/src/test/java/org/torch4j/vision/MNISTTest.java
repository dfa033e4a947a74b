package org.torch4j.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.Tensor;
import org.torch4j.data.DataLoader;
import org.torch4j.data.Example;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

class MNISTTest {
  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";

  @TempDir private Path folder;

  /** An IDX file of bytes 0, 1, 2, ... modulo {@code modulus}. */
  private static byte[] idx(int type, int modulus, int... sizes) {
    int n = 1;
    for (int s : sizes) {
      n *= s;
    }
    ByteBuffer b = ByteBuffer.allocate(4 + 4 * sizes.length + n);
    b.put((byte) 0).put((byte) 0).put((byte) type).put((byte) sizes.length);
    for (int s : sizes) {
      b.putInt(s);
    }
    for (int i = 0; i < n; i++) {
      b.put((byte) (i % modulus));
    }
    return b.array();
  }

  private Path write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    if (!name.endsWith(".gz")) {
      return Files.write(file, content);
    }
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
    return file;
  }

  private String failure() {
    return assertThrows(UncheckedIOException.class, () -> new MNIST(folder)).getMessage();
  }

  @Test
  void shippedDigits() {
    MNIST train = MNIST.shipped(true);
    MNIST test = MNIST.shipped(false);
    assertEquals(8000, train.size());
    assertEquals(2000, test.size());
    assertEquals(Shape.of(8000, 28, 28), train.images().shape());
    assertEquals(DType.UINT8, train.images().dtype());
    assertEquals(DType.INT64, test.labels().dtype());
    // The first digits of MNIST's test set are 7 2 1 0 4.
    assertArrayEquals(new long[] {7, 2, 1, 0, 4}, train.labels().narrow(0, 0, 5).toLongArray());
    Example first = train.get(0);
    assertEquals(7, first.target().itemLong());
    assertEquals(Shape.of(1, 28, 28), first.input().shape());
    assertEquals(DType.FLOAT32, first.input().dtype());
    long sum = 0;
    int most = 0;
    for (long pixel : train.images().select(0, 0).toLongArray()) {
      sum += pixel;
      most = Math.max(most, (int) pixel);
    }
    float total = 0;
    float greatest = 0;
    for (float value : first.input().toFloatArray()) {
      total += value;
      greatest = Math.max(greatest, value);
    }
    assertTrue(sum > 10_000);
    assertEquals(sum / 255f, total, 1e-3);
    assertEquals(most / 255f, greatest);
  }

  @Test
  void batchesEqualTheirSamples() {
    MNIST digits = MNIST.shipped(false);
    Example batch = digits.getBatch(new long[] {5, 1999, 5});
    assertEquals(Shape.of(3, 1, 28, 28), batch.input().shape());
    assertArrayEquals(
        digits.get(1999).input().toFloatArray(), batch.input().select(0, 1).toFloatArray());
    assertEquals(digits.get(1999).target().itemLong(), batch.target().toLongArray()[1]);
    assertThrows(IndexOutOfBoundsException.class, () -> digits.get(2000));
    assertThrows(IndexOutOfBoundsException.class, () -> digits.getBatch(new long[] {-1}));
    var loader = new DataLoader<>(digits, DataLoader.options().batchSize(64).workers(1));
    long n = 0;
    for (Example e : loader) {
      n += e.target().size(0);
    }
    assertEquals(2000, n);
  }

  @Test
  void transformsSeeSinglePictures() {
    MNIST digits = MNIST.shipped(MNIST.options().train(false).transform(x -> x.mul(2)));
    assertFalse(digits.batched());
    float[] plain = MNIST.shipped(false).get(3).input().toFloatArray();
    float[] doubled = digits.get(3).input().toFloatArray();
    for (int i = 0; i < plain.length; i++) {
      assertEquals(2 * plain[i], doubled[i]);
    }
    Example batch = new DataLoader<>(digits, DataLoader.options().batchSize(4)).iterator().next();
    assertEquals(Shape.of(4, 1, 28, 28), batch.input().shape());
    assertArrayEquals(doubled, batch.input().select(0, 3).toFloatArray());
  }

  @Test
  void filesPlainZippedAndWhereTorchvisionPutsThem() throws IOException {
    write("MNIST/raw/" + IMAGES, idx(8, 251, 3, 28, 28));
    write(LABELS + ".gz", idx(8, 10, 3));
    MNIST digits = new MNIST(folder);
    assertEquals(3, digits.size());
    assertArrayEquals(new long[] {0, 1, 2}, digits.labels().toLongArray());
    assertEquals(250, digits.images().toLongArray()[250]);
    assertEquals(250 / 255f, digits.get(0).input().toFloatArray()[250]);
  }

  @Test
  void whatIsWrongIsNamed() throws IOException {
    String missing = failure();
    assertTrue(missing.startsWith("MNIST: neither " + folder + " nor "), missing);
    assertTrue(missing.endsWith("holds " + IMAGES + " or " + IMAGES + ".gz"), missing);
    write(LABELS, idx(8, 10, 3));

    Path images = write(IMAGES, new byte[] {'P', 'K', 3, 4});
    assertEquals(
        "idx: "
            + images
            + ": expected two zero bytes, a type and a number of dimensions, found"
            + " [80, 75, 3, 4]",
        failure());
    write(IMAGES, idx(7, 10, 3, 28, 28));
    assertEquals(
        "idx: " + images + ": expected type 0x08, 0x09, 0x0b, 0x0c, 0x0d or 0x0e, found 0x07",
        failure());
    byte[] whole = idx(8, 10, 3, 28, 28);
    write(IMAGES, Arrays.copyOf(whole, 1000));
    assertEquals(
        "idx: " + images + ": expected 2352 bytes for shape [3, 28, 28] of uint8, found 984",
        failure());
    write(IMAGES, Arrays.copyOf(whole, whole.length + 1));
    assertEquals(
        "idx: " + images + ": expected 2352 bytes for shape [3, 28, 28] of uint8, found more",
        failure());
    write(IMAGES, Arrays.copyOf(whole, 9));
    assertTrue(failure().contains("sizes of 3 dimensions"));
    write(IMAGES, idx(8, 10, 3, 14, 56));
    assertEquals(
        "MNIST: "
            + folder
            + ": expected images of shape [n, 28, 28] of uint8, found shape"
            + " [3, 14, 56] of uint8",
        failure());
    write(IMAGES, idx(8, 10, 2, 28, 28));
    assertEquals(
        "MNIST: " + folder + ": expected labels of shape [2] of uint8, found shape [3] of uint8",
        failure());
    write(IMAGES, whole);
    write(LABELS, idx(8, 11, 3));
    assertEquals(3, new MNIST(folder).size());
    byte[] eleven = idx(8, 10, 3);
    eleven[eleven.length - 1] = 11;
    write(LABELS, eleven);
    assertEquals("MNIST: " + folder + ": labels must be 0 to 9, found 11", failure());
  }

  @Test
  void damagedZipsAreRefused() throws IOException {
    Path file = write("x.gz", idx(8, 10, 300, 28, 28));
    byte[] zipped = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(zipped, zipped.length / 2));
    var e = assertThrows(UncheckedIOException.class, () -> Idx.read(file));
    assertTrue(e.getMessage().startsWith("idx: " + file + ": "), e.getMessage());
    var none = folder.resolve("none");
    assertEquals(
        "idx: " + none + ": no such file",
        assertThrows(UncheckedIOException.class, () -> Idx.read(none)).getMessage());
  }

  @Test
  void hugeSizesNeedNoMemory() throws IOException {
    byte[] claim = {0, 0, 0x0E, 2, 0x7f, -1, -1, -1, 0x7f, -1, -1, -1};
    Path file = write("claim", claim);
    String message = assertThrows(UncheckedIOException.class, () -> Idx.read(file)).getMessage();
    assertTrue(message.contains("more bytes than an array can hold"), message);
  }

  @Test
  void otherTypesAreBigEndian() throws IOException {
    ByteBuffer b = ByteBuffer.allocate(8 + 8).put(new byte[] {0, 0, 0x0D, 1}).putInt(2);
    Tensor floats = Idx.read(write("floats", b.putFloat(1.5f).putFloat(-2).array()));
    assertEquals(DType.FLOAT32, floats.dtype());
    assertArrayEquals(new float[] {1.5f, -2}, floats.toFloatArray());
    b = ByteBuffer.allocate(8 + 8).put(new byte[] {0, 0, 0x0C, 1}).putInt(2);
    Tensor ints = Idx.read(write("ints", b.putInt(70_000).putInt(-1).array()));
    assertEquals(DType.INT32, ints.dtype());
    assertArrayEquals(new long[] {70_000, -1}, ints.toLongArray());
  }
}

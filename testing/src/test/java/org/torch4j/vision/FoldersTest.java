package org.torch4j.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.Torch;
import org.torch4j.data.DataLoader;
import org.torch4j.data.Example;
import org.torch4j.vision.transforms.Compose;
import org.torch4j.vision.transforms.Resize;
import org.torch4j.vision.transforms.ToTensor;

class FoldersTest {
  @TempDir private Path root;

  @Test
  void classesAreFoldersInTheOrderOfTheirNames() throws IOException {
    Files.createDirectories(root.resolve("dog/more"));
    Files.createDirectories(root.resolve("cat"));
    Images.write(VisionOracle.image(8, 10), root.resolve("dog/more/2.png"));
    Images.write(VisionOracle.image(9, 8), root.resolve("dog/1.bmp"));
    Images.write(VisionOracle.image(12, 8), root.resolve("cat/z.PNG"));
    Files.writeString(root.resolve("cat/notes.txt"), "no picture");
    var data = new ImageFolder(root, new Compose(new Resize(8), new ToTensor()));
    assertEquals(List.of("cat", "dog"), data.classes());
    assertEquals(Map.of("cat", 0, "dog", 1), data.classToIdx());
    assertEquals(
        List.of("z.PNG", "1.bmp", "2.png"),
        data.samples().stream().map(s -> s.file().getFileName().toString()).toList());
    assertEquals(1, data.get(2).target().itemLong());
    assertArrayEquals(new long[] {3, 8, 10}, data.get(2).input().shape().toArray());
    assertThrows(IndexOutOfBoundsException.class, () -> data.get(3));
  }

  @Test
  void emptyFoldersAreToldByName() throws IOException {
    String message =
        assertThrows(UncheckedIOException.class, () -> new ImageFolder(root)).getMessage();
    assertTrue(message.startsWith("ImageFolder: " + root + " holds no folders"), message);
    Files.createDirectories(root.resolve("a"));
    message = assertThrows(UncheckedIOException.class, () -> new ImageFolder(root)).getMessage();
    assertTrue(message.contains(root.resolve("a") + " holds no pictures"), message);
  }

  @Test
  void cifarIsReadFromItsBinaryFiles() throws IOException {
    byte[] two = new byte[2 * 3073];
    two[0] = 7;
    two[1] = (byte) 200;
    two[3073] = 2;
    two[3073 + 3072] = 9;
    Path folder = Files.createDirectories(root.resolve("cifar-10-batches-bin"));
    Files.write(folder.resolve("test_batch.bin"), two);
    var data = new CIFAR10(root, CIFAR10.options().train(false));
    assertEquals(2, data.size());
    assertEquals("horse", data.classes().get((int) data.get(0).target().itemLong()));
    assertEquals(200, data.get(0).input().get(0, 0, 0).item());
    assertEquals(9, data.get(1).input().get(2, 31, 31).item());
    Files.write(folder.resolve("test_batch.bin"), new byte[100]);
    String message =
        assertThrows(
                UncheckedIOException.class, () -> new CIFAR10(root, CIFAR10.options().train(false)))
            .getMessage();
    assertTrue(message.contains("test_batch.bin: pictures take 3073 bytes"), message);
  }

  @Test
  void fakeDataIsTorchvisions() {
    var data = new FakeData(FakeData.options().size(5).imageSize(1, 2, 2).numClasses(7));
    Torch.manualSeed(3);
    double next = Torch.rand(1).item();
    Torch.manualSeed(3);
    Example fourth = data.get(4);
    assertEquals(next, Torch.rand(1).item(), "the default generator is left alone");
    // torch.manual_seed(4); torch.randn(1, 2, 2); torch.randint(0, 7, (1,))
    double[] expected = {-1.6052763, 0.2324857, 2.2398701, 0.8472938};
    assertArrayEquals(expected, fourth.input().toDoubleArray(), 1e-6);
    assertEquals(5, fourth.target().itemLong());
    long n = 0;
    for (Example batch : new DataLoader<>(data, DataLoader.options().batchSize(2))) {
      n += batch.target().numel();
    }
    assertEquals(5, n);
  }

  @Test
  void fashionIsMissingByItsOwnName() {
    String message =
        assertThrows(UncheckedIOException.class, () -> new FashionMNIST(root)).getMessage();
    assertTrue(message.startsWith("FashionMNIST: neither " + root), message);
  }
}

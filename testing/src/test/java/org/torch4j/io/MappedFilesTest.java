package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;

class MappedFilesTest {
  private static final LoadOptions MAPPED = LoadOptions.mmap(true);

  @TempDir Path folder;
  private Tensor large;
  private Map<String, Tensor> state;

  @BeforeEach
  void makeState() {
    large = Torch.arange(0, 100_000, 1, DType.FLOAT32).view(100, 1000);
    state = new LinkedHashMap<>();
    state.put("large", large);
    state.put("rows", large.narrow(0, 50, 10));
    state.put("small", Torch.arange(0, 5, 1, DType.FLOAT32));
    state.put("flags", large.remainder(2).to(DType.BOOL));
  }

  private Path write(String format) {
    Path file = folder.resolve("a." + format);
    switch (format) {
      case "pth" -> Checkpoints.save(state, file);
      case "safetensors" -> Safetensors.saveFile(state, file);
      default -> Numpy.savez(state, file);
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"pth", "safetensors", "npz"})
  void writingChangesTheTensorAndNotTheFile(String format) throws IOException {
    Path file = write(format);
    byte[] before = Files.readAllBytes(file);
    Map<String, Tensor> mapped = Checkpoints.loadStateDict(file, MAPPED);
    Tensor t = mapped.get("large");
    assertTrue(Tensors.storage(t).segment().isMapped(), "the tensor is a view of the file");
    assertFalse(Tensors.storage(mapped.get("small")).segment().isMapped());
    assertTrue(large.equal(t));
    assertTrue(state.get("flags").equal(mapped.get("flags")));
    t.add_(1);
    mapped.get("flags").fill_(false);
    assertTrue(large.add(1).equal(t));
    assertArrayEquals(before, Files.readAllBytes(file));
    assertTrue(large.equal(Checkpoints.loadStateDict(file, MAPPED).get("large")));
  }

  @Test
  void sharedStoragesStaySharedWhenOneIsWritten() {
    Map<String, Tensor> mapped = Checkpoints.loadStateDict(write("pth"), MAPPED);
    assertSame(Tensors.storage(mapped.get("large")), Tensors.storage(mapped.get("rows")));
    mapped.get("rows").zero_();
    assertEquals(0, mapped.get("large").select(0, 55).abs().sum().item());
    assertEquals(49_999, mapped.get("large").view(-1).select(0, 49_999).item());
  }

  @Test
  void theFileMayBeReplacedWhileItIsInUse() {
    Path file = write("pth");
    Map<String, Tensor> mapped = Checkpoints.loadStateDict(file, MAPPED);
    mapped.get("small").add_(1);
    Checkpoints.save(mapped, file);
    Checkpoints.save(Map.of("large", Torch.zeros(1)), file);
    assertTrue(large.equal(mapped.get("large")));
  }

  @Test
  void gradientsFlowThroughMappedTensors() {
    Tensor w = Checkpoints.loadStateDict(write("safetensors"), MAPPED).get("large");
    w.requiresGrad_(true);
    w.mul(w).sum().backward();
    assertTrue(large.mul(2).equal(w.grad()));
  }

  @Test
  void aFileThatMayOnlyBeReadIsMappedTheSameWay() throws IOException {
    Path file = write("safetensors");
    byte[] before = Files.readAllBytes(file);
    MemorySegment mapped = PrivateMapping.readOnlyFile(file, before.length);
    assertNotNull(mapped, "native access is allowed in tests");
    assertArrayEquals(before, mapped.toArray(ValueLayout.JAVA_BYTE));
    mapped.fill((byte) 7);
    assertEquals(7, mapped.get(ValueLayout.JAVA_BYTE, 12345));
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void aSparseFileOfManyGigabytesOpens() throws IOException {
    Path file = folder.resolve("huge.safetensors");
    long bytes = 6L << 30;
    String header =
        "{\"w\":{\"dtype\":\"F32\",\"shape\":["
            + bytes / 4
            + "],\"data_offsets\":[0,"
            + bytes
            + "]}}";
    String padded = header + " ".repeat(120 - header.length());
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.writeLong(Long.reverseBytes(120));
      out.writeBytes(padded);
      out.setLength(128 + bytes);
    }
    Tensor w = Checkpoints.loadStateDict(file, MAPPED).get("w");
    assertEquals(bytes / 4, w.numel());
    w.narrow(0, bytes / 4 - 2, 2).fill_(3);
    assertEquals(3, w.select(0, bytes / 4 - 1).item());
    assertEquals(0, w.select(0, bytes / 4 - 3).item());
  }
}

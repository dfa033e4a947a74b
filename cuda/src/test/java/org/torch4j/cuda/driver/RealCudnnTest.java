package org.torch4j.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The graphs of convolutions before the real cuDNN, which plans them for a described device: so
 * where the library is installed, it says without a GPU whether it takes them.
 */
final class RealCudnnTest {
  private static final int DEVICE_PROPERTIES = 38;
  private static final int JSON = 2702;
  private static final int OF_CHAR = 24;

  /** An H100, as far as the library asks. */
  private static final String H100 =
      """
      {"deviceVer": 900, "deviceName": "NVIDIA H100 80GB HBM3", "driverVer": 13000,
       "maxGridSize": [2147483647, 65535, 65535], "maxBlockSize": [1024, 1024, 64],
       "regsPerBlock": 65536, "multiProcessorCount": 132, "smCountOrigin": 0, "warpSize": 32,
       "maxSharedMemoryPerBlock": 49152, "maxSharedMemoryPerBlockOptin": 232448,
       "reservedSharedMemoryPerBlock": 1024, "maxRegistersPerSM": 65536, "maxCtasPerSM": 32,
       "maxThreadsPerBlock": 1024, "maxThreadsPerSM": 2048, "pciDeviceId": 0, "isTccDriver": 0,
       "supportCoopLaunch": 1, "smClockRateKHz": 1980000, "memClockRateKHz": 2619000,
       "l2CacheSize": 52428800, "totalGlobalMem": 85899345920, "cudaDeviceId": 0}
      """;

  /** A program of its own, since which cuDNN is used stays for the life of a program. */
  public static final class Plan {
    private Plan() {}

    /** Prints for each type, direction, layout and epilogue whether there is a plan. */
    public static void main(String[] args) {
      RealLibrary.require(Libraries.Kind.CUDNN);
      System.out.println("cuDNN " + Convolution.version());
      if (Cudnn.version() < 90800) {
        System.out.println("describes no devices");
        return;
      }
      var target = new ConvolutionPlan.Target(0, device());
      for (ConvolutionShape.Type type : ConvolutionShape.Type.values()) {
        for (boolean tf32 : new boolean[] {false, true}) {
          for (int spatial = 1; spatial <= 3; spatial++) {
            for (boolean last : new boolean[] {false, true}) {
              plan(target, shape(type, spatial, last, tf32, 8, 16, 1), last, 16);
              plan(target, shape(type, spatial, last, tf32, 3, 5, 1), last, type.bytes);
              plan(target, shape(type, spatial, last, tf32, 6, 6, 6), last, 16);
            }
          }
        }
      }
    }

    private static long device() {
      long device = Cudnn.createDescriptor(DEVICE_PROPERTIES);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment json = arena.allocateFrom(H100);
        Cudnn.set(device, JSON, OF_CHAR, json.byteSize() - 1, json);
      }
      int status = Cudnn.finish(device);
      if (status != 0) {
        throw Cudnn.failure(status, "the described device");
      }
      return device;
    }

    private static ConvolutionShape shape(
        ConvolutionShape.Type type,
        int spatial,
        boolean last,
        boolean tf32,
        int channels,
        int outputs,
        int groups) {
      long[] x = new long[spatial + 2];
      long[] w = new long[spatial + 2];
      long[] ones = new long[spatial];
      Arrays.fill(x, 9);
      Arrays.fill(w, 3);
      Arrays.fill(ones, 1);
      x[0] = 2;
      x[1] = channels;
      w[0] = outputs;
      w[1] = channels / groups;
      long[] y = x.clone();
      y[1] = outputs;
      return new ConvolutionShape(
          type,
          x,
          strides(x, last),
          w,
          strides(w, last),
          y,
          strides(y, last),
          ones,
          ones,
          ones,
          tf32);
    }

    private static long[] strides(long[] sizes, boolean last) {
      long[] strides = new long[sizes.length];
      long next = last ? sizes[1] : 1;
      for (int i = sizes.length - 1; i >= 0; i--) {
        if (last && i == 1) {
          strides[i] = 1;
        } else {
          strides[i] = next;
          next *= sizes[i];
        }
      }
      return strides;
    }

    private static void plan(
        ConvolutionPlan.Target target, ConvolutionShape shape, boolean last, int alignment) {
      for (Convolution.Direction direction : Convolution.Direction.values()) {
        for (Convolution.Epilogue epilogue : Convolution.Epilogue.values()) {
          if (direction != Convolution.Direction.FORWARD && epilogue != Convolution.Epilogue.NONE) {
            continue;
          }
          Optional<ConvolutionPlan> plan =
              ConvolutionPlan.choose(
                  target,
                  new Convolution.Key(direction, shape, epilogue, alignment, alignment, alignment));
          System.out.println(
              (plan.isPresent() ? "planned " : "refused ")
                  + direction
                  + " "
                  + epilogue
                  + (last ? " channels last " : " ")
                  + (shape.tf32 ? "tf32 " : "")
                  + shape
                  + plan.map(p -> " workspace " + p.workspace()).orElse(""));
        }
      }
    }
  }

  @Test
  void theRealLibraryPlansEveryConvolution() throws Exception {
    List<String> lines = RealLibrary.run(Plan.class);
    assumeTrue(!lines.contains("describes no devices"), lines.get(0));
    assertEquals(List.of(), lines.stream().filter(l -> l.startsWith("refused")).toList());
    assertTrue(lines.size() > 200, lines::toString);
  }
}

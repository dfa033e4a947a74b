package org.torch4j.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.torch4j.backend.RecurrentNetwork;
import org.torch4j.backend.RecurrentNetwork.Cell;
import org.torch4j.type.DType;

/**
 * The descriptors of recurrent networks before the real cuDNN, where it is installed: it takes them
 * or not without a GPU.
 */
final class RealRnnTest {
  /** A program of its own, since which cuDNN is used stays for the life of a program. */
  public static final class Describe {
    private Describe() {}

    /** Prints each network that is refused by the first algorithm that would be asked for. */
    public static void main(String[] args) {
      RealLibrary.require(Libraries.Kind.CUDNN);
      System.out.println("cuDNN " + Convolution.version());
      long dropout = CudnnRnn.dropout();
      DType[] dtypes = {DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16};
      long[][] sizes = {{64, 128, 0}, {128, 256, 0}, {128, 512, 0}, {7, 5, 0}, {64, 128, 32}};
      long[][] batches = {{8, 8, 8}, {3, 2, 1}};
      int taken = 0;
      for (DType dtype : dtypes) {
        for (Cell cell : Cell.values()) {
          for (long[] s : sizes) {
            for (long[] batch : batches) {
              for (int kind = 0; kind < 16; kind++) {
                if (s[2] == 0 || cell == Cell.LSTM) {
                  long[] numbers =
                      RecurrentNetwork.numbers(
                          cell, s[0], s[1], s[2], 1 + kind % 2, kind / 2 % 2 == 1, kind < 8);
                  var network = new RecurrentNetwork(dtype, numbers, batch, kind / 4 % 2 == 1);
                  describe(network, dropout);
                  taken++;
                }
              }
            }
          }
        }
      }
      System.out.println("described " + taken);
    }

    private static void describe(RecurrentNetwork network, long dropout) {
      for (boolean tf32 : new boolean[] {false, true}) {
        for (int algorithm : Rnn.algorithms(network, 9, 0, 132)) {
          try {
            CudnnRnn.destroyNetwork(
                CudnnRnn.network(RnnPlan.model(network, algorithm, tf32), dropout));
            int layout = network.isEven() ? CudnnRnn.SEQ_MAJOR_UNPACKED : CudnnRnn.SEQ_MAJOR_PACKED;
            int type = RnnPlan.model(network, algorithm, tf32).type();
            CudnnRnn.destroyData(
                CudnnRnn.data(type, layout, network.steps(), network.lengths(), network.input()));
            CudnnRnn.destroyTensor(CudnnRnn.tensor(type, 1, network.sequences(), network.hidden()));
          } catch (CudaException e) {
            System.out.println("refused " + network + ": " + e.getMessage());
          }
        }
      }
    }
  }

  @Test
  void theRealLibraryTakesEveryNetwork() throws Exception {
    List<String> lines = RealLibrary.run(Describe.class);
    assertEquals(List.of(), lines.stream().filter(l -> l.startsWith("refused")).toList());
    assertTrue(lines.contains("described 2176"), lines::toString);
  }
}

package org.torch4j.cuda.driver;

import java.util.ArrayList;
import java.util.List;
import org.torch4j.backend.RecurrentNetwork;
import org.torch4j.backend.RecurrentSpace;

/** The descriptors of one recurrent network and its batch, and the memory that it needs. */
final class RnnPlan implements AutoCloseable {
  /** {@code cudnnDataType_t}. */
  private static final int FLOAT = 0;

  private static final int DOUBLE = 1;
  private static final int HALF = 2;
  private static final int BFLOAT16 = 9;

  private final RecurrentNetwork network;
  private final int algorithm;
  private final int type;
  private final long weightBytes;
  private final long workBytes;
  private final long reserveBytes;
  private final RecurrentSpace space;
  private long descriptor;
  private long x;
  private long y;
  private long h;
  private long c;

  /**
   * Asks the library.
   *
   * @throws CudaException with its status if it refuses
   */
  RnnPlan(
      CudaDevice device,
      long handle,
      long dropout,
      RecurrentNetwork network,
      int algorithm,
      boolean tf32,
      CudaStream stream) {
    this.network = network;
    this.algorithm = algorithm;
    this.type = type(network);
    boolean done = false;
    try {
      descriptor = CudnnRnn.network(model(network, algorithm, tf32), dropout);
      describeBatch();
      weightBytes = CudnnRnn.weightSpace(handle, descriptor);
      long[] bytes =
          CudnnRnn.tempSpace(
              handle, descriptor, network.training() ? CudnnRnn.TRAINING : CudnnRnn.INFERENCE, x);
      workBytes = bytes[0];
      reserveBytes = network.training() ? bytes[1] : 0;
      try (DeviceMemory memory = device.allocator().allocate(weightBytes, stream)) {
        space =
            new RecurrentSpace(
                weightBytes / elementBytes(), offsets(handle, memory.address()), reserveBytes);
      }
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /** Whether the library has a type for the network's. */
  static boolean hasType(RecurrentNetwork network) {
    return switch (network.dtype()) {
      case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> true;
      default -> false;
    };
  }

  private static int type(RecurrentNetwork network) {
    return switch (network.dtype()) {
      case FLOAT16 -> HALF;
      case BFLOAT16 -> BFLOAT16;
      case FLOAT64 -> DOUBLE;
      default -> FLOAT;
    };
  }

  int algorithm() {
    return algorithm;
  }

  RecurrentSpace space() {
    return space;
  }

  long workBytes() {
    return workBytes;
  }

  long weightBytes() {
    return weightBytes;
  }

  CudnnRnn.Descriptors descriptors() {
    return new CudnnRnn.Descriptors(descriptor, x, y, h, c);
  }

  CudnnRnn.Spaces spaces(long weights, long work, long reserve) {
    return new CudnnRnn.Spaces(weightBytes, weights, workBytes, work, reserveBytes, reserve);
  }

  private int elementBytes() {
    return network.dtype().byteSize();
  }

  /** What the library is told of a network. */
  static CudnnRnn.Model model(RecurrentNetwork network, int algorithm, boolean tf32) {
    int type = type(network);
    int cell =
        switch (network.cell()) {
          case RNN_TANH -> CudnnRnn.TANH;
          case RNN_RELU -> CudnnRnn.RELU;
          case GRU -> CudnnRnn.GRU;
          case LSTM -> CudnnRnn.LSTM;
        };
    return new CudnnRnn.Model(
        algorithm,
        cell,
        network.directions() == 2,
        type,
        type == DOUBLE ? DOUBLE : FLOAT,
        type == FLOAT && !tf32 ? CudnnRnn.FMA_MATH : CudnnRnn.DEFAULT_MATH,
        network.input(),
        network.hidden(),
        network.output(),
        network.layers(),
        network.isEven());
  }

  private void describeBatch() {
    int layout = network.isEven() ? CudnnRnn.SEQ_MAJOR_UNPACKED : CudnnRnn.SEQ_MAJOR_PACKED;
    int[] lengths = network.lengths();
    int steps = network.steps();
    x = CudnnRnn.data(type, layout, steps, lengths, network.input());
    y = CudnnRnn.data(type, layout, steps, lengths, network.output() * network.directions());
    int places = network.layers() * network.directions();
    h = CudnnRnn.tensor(type, places, lengths.length, network.output());
    if (network.cell() == RecurrentNetwork.Cell.LSTM) {
      c = CudnnRnn.tensor(type, places, lengths.length, network.hidden());
    }
  }

  /** Where the weights of all gates together start, for each layer and direction. */
  private long[] offsets(long handle, long address) {
    long matrix = CudnnRnn.tensor(type);
    long bias = 0;
    try {
      bias = CudnnRnn.tensor(type);
      var query = new Query(handle, address, matrix, bias);
      int gates = network.cell().gates();
      var offsets = new ArrayList<Long>();
      for (int place = 0; place < network.layers() * network.directions(); place++) {
        int in =
            place < network.directions()
                ? network.input()
                : network.output() * network.directions();
        List<Long> biases = new ArrayList<>();
        query.gates(place, 0, gates, in, offsets, biases);
        query.gates(place, gates, gates, network.output(), offsets, biases);
        offsets.addAll(biases);
        if (network.projection() > 0) {
          query.gates(place, 2 * gates, 1, network.hidden(), offsets, new ArrayList<>());
        }
      }
      return offsets.stream().mapToLong(Long::longValue).toArray();
    } finally {
      CudnnRnn.destroyTensor(matrix);
      if (bias != 0) {
        CudnnRnn.destroyTensor(bias);
      }
    }
  }

  /** Asks where weights lie. */
  private final class Query {
    private final long handle;
    private final long address;
    private final long matrix;
    private final long bias;

    Query(long handle, long address, long matrix, long bias) {
      this.handle = handle;
      this.address = address;
      this.matrix = matrix;
      this.bias = bias;
    }

    /** Linear layers from {@code first}: modules hold them as one matrix and one bias. */
    void gates(int place, int first, int count, int columns, List<Long> into, List<Long> biases) {
      boolean projects = first == 2 * network.cell().gates();
      long rows = projects ? network.projection() : network.hidden();
      long[] start = null;
      for (int gate = 0; gate < count; gate++) {
        long[] at =
            CudnnRnn.weight(
                handle, descriptor, place, weightBytes, address, first + gate, matrix, bias);
        if (start == null) {
          start = at;
          into.add(offset(at[0]));
          if (network.bias() && !projects) {
            biases.add(offset(at[1]));
          }
        }
        long bytes = gate * rows * elementBytes();
        boolean together = at[0] == start[0] + bytes * columns;
        together &= !network.bias() || projects || at[1] == start[1] + bytes;
        if (!together) {
          throw new CudaException(
              ConvolutionPlan.NOT_SUPPORTED,
              "cudnnGetRNNWeightParams: the gates of " + network + " do not follow each other");
        }
      }
    }

    private long offset(long at) {
      long bytes = at - address;
      if (at == 0 || bytes < 0 || bytes >= weightBytes || bytes % elementBytes() != 0) {
        throw new CudaException(
            ConvolutionPlan.NOT_SUPPORTED,
            "cudnnGetRNNWeightParams: byte "
                + bytes
                + " of "
                + weightBytes
                + " for a weight of "
                + network);
      }
      return bytes / elementBytes();
    }
  }

  @Override
  public void close() {
    if (c != 0) {
      CudnnRnn.destroyTensor(c);
    }
    if (h != 0) {
      CudnnRnn.destroyTensor(h);
    }
    if (y != 0) {
      CudnnRnn.destroyData(y);
    }
    if (x != 0) {
      CudnnRnn.destroyData(x);
    }
    if (descriptor != 0) {
      CudnnRnn.destroyNetwork(descriptor);
    }
    c = 0;
    h = 0;
    y = 0;
    x = 0;
    descriptor = 0;
  }
}

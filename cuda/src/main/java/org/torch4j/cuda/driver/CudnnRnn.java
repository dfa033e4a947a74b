package org.torch4j.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.torch4j.cuda.driver.Failures.raised;
import static org.torch4j.cuda.driver.ThreadState.out;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The recurrent networks of {@code libcudnn.so.9}, whose part {@code libcudnn_adv} it loads. */
final class CudnnRnn {
  /** {@code cudnnRNNAlgo_t}. */
  static final int STANDARD = 0;

  static final int PERSIST_STATIC = 1;
  static final int PERSIST_STATIC_SMALL_H = 3;

  /** {@code cudnnForwardMode_t}. */
  static final int INFERENCE = 0;

  static final int TRAINING = 1;

  /** {@code cudnnRNNMode_t}. */
  static final int RELU = 0;

  static final int TANH = 1;
  static final int LSTM = 2;
  static final int GRU = 3;

  /** {@code cudnnMathType_t}. */
  static final int DEFAULT_MATH = 0;

  static final int FMA_MATH = 3;

  /** {@code cudnnRNNDataLayout_t}. */
  static final int SEQ_MAJOR_UNPACKED = 0;

  static final int SEQ_MAJOR_PACKED = 1;

  /** Always both: the persistent algorithms have no other; zeros stand for none. */
  private static final int DOUBLE_BIAS = 2;

  private static final int LINEAR_INPUT = 0;
  private static final int WGRAD_ADD = 0;

  private static final NativeLibrary LIBRARY = Cudnn.LIBRARY;
  private static final MethodHandle CREATE = LIBRARY.function("cudnnCreateRNNDescriptor", "IA");
  private static final MethodHandle DESTROY = LIBRARY.function("cudnnDestroyRNNDescriptor", "IJ");
  private static final MethodHandle SET =
      LIBRARY.function("cudnnSetRNNDescriptor_v8", "IJIIIIIIIIIIIIJI");
  private static final MethodHandle CREATE_DATA =
      LIBRARY.function("cudnnCreateRNNDataDescriptor", "IA");
  private static final MethodHandle DESTROY_DATA =
      LIBRARY.function("cudnnDestroyRNNDataDescriptor", "IJ");
  private static final MethodHandle SET_DATA =
      LIBRARY.function("cudnnSetRNNDataDescriptor", "IJIIIIIAJ");
  private static final MethodHandle CREATE_TENSOR =
      LIBRARY.function("cudnnCreateTensorDescriptor", "IA");
  private static final MethodHandle DESTROY_TENSOR =
      LIBRARY.function("cudnnDestroyTensorDescriptor", "IJ");
  private static final MethodHandle SET_TENSOR =
      LIBRARY.function("cudnnSetTensorNdDescriptor", "IJIIAA");
  private static final MethodHandle CREATE_DROPOUT =
      LIBRARY.function("cudnnCreateDropoutDescriptor", "IA");
  private static final MethodHandle DESTROY_DROPOUT =
      LIBRARY.function("cudnnDestroyDropoutDescriptor", "IJ");
  private static final MethodHandle SET_DROPOUT =
      LIBRARY.function("cudnnSetDropoutDescriptor", "IJJFJJJ");
  private static final MethodHandle WEIGHT_SPACE =
      LIBRARY.function("cudnnGetRNNWeightSpaceSize", "IJJA");
  private static final MethodHandle TEMP_SPACE =
      LIBRARY.function("cudnnGetRNNTempSpaceSizes", "IJJIJAA");
  private static final MethodHandle WEIGHT =
      LIBRARY.function("cudnnGetRNNWeightParams", "IJJIJJIJAJA");
  private static final MethodHandle FORWARD =
      LIBRARY.function("cudnnRNNForward", "IJJIJJJJJJJJJJJJJJJJJ");
  private static final MethodHandle BACKWARD_DATA =
      LIBRARY.function("cudnnRNNBackwardData_v8", "IJJJJJJJJJJJJJJJJJJJJJJ");
  private static final MethodHandle BACKWARD_WEIGHTS =
      LIBRARY.function("cudnnRNNBackwardWeights_v8", "IJJIJJJJJJJJJJJJJ");

  private static final boolean PRESENT =
      LIBRARY.signatures().keySet().stream()
          .filter(name -> name.contains("RNN"))
          .allMatch(LIBRARY::has);

  private CudnnRnn() {}

  /** Whether the library has all of it. */
  static boolean isPresent() {
    return PRESENT;
  }

  private static void check(int status, String call) {
    if (status != 0) {
      throw Cudnn.failure(status, call);
    }
  }

  private static long created(MethodHandle create, String call) {
    try {
      MemorySegment out = out();
      check((int) create.invokeExact(out), call);
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  private static void destroyed(MethodHandle destroy, long descriptor, String call) {
    try {
      check((int) destroy.invokeExact(descriptor), call);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /**
   * What a network is.
   *
   * @param type of data and weights, {@code cudnnDataType_t}
   * @param compute the type of the sums
   */
  record Model(
      int algorithm,
      int cell,
      boolean bidirectional,
      int type,
      int compute,
      int math,
      int input,
      int hidden,
      int projection,
      int layers,
      boolean padded) {}

  /** A descriptor of a network; {@code dropout} is one of no dropout. */
  static long network(Model m, long dropout) {
    long descriptor = created(CREATE, "cudnnCreateRNNDescriptor");
    boolean set = false;
    try {
      check(
          (int)
              SET.invokeExact(
                  descriptor,
                  m.algorithm,
                  m.cell,
                  DOUBLE_BIAS,
                  m.bidirectional ? 1 : 0,
                  LINEAR_INPUT,
                  m.type,
                  m.compute,
                  m.math,
                  m.input,
                  m.hidden,
                  m.projection,
                  m.layers,
                  dropout,
                  m.padded ? 1 : 0),
          "cudnnSetRNNDescriptor_v8(" + m + ")");
      set = true;
      return descriptor;
    } catch (Throwable thrown) {
      throw raised(thrown);
    } finally {
      if (!set) {
        destroyNetwork(descriptor);
      }
    }
  }

  static void destroyNetwork(long descriptor) {
    destroyed(DESTROY, descriptor, "cudnnDestroyRNNDescriptor");
  }

  /** A descriptor of dropout that says nothing yet. */
  static long dropout() {
    return created(CREATE_DROPOUT, "cudnnCreateDropoutDescriptor");
  }

  /** A descriptor of no dropout. */
  static long noDropout(long handle) {
    long descriptor = dropout();
    try {
      check(
          (int) SET_DROPOUT.invokeExact(descriptor, handle, 0f, 0L, 0L, 0L),
          "cudnnSetDropoutDescriptor");
      return descriptor;
    } catch (Throwable thrown) {
      destroyed(DESTROY_DROPOUT, descriptor, "cudnnDestroyDropoutDescriptor");
      throw raised(thrown);
    }
  }

  /** A descriptor of sequences of vectors. */
  static long data(int type, int layout, int steps, int[] lengths, int width) {
    long descriptor = created(CREATE_DATA, "cudnnCreateRNNDataDescriptor");
    try (Arena arena = Arena.ofConfined()) {
      int status =
          (int)
              SET_DATA.invokeExact(
                  descriptor,
                  type,
                  layout,
                  steps,
                  lengths.length,
                  width,
                  arena.allocateFrom(JAVA_INT, lengths),
                  0L);
      check(status, "cudnnSetRNNDataDescriptor");
      return descriptor;
    } catch (Throwable thrown) {
      destroyData(descriptor);
      throw raised(thrown);
    }
  }

  static void destroyData(long descriptor) {
    destroyed(DESTROY_DATA, descriptor, "cudnnDestroyRNNDataDescriptor");
  }

  /** A descriptor of a row-major array; without sizes it is one that the library fills in. */
  static long tensor(int type, int... sizes) {
    long descriptor = created(CREATE_TENSOR, "cudnnCreateTensorDescriptor");
    if (sizes.length == 0) {
      return descriptor;
    }
    int[] strides = new int[sizes.length];
    int step = 1;
    for (int d = sizes.length - 1; d >= 0; d--) {
      strides[d] = step;
      step *= sizes[d];
    }
    try (Arena arena = Arena.ofConfined()) {
      int status =
          (int)
              SET_TENSOR.invokeExact(
                  descriptor,
                  type,
                  sizes.length,
                  arena.allocateFrom(JAVA_INT, sizes),
                  arena.allocateFrom(JAVA_INT, strides));
      check(status, "cudnnSetTensorNdDescriptor");
      return descriptor;
    } catch (Throwable thrown) {
      destroyTensor(descriptor);
      throw raised(thrown);
    }
  }

  static void destroyTensor(long descriptor) {
    destroyed(DESTROY_TENSOR, descriptor, "cudnnDestroyTensorDescriptor");
  }

  /** Bytes of all weights. */
  static long weightSpace(long handle, long network) {
    try {
      MemorySegment out = out();
      check((int) WEIGHT_SPACE.invokeExact(handle, network, out), "cudnnGetRNNWeightSpaceSize");
      return out.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** Bytes of the workspace and of what forward leaves for backward. */
  static long[] tempSpace(long handle, long network, int mode, long x) {
    try {
      MemorySegment out = out();
      out.set(JAVA_LONG, 8, 0);
      check(
          (int) TEMP_SPACE.invokeExact(handle, network, mode, x, out, out.asSlice(8)),
          "cudnnGetRNNTempSpaceSizes");
      return new long[] {out.get(JAVA_LONG, 0), out.get(JAVA_LONG, 8)};
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /**
   * Addresses of the matrix and the bias of one linear layer, 0 where there is none.
   *
   * @param place of layer and direction
   * @param matrix a descriptor that is written
   * @param bias a descriptor that is written
   */
  static long[] weight(
      long handle,
      long network,
      int place,
      long bytes,
      long address,
      int linear,
      long matrix,
      long bias) {
    try {
      MemorySegment out = out();
      out.set(JAVA_LONG, 0, 0);
      out.set(JAVA_LONG, 8, 0);
      check(
          (int)
              WEIGHT.invokeExact(
                  handle,
                  network,
                  place,
                  bytes,
                  address,
                  linear,
                  matrix,
                  out,
                  bias,
                  out.asSlice(8)),
          "cudnnGetRNNWeightParams");
      return new long[] {out.get(JAVA_LONG, 0), out.get(JAVA_LONG, 8)};
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** Descriptors of a network and its batch. */
  record Descriptors(long network, long x, long y, long h, long c) {}

  /** Addresses and sizes of the memory of a call. */
  record Spaces(
      long weightBytes, long weights, long workBytes, long work, long reserveBytes, long reserve) {}

  static void forward(long handle, Descriptors d, Rnn.Forward a, Spaces s, int mode) {
    try {
      check(
          (int)
              FORWARD.invokeExact(
                  handle,
                  d.network,
                  mode,
                  0L,
                  d.x,
                  a.x(),
                  d.y,
                  a.y(),
                  d.h,
                  a.h0(),
                  a.h(),
                  d.c,
                  a.c0(),
                  a.c(),
                  s.weightBytes,
                  s.weights,
                  s.workBytes,
                  s.work,
                  s.reserveBytes,
                  s.reserve),
          "cudnnRNNForward");
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  static void backwardData(long handle, Descriptors d, Rnn.Backward a, Spaces s) {
    try {
      check(
          (int)
              BACKWARD_DATA.invokeExact(
                  handle,
                  d.network,
                  0L,
                  d.y,
                  a.forward().y(),
                  a.dy(),
                  d.x,
                  a.dx(),
                  d.h,
                  a.forward().h0(),
                  a.dh(),
                  a.dh0(),
                  d.c,
                  a.forward().c0(),
                  a.dc(),
                  a.dc0(),
                  s.weightBytes,
                  s.weights,
                  s.workBytes,
                  s.work,
                  s.reserveBytes,
                  s.reserve),
          "cudnnRNNBackwardData_v8");
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }

  /** Adds to the gradients of the weights. */
  static void backwardWeights(long handle, Descriptors d, Rnn.Backward a, Spaces s) {
    try {
      check(
          (int)
              BACKWARD_WEIGHTS.invokeExact(
                  handle,
                  d.network,
                  WGRAD_ADD,
                  0L,
                  d.x,
                  a.forward().x(),
                  d.h,
                  a.forward().h0(),
                  d.y,
                  a.forward().y(),
                  s.weightBytes,
                  a.dw(),
                  s.workBytes,
                  s.work,
                  s.reserveBytes,
                  s.reserve),
          "cudnnRNNBackwardWeights_v8");
    } catch (Throwable thrown) {
      throw raised(thrown);
    }
  }
}

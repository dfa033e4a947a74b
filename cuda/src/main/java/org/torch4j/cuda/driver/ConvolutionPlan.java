package org.torch4j.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** One convolution as a graph, and the engine that cuDNN's heuristic chose for it. */
final class ConvolutionPlan {
  /** {@code CUDNN_STATUS_NOT_SUPPORTED}. */
  static final int NOT_SUPPORTED = 3000;

  private static final long WORKSPACE_LIMIT = 1L << 30;
  private static final int HEURISTIC_A = 3;
  private static final int HEURISTIC_FALLBACK = 2;
  private static final int NOTE_TENSOR_CORE = 0;
  private static final int NOTE_DOWN_CONVERT = 1;
  private static final int CROSS_CORRELATION = 1;
  private static final int ADD = 0;
  private static final int RELU = 100;

  /**
   * Names of the tensors in the graph; those of the data are 1, 2, 3, 4 in the order x, w, y, bias.
   */
  private static final long SUM = 5;

  private static final long BIASED = 6;

  private final long plan;
  private final long workspace;

  private ConvolutionPlan(long plan, long workspace) {
    this.plan = plan;
    this.workspace = workspace;
  }

  long workspace() {
    return workspace;
  }

  /** Runs it on the addresses of x, w, y and the bias if there is one. */
  void execute(long handle, long[] addresses, long workspaceAddress) {
    try (var pack = new Cudnn.Descriptors()) {
      long variant = pack.make(Cudnn.VARIANT_PACK);
      long[] names = LongStream.rangeClosed(1, addresses.length).toArray();
      pack.longs(variant, 1000, Cudnn.OF_INT64, names);
      pack.longs(variant, 1001, Cudnn.OF_ADDRESS, addresses);
      pack.longs(variant, 1003, Cudnn.OF_ADDRESS, workspaceAddress);
      Cudnn.execute(handle, plan, pack.done(variant, "cudnnBackendFinalize(variant pack)"));
    }
  }

  /**
   * What plans are made for: the device of a handle, or, with a handle of 0, a described device
   * that need not be there.
   *
   * @param description a descriptor of a device's properties, 0 with a handle
   */
  record Target(long handle, long description) {
    void on(Cudnn.Descriptors descriptors, long descriptor, int handleName, int descriptionName) {
      if (handle != 0 && handleName != 0) {
        descriptors.longs(descriptor, handleName, Cudnn.OF_HANDLE, handle);
      } else if (description != 0 && descriptionName != 0) {
        descriptors.longs(descriptor, descriptionName, Cudnn.OF_DESCRIPTOR, description);
      }
    }
  }

  /** The first plan that the heuristic proposes and that can be used; empty if there is none. */
  static Optional<ConvolutionPlan> choose(Target target, Convolution.Key key) {
    // Never closed where a plan was found: it refers to its graph.
    var descriptors = new Cudnn.Descriptors();
    Optional<ConvolutionPlan> found = Optional.empty();
    try {
      OptionalLong graph = graph(descriptors, target, key);
      if (graph.isPresent()) {
        found = choose(descriptors, target, graph.getAsLong(), key);
      }
      return found;
    } finally {
      if (found.isEmpty()) {
        descriptors.close();
      }
    }
  }

  private static Optional<ConvolutionPlan> choose(
      Cudnn.Descriptors descriptors, Target target, long graph, Convolution.Key key) {
    boolean exact = key.shape().type == ConvolutionShape.Type.F32 && !key.shape().tf32;
    // One engine is quick to get; all of them cost the processor a millisecond.
    int[][] questions = {{HEURISTIC_A, 1}, {HEURISTIC_A, 64}, {HEURISTIC_FALLBACK, 16}};
    for (int[] question : questions) {
      for (long config : configs(descriptors, target, graph, question[0], question[1])) {
        if (!exact || keepsPrecision(config)) {
          Optional<ConvolutionPlan> plan = plan(descriptors, target, config);
          if (plan.isPresent()) {
            return plan;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static long[] configs(
      Cudnn.Descriptors descriptors, Target target, long graph, int mode, int most) {
    long heuristic = descriptors.make(Cudnn.HEURISTIC);
    descriptors.longs(heuristic, 201, Cudnn.OF_DESCRIPTOR, graph);
    descriptors.integer(heuristic, 200, Cudnn.OF_HEURISTIC_MODE, mode);
    target.on(descriptors, heuristic, 0, 204);
    if (Cudnn.finish(heuristic) != 0) {
      return new long[0];
    }
    long[] configs = new long[most];
    for (int i = 0; i < most; i++) {
      configs[i] = descriptors.make(Cudnn.ENGINE_CONFIG);
    }
    MemorySegment cells = descriptors.cells(configs);
    long count = Cudnn.get(heuristic, 202, Cudnn.OF_DESCRIPTOR, most, cells);
    return Arrays.copyOf(configs, Math.clamp(count, 0, most));
  }

  /** Whether an engine computes float32 as float32. */
  private static boolean keepsPrecision(long config) {
    try (var descriptors = new Cudnn.Descriptors()) {
      MemorySegment engine = descriptors.cells(descriptors.make(Cudnn.ENGINE));
      if (Cudnn.get(config, 300, Cudnn.OF_DESCRIPTOR, 1, engine) < 1) {
        return false;
      }
      int most = 32;
      MemorySegment notes = descriptors.cells(new long[most]);
      long count = Cudnn.get(engine.get(JAVA_LONG, 0), 1303, Cudnn.OF_NUMERICAL_NOTE, most, notes);
      for (long i = 0; i < count; i++) {
        int note = notes.getAtIndex(JAVA_INT, i);
        if (note == NOTE_TENSOR_CORE || note == NOTE_DOWN_CONVERT) {
          return false;
        }
      }
      return count >= 0;
    }
  }

  private static Optional<ConvolutionPlan> plan(
      Cudnn.Descriptors descriptors, Target target, long config) {
    long plan = descriptors.make(Cudnn.PLAN);
    target.on(descriptors, plan, 400, 407);
    descriptors.longs(plan, 401, Cudnn.OF_DESCRIPTOR, config);
    if (Cudnn.finish(plan) != 0) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(JAVA_LONG);
      long count = Cudnn.get(plan, 402, Cudnn.OF_INT64, 1, bytes);
      long workspace = bytes.get(JAVA_LONG, 0);
      return count == 1 && workspace <= WORKSPACE_LIMIT
          ? Optional.of(new ConvolutionPlan(plan, workspace))
          : Optional.empty();
    }
  }

  /** The graph; empty if the library does not support it. */
  private static OptionalLong graph(
      Cudnn.Descriptors descriptors, Target target, Convolution.Key key) {
    ConvolutionShape shape = key.shape();
    boolean fused = key.epilogue() != Convolution.Epilogue.NONE;
    long x = tensor(descriptors, shape, 1, shape.sizesX, shape.stridesX, key.alignX(), false);
    long w = tensor(descriptors, shape, 2, shape.sizesW, shape.stridesW, key.alignW(), false);
    long y = tensor(descriptors, shape, 3, shape.sizesY, shape.stridesY, key.alignY(), false);
    long[] operations;
    if (fused) {
      long sum = tensor(descriptors, shape, SUM, shape.sizesY, shape.stridesY, 16, true);
      operations = fused(descriptors, key, x, w, sum, y);
    } else {
      operations = new long[] {convolve(descriptors, key, x, w, y)};
    }
    long graph = descriptors.make(Cudnn.GRAPH);
    target.on(descriptors, graph, 800, 0);
    descriptors.longs(graph, 801, Cudnn.OF_DESCRIPTOR, operations);
    int status = Cudnn.finish(graph);
    if (status != 0 && status / 1000 != NOT_SUPPORTED / 1000) {
      throw Cudnn.failure(status, "cudnnBackendFinalize(graph of " + shape + ")");
    }
    return status == 0 ? OptionalLong.of(graph) : OptionalLong.empty();
  }

  private static long[] fused(
      Cudnn.Descriptors descriptors, Convolution.Key key, long x, long w, long sum, long y) {
    ConvolutionShape shape = key.shape();
    boolean relu = key.epilogue() == Convolution.Epilogue.BIAS_RELU;
    long[] sizes = new long[shape.sizesY.length];
    long[] strides = new long[sizes.length];
    Arrays.fill(sizes, 1);
    Arrays.fill(strides, 1);
    sizes[1] = shape.sizesY[1];
    strides[0] = sizes[1];
    long bias = tensor(descriptors, shape, 4, sizes, strides, shape.type.bytes, false);
    long convolve = convolve(descriptors, key, x, w, sum);
    if (!relu) {
      return new long[] {convolve, pointwise(descriptors, shape, ADD, sum, bias, y)};
    }
    long biased = tensor(descriptors, shape, BIASED, shape.sizesY, shape.stridesY, 16, true);
    return new long[] {
      convolve,
      pointwise(descriptors, shape, ADD, sum, bias, biased),
      pointwise(descriptors, shape, RELU, biased, 0, y)
    };
  }

  private static long tensor(
      Cudnn.Descriptors descriptors,
      ConvolutionShape shape,
      long name,
      long[] sizes,
      long[] strides,
      int alignment,
      boolean virtual) {
    long tensor = descriptors.make(Cudnn.TENSOR);
    // Between two steps of a graph values stay in the type of the sums.
    descriptors.integer(
        tensor, 901, Cudnn.OF_DATA_TYPE, virtual ? shape.type.compute() : shape.type.id);
    descriptors.longs(tensor, 902, Cudnn.OF_INT64, sizes);
    descriptors.longs(tensor, 903, Cudnn.OF_INT64, strides);
    descriptors.longs(tensor, 906, Cudnn.OF_INT64, name);
    descriptors.longs(tensor, 900, Cudnn.OF_INT64, alignment);
    if (virtual) {
      descriptors.flag(tensor, 907, true);
    }
    return descriptors.done(tensor, "cudnnBackendFinalize(tensor of " + shape + ")");
  }

  private static long convolve(
      Cudnn.Descriptors descriptors, Convolution.Key key, long x, long w, long y) {
    ConvolutionShape shape = key.shape();
    long convolution = descriptors.make(Cudnn.CONVOLUTION);
    descriptors.integer(convolution, 100, Cudnn.OF_DATA_TYPE, shape.type.compute());
    descriptors.integer(convolution, 101, Cudnn.OF_CONVOLUTION_MODE, CROSS_CORRELATION);
    descriptors.longs(convolution, 102, Cudnn.OF_INT64, shape.dilation);
    descriptors.longs(convolution, 103, Cudnn.OF_INT64, shape.stride);
    descriptors.longs(convolution, 104, Cudnn.OF_INT64, shape.padding);
    descriptors.longs(convolution, 105, Cudnn.OF_INT64, shape.padding);
    descriptors.longs(convolution, 106, Cudnn.OF_INT64, shape.padding.length);
    descriptors.done(convolution, "cudnnBackendFinalize(convolution of " + shape + ")");
    int kind;
    // Attributes of the three operations: alpha, beta, convolution, then the tensors.
    int base;
    switch (key.direction()) {
      case FORWARD -> {
        kind = Cudnn.CONVOLVE;
        base = 700;
      }
      case INPUT_GRADIENT -> {
        kind = Cudnn.CONVOLVE_DATA_GRADIENT;
        base = 706;
      }
      default -> {
        kind = Cudnn.CONVOLVE_FILTER_GRADIENT;
        base = 712;
      }
    }
    boolean wide = shape.type == ConvolutionShape.Type.F64;
    long operation = descriptors.make(kind);
    descriptors.real(operation, base, wide, 1);
    descriptors.real(operation, base + 1, wide, 0);
    descriptors.longs(operation, base + 2, Cudnn.OF_DESCRIPTOR, convolution);
    descriptors.longs(operation, base + 3, Cudnn.OF_DESCRIPTOR, w);
    descriptors.longs(operation, base + 4, Cudnn.OF_DESCRIPTOR, x);
    descriptors.longs(operation, base + 5, Cudnn.OF_DESCRIPTOR, y);
    return descriptors.done(
        operation, "cudnnBackendFinalize(" + key.direction() + " " + shape + ")");
  }

  private static long pointwise(
      Cudnn.Descriptors descriptors,
      ConvolutionShape shape,
      int mode,
      long in,
      long bias,
      long out) {
    long pointwise = descriptors.make(Cudnn.POINTWISE);
    descriptors.integer(pointwise, 0, Cudnn.OF_POINTWISE_MODE, mode);
    descriptors.integer(pointwise, 1, Cudnn.OF_DATA_TYPE, shape.type.compute());
    descriptors.done(pointwise, "cudnnBackendFinalize(pointwise)");
    long operation = descriptors.make(Cudnn.APPLY_POINTWISE);
    descriptors.longs(operation, 750, Cudnn.OF_DESCRIPTOR, pointwise);
    descriptors.longs(operation, 751, Cudnn.OF_DESCRIPTOR, in);
    if (bias != 0) {
      descriptors.longs(operation, 752, Cudnn.OF_DESCRIPTOR, bias);
    }
    descriptors.longs(operation, 753, Cudnn.OF_DESCRIPTOR, out);
    return descriptors.done(operation, "cudnnBackendFinalize(apply pointwise)");
  }
}

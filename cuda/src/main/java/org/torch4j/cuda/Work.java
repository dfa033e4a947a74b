package org.torch4j.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.torch4j.backend.ComputeType;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.cuda.driver.Kernel;
import org.torch4j.cuda.driver.LaunchArguments;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/**
 * One launch of a kernel of the {@link SourceLibrary} in the making: what the names of types mean,
 * then its parameters in their order. Arrays are kept reachable until the launch is queued.
 */
final class Work {
  private static final Map<String, Kernel> KERNELS = new ConcurrentHashMap<>();

  private final CudaDevice device;
  private final String name;
  private final StringBuilder types = new StringBuilder();
  private final List<Object> parameters = new ArrayList<>();
  private final List<StridedArray> arrays = new ArrayList<>();
  private boolean checked;

  private Work(CudaDevice device, String name) {
    this.device = device;
    this.name = name;
  }

  /** A launch of kernel {@code t4j_NAME} where {@code near} is. */
  static Work of(String name, StridedArray near) {
    return new Work(Launches.device(near), "t4j_" + name);
  }

  /** Gives the name of a type its meaning. */
  Work type(String type, String meaning) {
    types.append("typedef ").append(meaning).append(' ').append(type).append(";\n");
    return this;
  }

  /** S for the elements, A for what they are computed in; of complex ones that of the parts. */
  Work types(DType dtype) {
    return type("S", CudaTypes.stored(dtype)).type("A", CudaTypes.computed(dtype));
  }

  /** B for elements that are only moved. */
  Work bytes(DType dtype) {
    return type("B", CudaTypes.bytes(dtype));
  }

  /** I for indices. */
  Work indices(DType dtype) {
    return type("I", CudaTypes.stored(dtype));
  }

  /** A number that the kernel is compiled for. */
  Work constant(String constant, long value) {
    types.append("enum { ").append(constant).append(" = ").append(value).append(" };\n");
    return this;
  }

  /** A pointer to the first element, or a null pointer. */
  Work array(@org.jspecify.annotations.Nullable StridedArray a) {
    if (a == null) {
      parameters.add(0L);
    } else {
      arrays.add(a);
      parameters.add(Launches.address(a));
    }
    return this;
  }

  /** A pointer. */
  Work pointer(long address) {
    parameters.add(address);
    return this;
  }

  /** {@code i64} parameters. */
  Work longs(long... values) {
    for (long v : values) {
      parameters.add(v);
    }
    return this;
  }

  /** {@code int} parameters. */
  Work ints(int... values) {
    for (int v : values) {
      parameters.add(v);
    }
    return this;
  }

  /** {@code int} parameters that are 1 or 0. */
  Work flag(boolean value) {
    return ints(value ? 1 : 0);
  }

  /** A {@code double} parameter. */
  Work real(double value) {
    parameters.add(value);
    return this;
  }

  /** A {@code float} parameter. */
  Work single(float value) {
    parameters.add(value);
    return this;
  }

  /** A parameter of the type that {@code dtype} is computed in. */
  Work computed(DType dtype, double value) {
    switch (ComputeType.of(dtype.toReal())) {
      case INT -> parameters.add((int) (long) value);
      case LONG -> parameters.add((long) value);
      case FLOAT -> parameters.add((float) value);
      case DOUBLE -> parameters.add(value);
    }
    return this;
  }

  /** The same from an exact integer. */
  Work computed(DType dtype, org.torch4j.type.Scalar value) {
    return switch (ComputeType.of(dtype.toReal())) {
      case INT -> ints((int) value.longValue());
      case LONG -> longs(value.longValue());
      case FLOAT, DOUBLE -> computed(dtype, value.doubleValue());
    };
  }

  /** A struct of {@code i64} parameters. */
  Work struct(long[] values) {
    parameters.add(values);
    return this;
  }

  /** The two parameters by which a kernel tells indices out of range. */
  Work checked(String op) {
    checked = true;
    IndexErrors errors = IndexErrors.of(device);
    return pointer(errors.address()).longs(errors.number(op));
  }

  /** Queues it with threads that stride over {@code work} pieces. */
  void run(long work) {
    if (work > 0) {
      launch(Launches.blocks(device, work), work <= 32 ? 32 : Launches.THREADS, 0);
    }
  }

  /** Queues it with blocks that stride over {@code work} pieces. */
  void runBlocks(long work, int threads) {
    runBlocks(work, threads, 0);
  }

  /** The same with dynamic shared memory. */
  void runBlocks(long work, int threads, int shared) {
    if (work > 0) {
      launch((int) Math.min(work, 1 << 20), threads, shared);
    }
  }

  private void launch(int blocks, int threads, int shared) {
    Kernel kernel = kernel();
    LaunchArguments arguments = LaunchArguments.begin();
    for (Object p : parameters) {
      switch (p) {
        case Long v -> arguments.i64(v);
        case Integer v -> arguments.i32(v);
        case Double v -> arguments.f64(v);
        case Float v -> arguments.f32(v);
        default -> arguments.longs((long[]) p);
      }
    }
    kernel.launch(device.currentStream(), blocks, 1, 1, threads, 1, 1, shared, arguments);
    for (StridedArray a : arrays) {
      a.storage().fence();
    }
    if (checked && CudaDevice.launchBlocking()) {
      IndexErrors.raise(device);
    }
  }

  private Kernel kernel() {
    String key = device.index() + name + types;
    Kernel known = KERNELS.get(key);
    if (known == null) {
      String source = SourceLibrary.instance().kernel(name, types.toString());
      known = device.compiler().kernel(name, source);
      KERNELS.put(key, known);
    }
    return known;
  }

  /** Sizes and steps of up to three arrays as {@code t4j_grid} has them. */
  static long[] grid(org.torch4j.type.Shape shape, StridedArray... arrays) {
    long[] numbers = new long[1 + 4 * Geometry.MOST];
    int dims = shape.dim();
    numbers[0] = dims;
    Arrays.fill(numbers, 1, 1 + Geometry.MOST, 1);
    for (int d = 0; d < dims; d++) {
      numbers[1 + d] = shape.get(d);
      for (int k = 0; k < arrays.length; k++) {
        numbers[1 + (k + 1) * Geometry.MOST + d] = arrays[k].layout().stride(d);
      }
    }
    return numbers;
  }
}

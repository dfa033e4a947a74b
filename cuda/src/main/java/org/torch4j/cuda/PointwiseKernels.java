package org.torch4j.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.cuda.driver.Kernel;
import org.torch4j.cuda.driver.LaunchArguments;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;

/** Runs elementwise programs: one kernel for each combination of dtypes and kind of steps. */
final class PointwiseKernels {
  /** Elements of one block of {@link #runEach}. */
  private static final int CHUNK = 4096;

  /** Arrays of one launch of {@link #runEach}; all sets together. */
  private static final int MOST_ARRAYS = 128;

  private static final int FLAT = 0;
  private static final int FEW_DIMS = 1;
  private static final int MANY_DIMS = 2;
  private static final int EACH = 3;
  private static final int FEW = 4;

  private final Map<Key, Kernel> kernels = new ConcurrentHashMap<>();

  private PointwiseKernels() {}

  /** What tells the kernels of one program apart, packed. */
  private record Key(long[] codes) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key(long[] theirs) && Arrays.equals(codes, theirs);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(codes);
    }
  }

  private static PointwiseKernels of(PointwiseProgram program) {
    if (program.kernels(Device.Type.CUDA) instanceof PointwiseKernels known) {
      return known;
    }
    PointwiseKernels fresh = new PointwiseKernels();
    program.setKernels(Device.Type.CUDA, fresh);
    return fresh;
  }

  /** Computes the program; all arrays have the shape of the outputs. */
  static void run(
      PointwiseProgram program, StridedArray[] outputs, StridedArray[] inputs, Scalar[] scalars) {
    long n = outputs[0].numel();
    if (n == 0) {
      return;
    }
    CudaDevice device = Launches.device(outputs[0]);
    Geometry g = Geometry.of(outputs, inputs);
    boolean small = n < Integer.MAX_VALUE - 65536L && g.isSmall();
    int kind = g.isFlat() ? FLAT : g.dims() <= FEW ? FEW_DIMS : MANY_DIMS;
    Kernel kernel =
        of(program).kernel(program, device, outputs, inputs, g, scalars.length, small, kind);
    LaunchArguments arguments = LaunchArguments.begin();
    boolean aligned = true;
    for (int k = 0; k < outputs.length + inputs.length; k++) {
      StridedArray a = k < outputs.length ? outputs[k] : inputs[k - outputs.length];
      long address = Launches.address(a);
      long wide = PointwiseSource.WIDE * (long) a.dtype().toReal().byteSize();
      aligned &= address % wide == 0 || g.isUniform(k);
      arguments.pointer(address);
    }
    for (Scalar s : scalars) {
      Launches.scalar(arguments, program.compute(), s);
    }
    Launches.index(arguments, n, small);
    long threads = n;
    if (kind == FLAT) {
      long groups = aligned ? n / PointwiseSource.WIDE : 0;
      Launches.index(arguments, groups, small);
      threads = aligned ? Math.ceilDiv(n, PointwiseSource.WIDE) : n;
    } else {
      arguments.i32(g.dims());
      Launches.indices(arguments, g.numbers(kind == FEW_DIMS ? FEW : Geometry.MOST), small);
    }
    Launches.run(kernel, device, Launches.blocks(device, threads), arguments);
    fence(outputs);
    fence(inputs);
  }

  private static void fence(StridedArray[] arrays) {
    for (StridedArray a : arrays) {
      a.storage().fence();
    }
  }

  private Kernel kernel(
      PointwiseProgram program,
      CudaDevice device,
      StridedArray[] outputs,
      StridedArray[] inputs,
      Geometry g,
      int scalars,
      boolean small,
      int kind) {
    int arrays = outputs.length + inputs.length;
    long[] codes = new long[1 + (arrays + 9) / 10];
    codes[0] = kind * 4L + (small ? 1 : 0) + device.index() * 64L + scalars * 4096L;
    for (int k = 0; k < arrays; k++) {
      StridedArray a = k < outputs.length ? outputs[k] : inputs[k - outputs.length];
      boolean uniform = k >= outputs.length && g.isUniform(k);
      codes[1 + k / 10] = codes[1 + k / 10] << 6 | a.dtype().ordinal() << 1 | (uniform ? 1 : 0);
    }
    Key key = new Key(codes);
    Kernel known = kernels.get(key);
    if (known != null) {
      return known;
    }
    DType[] dtypes = new DType[arrays];
    boolean[] uniform = new boolean[arrays];
    for (int k = 0; k < arrays; k++) {
      dtypes[k] = (k < outputs.length ? outputs[k] : inputs[k - outputs.length]).dtype();
      uniform[k] = k >= outputs.length && g.isUniform(k);
    }
    var source = new PointwiseSource(program, dtypes, uniform, scalars, small);
    String text =
        switch (kind) {
          case FLAT -> source.flat();
          case FEW_DIMS -> source.strided(FEW);
          default -> source.strided(Geometry.MOST);
        };
    return make(key, device, source.name(), text);
  }

  private Kernel make(Key key, CudaDevice device, String name, String text) {
    Kernel kernel = device.compiler().kernel(name, SourceLibrary.instance().complete(text));
    kernels.put(key, kernel);
    return kernel;
  }

  /** Computes the program over many sets of arrays, as many sets as fit in one launch together. */
  static void runEach(
      PointwiseProgram program,
      StridedArray[][] outputs,
      StridedArray[][] inputs,
      Scalar[] scalars) {
    Map<List<DType>, List<Integer>> alike = new LinkedHashMap<>();
    for (int i = 0; i < outputs.length; i++) {
      if (outputs[i][0].numel() == 0) {
        continue;
      }
      if (Geometry.of(outputs[i], inputs[i]).isFlat() && noneUniform(outputs[i], inputs[i])) {
        List<DType> dtypes = new ArrayList<>();
        Arrays.stream(outputs[i]).forEach(a -> dtypes.add(a.dtype()));
        Arrays.stream(inputs[i]).forEach(a -> dtypes.add(a.dtype()));
        alike.computeIfAbsent(dtypes, _ -> new ArrayList<>()).add(i);
      } else {
        run(program, outputs[i], inputs[i], scalars);
      }
    }
    alike.forEach(
        (dtypes, sets) -> {
          int together = Math.max(1, MOST_ARRAYS / dtypes.size());
          for (int i = 0; i < sets.size(); i += together) {
            List<Integer> some = sets.subList(i, Math.min(sets.size(), i + together));
            if (some.size() == 1) {
              run(program, outputs[some.get(0)], inputs[some.get(0)], scalars);
            } else {
              runTogether(program, dtypes, some, outputs, inputs, scalars);
            }
          }
        });
  }

  private static boolean noneUniform(StridedArray[] outputs, StridedArray[] inputs) {
    Geometry g = Geometry.of(outputs, inputs);
    for (int k = 0; k < outputs.length + inputs.length; k++) {
      if (g.isUniform(k)) {
        return false;
      }
    }
    return true;
  }

  private static void runTogether(
      PointwiseProgram program,
      List<DType> dtypes,
      List<Integer> sets,
      StridedArray[][] outputs,
      StridedArray[][] inputs,
      Scalar[] scalars) {
    CudaDevice device = Launches.device(outputs[sets.get(0)][0]);
    int most = MOST_ARRAYS / dtypes.size();
    // Few sizes of launches, so that few kernels are made.
    int room = sets.size() <= 4 ? 4 : Math.min(sets.size() <= 16 ? 16 : most, most);
    room = Math.max(room, sets.size());
    Kernel kernel = of(program).eachKernel(program, device, dtypes, scalars.length, room);
    LaunchArguments arguments = LaunchArguments.begin();
    long[] sizes = new long[2 * room + 1];
    for (int i = 0; i < room; i++) {
      int set = sets.get(Math.min(i, sets.size() - 1));
      Arrays.stream(outputs[set]).forEach(a -> arguments.pointer(Launches.address(a)));
      Arrays.stream(inputs[set]).forEach(a -> arguments.pointer(Launches.address(a)));
      long n = i < sets.size() ? outputs[set][0].numel() : 0;
      sizes[i] = n;
      sizes[room + i + 1] = sizes[room + i] + Math.ceilDiv(n, CHUNK);
    }
    for (Scalar s : scalars) {
      Launches.scalar(arguments, program.compute(), s);
    }
    arguments.i32(sets.size()).longs(sizes);
    Launches.run(kernel, device, (int) sizes[2 * room], arguments);
    for (int set : sets) {
      fence(outputs[set]);
      fence(inputs[set]);
    }
  }

  private Kernel eachKernel(
      PointwiseProgram program, CudaDevice device, List<DType> dtypes, int scalars, int room) {
    long[] codes = new long[2 + (dtypes.size() + 9) / 10];
    codes[0] = EACH * 4L + device.index() * 64L + scalars * 4096L;
    codes[1] = room;
    for (int k = 0; k < dtypes.size(); k++) {
      codes[2 + k / 10] = codes[2 + k / 10] << 6 | dtypes.get(k).ordinal() << 1;
    }
    Key key = new Key(codes);
    Kernel known = kernels.get(key);
    if (known != null) {
      return known;
    }
    var source =
        new PointwiseSource(
            program, dtypes.toArray(new DType[0]), new boolean[dtypes.size()], scalars, false);
    return make(key, device, source.name() + "_each", source.each(room, CHUNK));
  }
}

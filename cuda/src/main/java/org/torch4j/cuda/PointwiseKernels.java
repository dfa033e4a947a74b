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

  private static final int EACH_VECTOR = 4;

  private final Map<Key, Kernel> kernels = new ConcurrentHashMap<>();

  private final boolean light;

  private PointwiseKernels(boolean light) {
    this.light = light;
  }

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
    PointwiseKernels fresh = new PointwiseKernels(PointwiseSource.isLight(program));
    program.setKernels(Device.Type.CUDA, fresh);
    return fresh;
  }

  /** Computes the program; all arrays have the shape of the outputs. */
  static void run(
      PointwiseProgram program, StridedArray[] outputs, StridedArray[] inputs, Scalar[] scalars) {
    of(program).run(program, outputs, inputs, scalars, false);
  }

  /** Copies elements between arrays of one dtype without looking at them. */
  static void move(PointwiseProgram copy, StridedArray to, StridedArray from) {
    of(copy).run(copy, new StridedArray[] {to}, new StridedArray[] {from}, new Scalar[0], true);
  }

  private void run(
      PointwiseProgram program,
      StridedArray[] outputs,
      StridedArray[] inputs,
      Scalar[] scalars,
      boolean moved) {
    long n = outputs[0].numel();
    if (n == 0) {
      return;
    }
    CudaDevice device = Launches.device(outputs[0]);
    Geometry g = Geometry.of(outputs, inputs);
    int arrays = outputs.length + inputs.length;
    PointwiseWay way = new PointwiseWay(arrays);
    way.small = n < Integer.MAX_VALUE - (1 << 20) && g.isSmall();
    way.moved = moved;
    way.choose(g, outputs, inputs, light);
    Kernel kernel = kernel(program, device, outputs, inputs, scalars.length, way);
    LaunchArguments arguments = LaunchArguments.begin();
    for (int k = 0; k < arrays; k++) {
      arguments.pointer(Launches.address(PointwiseWay.array(k, outputs, inputs)));
    }
    for (Scalar s : scalars) {
      Launches.scalar(arguments, program.compute(), s);
    }
    Launches.index(arguments, way.kind == PointwiseWay.FLAT ? n : n / way.vector, way.small);
    long blocks = Math.ceilDiv(n / way.vector, (long) Launches.THREADS * way.flying);
    if (way.kind != PointwiseWay.FLAT) {
      arguments.i32(g.dims());
      int most = way.many ? Geometry.MOST : PointwiseWay.FEW;
      Launches.indices(arguments, g.numbers(most, way.vector), way.small);
    }
    if (way.kind == PointwiseWay.TILED) {
      blocks = way.tiles;
    }
    Launches.run(kernel, device, Math.max(1, Math.toIntExact(blocks)), arguments);
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
      int scalars,
      PointwiseWay way) {
    int arrays = way.kinds.length;
    long[] codes = new long[1 + (arrays + 6) / 7];
    codes[0] =
        way.kind
            | way.dims << 2
            | Integer.numberOfTrailingZeros(way.vector) << 5
            | way.flying << 8
            | (way.small ? 1 << 12 : 0)
            | (way.moved ? 1 << 13 : 0)
            | (way.many ? 1 << 14 : 0)
            | (long) device.index() << 16
            | (long) scalars << 32;
    for (int k = 0; k < arrays; k++) {
      int code = PointwiseWay.array(k, outputs, inputs).dtype().ordinal() << 3 | way.kinds[k];
      codes[1 + k / 7] = codes[1 + k / 7] << 8 | code;
    }
    Key key = new Key(codes);
    Kernel known = kernels.get(key);
    if (known != null) {
      return known;
    }
    DType[] dtypes = new DType[arrays];
    for (int k = 0; k < arrays; k++) {
      dtypes[k] = PointwiseWay.array(k, outputs, inputs).dtype();
    }
    var source =
        new PointwiseSource(
            program, dtypes, way.kinds, scalars, way.small, way.vector, way.flying, way.moved);
    int most = way.many ? Geometry.MOST : PointwiseWay.FEW;
    return switch (way.kind) {
      case PointwiseWay.FLAT -> make(key, device, source.name(), source.flat());
      case PointwiseWay.STRIDED -> make(key, device, source.name(), source.strided(way.dims, most));
      default -> make(key, device, source.name() + "_tiled", source.tiled(most));
    };
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
    Kernel kernel =
        of(program)
            .eachKernel(
                program, device, dtypes, scalars.length, room, vector(sets, outputs, inputs));
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

  /** How many elements of all sets can be taken together. */
  private static int vector(List<Integer> sets, StridedArray[][] outputs, StridedArray[][] inputs) {
    int vector = EACH_VECTOR;
    for (int set : sets) {
      for (int k = 0; k < outputs[set].length + inputs[set].length; k++) {
        StridedArray a = PointwiseWay.array(k, outputs[set], inputs[set]);
        long unit = Math.min(PointwiseWay.WIDE, vector * (long) a.dtype().toReal().byteSize());
        vector = Launches.address(a) % unit == 0 ? vector : 1;
      }
    }
    return vector;
  }

  private Kernel eachKernel(
      PointwiseProgram program,
      CudaDevice device,
      List<DType> dtypes,
      int scalars,
      int room,
      int vector) {
    long[] codes = new long[2 + (dtypes.size() + 9) / 10];
    codes[0] = PointwiseWay.EACH | vector << 5 | (long) device.index() << 16 | (long) scalars << 32;
    codes[1] = room;
    for (int k = 0; k < dtypes.size(); k++) {
      codes[2 + k / 10] = codes[2 + k / 10] << 6 | dtypes.get(k).ordinal() << 1;
    }
    Key key = new Key(codes);
    Kernel known = kernels.get(key);
    if (known != null) {
      return known;
    }
    int[] kinds = new int[dtypes.size()];
    Arrays.fill(kinds, PointwiseSource.BESIDE);
    DType[] all = dtypes.toArray(new DType[0]);
    var source = new PointwiseSource(program, all, kinds, scalars, false, vector, 1, false);
    return make(key, device, source.name() + "_each", source.each(room, CHUNK));
  }
}

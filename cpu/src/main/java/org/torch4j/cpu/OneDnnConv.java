package org.torch4j.cpu;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions by oneDNN on row-major floats in native memory. The library chooses the layouts it
 * computes in; operands are reordered into them and results out of them. Primitives are kept by
 * geometry.
 */
final class OneDnnConv {
  /** What is computed. */
  enum Direction {
    /** The output from input and weight. */
    FORWARD,
    /** The input's gradient from the output's gradient and the weight. */
    INPUT,
    /** The weight's gradient from input and the output's gradient. */
    WEIGHT
  }

  private static final int LIMIT = 256;
  private static final int FORMAT_ANY = 1;
  private static final int F32 = 3;
  private static final int FORWARD_TRAINING = 64;
  private static final int DIRECT = 1;
  private static final Cleaner CLEANER = Cleaner.create();

  private record Key(Direction direction, ConvShape shape, boolean bias) {}

  /** Owns native handles and frees them when nothing uses the primitive any more. */
  private static final class Handles implements Runnable {
    private final OneDnnConv api;
    private final long[] primitives = new long[16];
    private final long[] descriptors = new long[16];
    private int primitiveCount;
    private int descriptorCount;

    Handles(OneDnnConv api) {
      this.api = api;
    }

    long primitive(long handle) {
      primitives[primitiveCount++] = handle;
      return handle;
    }

    long descriptor(long handle) {
      descriptors[descriptorCount++] = handle;
      return handle;
    }

    @Override
    public void run() {
      for (int i = 0; i < primitiveCount; i++) {
        api.call(api.primitiveDestroy, "dnnl_primitive_destroy", primitives[i]);
      }
      for (int i = 0; i < descriptorCount; i++) {
        api.call(api.mdDestroy, "dnnl_memory_desc_destroy", descriptors[i]);
      }
    }
  }

  /** An operand: its row-major layout, the library's choice, and the way between them. */
  private record Operand(
      int argument, long plain, long chosen, long bytes, long reorder, long pad, long padBytes) {
    boolean isReordered() {
      return reorder != 0;
    }
  }

  /** A primitive with all it needs to run. */
  static final class Prepared {
    private final long primitive;
    private final Operand source;
    private final Operand weights;
    private final Operand target;
    private final long bias;
    private final long scratch;
    private final long scratchBytes;

    private Prepared(
        long primitive,
        Operand source,
        Operand weights,
        Operand target,
        long bias,
        long scratch,
        long scratchBytes) {
      this.primitive = primitive;
      this.source = source;
      this.weights = weights;
      this.target = target;
      this.bias = bias;
      this.scratch = scratch;
      this.scratchBytes = scratchBytes;
    }
  }

  private static volatile @Nullable OneDnnConv instance;

  private final OneDnn library;
  private final long engine;
  private final MethodHandle streamCreate;
  private final MethodHandle streamWait;
  private final MethodHandle mdTag;
  private final MethodHandle mdStrides;
  private final MethodHandle mdDestroy;
  private final MethodHandle mdClone;
  private final MethodHandle mdEqual;
  private final MethodHandle mdSize;
  private final MethodHandle forward;
  private final MethodHandle backwardData;
  private final MethodHandle backwardWeights;
  private final MethodHandle reorderCreate;
  private final MethodHandle pdQuery;
  private final MethodHandle pdDestroy;
  private final MethodHandle primitiveCreate;
  private final MethodHandle primitiveDestroy;
  private final MethodHandle execute;
  private final MethodHandle memoryCreate;
  private final MethodHandle memoryDestroy;
  private final long attributes;
  private final ThreadLocal<Long> stream = ThreadLocal.withInitial(this::newStream);

  private final Map<Key, @Nullable Prepared> cache =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, @Nullable Prepared> eldest) {
          return size() > LIMIT;
        }
      };

  private OneDnnConv(OneDnn library) {
    this.library = library;
    var p = JAVA_LONG;
    var i = JAVA_INT;
    streamCreate = library.function("dnnl_stream_create", p, p, i);
    streamWait = library.function("dnnl_stream_wait", p);
    mdTag = library.function("dnnl_memory_desc_create_with_tag", p, i, p, i, i);
    mdStrides = library.function("dnnl_memory_desc_create_with_strides", p, i, p, i, p);
    mdDestroy = library.function("dnnl_memory_desc_destroy", p);
    mdClone = library.function("dnnl_memory_desc_clone", p, p);
    mdEqual = library.function("dnnl_memory_desc_equal", p, p);
    mdSize = library.wide("dnnl_memory_desc_get_size", p);
    forward =
        library.function(
            "dnnl_convolution_forward_primitive_desc_create",
            p, p, i, i, p, p, p, p, p, p, p, p, p);
    backwardData =
        library.function(
            "dnnl_convolution_backward_data_primitive_desc_create",
            p, p, i, p, p, p, p, p, p, p, p, p);
    backwardWeights =
        library.function(
            "dnnl_convolution_backward_weights_primitive_desc_create",
            p, p, i, p, p, p, p, p, p, p, p, p, p);
    reorderCreate =
        library.function("dnnl_reorder_primitive_desc_create", p, p, p, p, p, p);
    pdQuery = library.wide("dnnl_primitive_desc_query_md", p, i, i);
    pdDestroy = library.function("dnnl_primitive_desc_destroy", p);
    primitiveCreate = library.function("dnnl_primitive_create", p, p);
    primitiveDestroy = library.function("dnnl_primitive_destroy", p);
    execute = library.function("dnnl_primitive_execute", p, p, i, p);
    memoryCreate = library.function("dnnl_memory_create", p, p, p, p);
    memoryDestroy = library.function("dnnl_memory_destroy", p);
    library.single();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      MethodHandle create = library.function("dnnl_engine_create", p, i, p);
      OneDnn.check((int) create.invokeExact(out.address(), 1, 0L), "dnnl_engine_create");
      engine = out.get(JAVA_LONG, 0);
      create = library.function("dnnl_primitive_attr_create", p);
      OneDnn.check((int) create.invokeExact(out.address()), "dnnl_primitive_attr_create");
      attributes = out.get(JAVA_LONG, 0);
      // The library's own scratch memory belongs to the thread that made the primitive.
      MethodHandle mode = library.function("dnnl_primitive_attr_set_scratchpad_mode", p, i);
      OneDnn.check(
          (int) mode.invokeExact(attributes, 1), "dnnl_primitive_attr_set_scratchpad_mode");
    } catch (Throwable t) {
      throw OneDnn.rethrow(t);
    }
  }

  /** The convolutions of the library, or null where it was not found. */
  static @Nullable OneDnnConv get() {
    OneDnn library = OneDnn.library();
    if (library == null) {
      return null;
    }
    OneDnnConv conv = instance;
    if (conv == null) {
      synchronized (OneDnnConv.class) {
        conv = instance;
        if (conv == null) {
          conv = new OneDnnConv(library);
          instance = conv;
        }
      }
    }
    return conv;
  }

  private void call(MethodHandle function, String name, long argument) {
    try {
      OneDnn.check((int) function.invokeExact(argument), name);
    } catch (Throwable t) {
      throw OneDnn.rethrow(t);
    }
  }

  private long newStream() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      OneDnn.check(
          (int) streamCreate.invokeExact(out.address(), engine, 1), "dnnl_stream_create");
      return out.get(JAVA_LONG, 0);
    } catch (Throwable t) {
      throw OneDnn.rethrow(t);
    }
  }

  /** The primitive for a geometry, made at first use; null if the library has none for it. */
  synchronized @Nullable Prepared prepare(Direction direction, ConvShape shape, boolean bias) {
    Key key = new Key(direction, shape, bias);
    if (cache.containsKey(key)) {
      return cache.get(key);
    }
    library.single();
    Handles handles = new Handles(this);
    Prepared made;
    try (Arena arena = Arena.ofConfined()) {
      made = make(arena, handles, direction, shape, bias);
    } catch (IllegalStateException e) {
      // The geometry is beyond the library; the Java kernel serves, and this answer is kept.
      handles.run();
      cache.put(key, null);
      return null;
    } catch (Throwable t) {
      throw OneDnn.rethrow(t);
    }
    CLEANER.register(made, handles);
    cache.put(key, made);
    return made;
  }

  private static long[] dims(long first, long second, long[] rest) {
    long[] out = new long[rest.length + 2];
    out[0] = first;
    out[1] = second;
    System.arraycopy(rest, 0, out, 2, rest.length);
    return out;
  }

  private Prepared make(
      Arena arena, Handles handles, Direction direction, ConvShape s, boolean bias)
      throws Throwable {
    long[] src = dims(s.batch(), s.inChannels(), s.input());
    long[] dst = dims(s.batch(), s.outChannels(), s.output());
    long[] wei = dims(s.outChannels(), s.inChannels() / s.groups(), s.kernel());
    if (s.groups() > 1) {
      long[] grouped = new long[wei.length + 1];
      grouped[0] = s.groups();
      System.arraycopy(wei, 0, grouped, 1, wei.length);
      grouped[1] /= s.groups();
      wei = grouped;
    }
    long srcAny = tagged(arena, handles, src);
    long weiAny = tagged(arena, handles, wei);
    long dstAny = tagged(arena, handles, dst);
    long biasMd = bias ? strided(arena, handles, new long[] {s.outChannels()}) : 0;
    int n = s.rank();
    long[] dilates = new long[n];
    long[] after = new long[n];
    for (int d = 0; d < n; d++) {
      dilates[d] = s.dilation()[d] - 1;
      long reach = (s.kernel()[d] - 1) * s.dilation()[d] + 1;
      after[d] = (s.output()[d] - 1) * s.stride()[d] + reach - s.input()[d] - s.padding()[d];
    }
    long strides = longs(arena, s.stride());
    long dil = longs(arena, dilates);
    long left = longs(arena, s.padding());
    long right = longs(arena, after);
    MemorySegment out = arena.allocate(JAVA_LONG);
    OneDnn.check(
        (int)
            forward.invokeExact(
                out.address(), engine, FORWARD_TRAINING, DIRECT, srcAny, weiAny, biasMd, dstAny,
                strides, dil, left, right, attributes),
        "convolution forward");
    long pd = out.get(JAVA_LONG, 0);
    try {
      if (direction != Direction.FORWARD) {
        long hint = pd;
        try {
          int status =
              direction == Direction.INPUT
                  ? (int)
                      backwardData.invokeExact(
                          out.address(), engine, DIRECT, srcAny, weiAny, dstAny, strides, dil,
                          left, right, hint, attributes)
                  : (int)
                      backwardWeights.invokeExact(
                          out.address(), engine, DIRECT, srcAny, weiAny, 0L, dstAny, strides, dil,
                          left, right, hint, attributes);
          OneDnn.check(status, "convolution backward");
          pd = out.get(JAVA_LONG, 0);
        } finally {
          if (pd != hint) {
            call(pdDestroy, "dnnl_primitive_desc_destroy", hint);
          }
        }
      }
      return finish(arena, handles, direction, pd, src, wei, dst, biasMd);
    } finally {
      call(pdDestroy, "dnnl_primitive_desc_destroy", pd);
    }
  }

  private Prepared finish(
      Arena arena,
      Handles handles,
      Direction direction,
      long pd,
      long[] src,
      long[] wei,
      long[] dst,
      long biasMd)
      throws Throwable {
    boolean input = direction == Direction.INPUT;
    boolean weight = direction == Direction.WEIGHT;
    // Query kinds and argument numbers as in dnnl_types.h: src, weights and dst or their diff_.
    Operand s =
        operand(arena, handles, pd, input ? 130 : 129, input ? 129 : 1, src, input);
    Operand w =
        operand(arena, handles, pd, weight ? 132 : 131, weight ? 161 : 33, wei, weight);
    boolean forwards = direction == Direction.FORWARD;
    Operand d =
        operand(arena, handles, pd, forwards ? 133 : 134, forwards ? 17 : 145, dst, forwards);
    long scratch = copyOf(handles, (long) pdQuery.invokeExact(pd, 136, 0), arena);
    long scratchBytes = scratch == 0 ? 0 : (long) mdSize.invokeExact(scratch);
    MemorySegment out = arena.allocate(JAVA_LONG);
    OneDnn.check((int) primitiveCreate.invokeExact(out.address(), pd), "dnnl_primitive_create");
    long primitive = handles.primitive(out.get(JAVA_LONG, 0));
    return new Prepared(primitive, s, w, d, biasMd, scratch, scratchBytes);
  }

  private Operand operand(
      Arena arena,
      Handles handles,
      long pd,
      int query,
      int argument,
      long[] dims,
      boolean isResult)
      throws Throwable {
    long plain = strided(arena, handles, dims);
    long chosen = copyOf(handles, (long) pdQuery.invokeExact(pd, query, 0), arena);
    long bytes = (long) mdSize.invokeExact(chosen);
    long reorder = 0;
    long pad = 0;
    if ((int) mdEqual.invokeExact(plain, chosen) == 0) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      long from = isResult ? chosen : plain;
      long to = isResult ? plain : chosen;
      OneDnn.check(
          (int) reorderCreate.invokeExact(out.address(), from, engine, to, engine, attributes),
          "reorder");
      long reorderPd = out.get(JAVA_LONG, 0);
      pad = copyOf(handles, (long) pdQuery.invokeExact(reorderPd, 136, 0), arena);
      int status = (int) primitiveCreate.invokeExact(out.address(), reorderPd);
      call(pdDestroy, "dnnl_primitive_desc_destroy", reorderPd);
      OneDnn.check(status, "dnnl_primitive_create");
      reorder = handles.primitive(out.get(JAVA_LONG, 0));
    }
    long padBytes = pad == 0 ? 0 : (long) mdSize.invokeExact(pad);
    return new Operand(argument, plain, chosen, bytes, reorder, pad, padBytes);
  }

  /** A descriptor that outlives the primitive descriptor it was asked from; 0 stays 0. */
  private long copyOf(Handles handles, long md, Arena arena) throws Throwable {
    if (md == 0) {
      return 0;
    }
    MemorySegment out = arena.allocate(JAVA_LONG);
    OneDnn.check(
        (int) mdClone.invokeExact(out.address(), md),
        "dnnl_memory_desc_clone");
    return handles.descriptor(out.get(JAVA_LONG, 0));
  }

  private long tagged(Arena arena, Handles handles, long[] dims) throws Throwable {
    MemorySegment out = arena.allocate(JAVA_LONG);
    OneDnn.check(
        (int) mdTag.invokeExact(out.address(), dims.length, longs(arena, dims), F32, FORMAT_ANY),
        "dnnl_memory_desc_create_with_tag");
    return handles.descriptor(out.get(JAVA_LONG, 0));
  }

  private long strided(Arena arena, Handles handles, long[] dims) throws Throwable {
    long[] strides = new long[dims.length];
    long step = 1;
    for (int d = dims.length - 1; d >= 0; d--) {
      strides[d] = step;
      step *= dims[d];
    }
    MemorySegment out = arena.allocate(JAVA_LONG);
    long sizes = longs(arena, dims);
    long steps = longs(arena, strides);
    OneDnn.check(
        (int) mdStrides.invokeExact(out.address(), dims.length, sizes, F32, steps),
        "dnnl_memory_desc_create_with_strides");
    return handles.descriptor(out.get(JAVA_LONG, 0));
  }

  /** A dnnl_dims_t; the library reads 12 numbers whatever the rank. */
  private static long longs(Arena arena, long[] values) {
    return arena.allocateFrom(JAVA_LONG, Arrays.copyOf(values, 12)).address();
  }

  /** Bytes of the weight in the layout that the primitive wants. */
  long weightBytes(Prepared p) {
    return p.weights.bytes;
  }

  /** Whether the weight must be brought into another layout before {@link #run}. */
  boolean reordersWeight(Prepared p) {
    return p.weights.isReordered();
  }

  /** Brings the weight into the layout that the primitive wants. */
  void reorderWeight(Prepared p, long from, long to) {
    move(p.weights, from, p.weights.plain, to, p.weights.chosen);
    Reference.reachabilityFence(p);
  }

  /** Whether two primitives want the weight in one layout. */
  boolean sameWeight(Prepared p, Prepared q) {
    try {
      return (int) mdEqual.invokeExact(p.weights.chosen, q.weights.chosen) == 1;
    } catch (Throwable t) {
      throw OneDnn.rethrow(t);
    }
  }

  /**
   * Runs a primitive. Source and target are row-major; the weight is in the wanted layout when it
   * is an operand and row-major when it is the result.
   */
  void run(Direction direction, Prepared p, long source, long weight, long bias, long target) {
    library.single();
    Scratch scratch = Scratch.get();
    boolean forwards = direction == Direction.FORWARD;
    long src = work(scratch, 0, p.source, source);
    long wei = direction == Direction.WEIGHT ? work(scratch, 1, p.weights, weight) : weight;
    long dst = work(scratch, 2, p.target, target);
    if (direction != Direction.INPUT) {
      move(p.source, source, p.source.plain, src, p.source.chosen);
    }
    if (!forwards) {
      move(p.target, target, p.target.plain, dst, p.target.chosen);
    }
    long pad = p.scratchBytes == 0 ? 0 : scratch.address(3, p.scratchBytes);
    run(
        p.primitive,
        new int[] {p.source.argument, p.weights.argument, p.target.argument, 41, 80},
        new long[] {p.source.chosen, p.weights.chosen, p.target.chosen, p.bias, p.scratch},
        new long[] {src, wei, dst, bias, pad});
    switch (direction) {
      case FORWARD -> move(p.target, dst, p.target.chosen, target, p.target.plain);
      case INPUT -> move(p.source, src, p.source.chosen, source, p.source.plain);
      case WEIGHT -> move(p.weights, wei, p.weights.chosen, weight, p.weights.plain);
    }
    Reference.reachabilityFence(p);
  }

  private static long work(Scratch scratch, int slot, Operand operand, long plain) {
    return operand.isReordered() ? scratch.address(slot, operand.bytes) : plain;
  }

  private void move(Operand operand, long from, long fromMd, long to, long toMd) {
    if (operand.isReordered()) {
      run(
          operand.reorder,
          new int[] {1, 17, 80},
          new long[] {fromMd, toMd, operand.pad},
          new long[] {
            from,
            to,
            operand.padBytes == 0 ? 0 : Scratch.get().address(4, operand.padBytes)
          });
    }
  }

  private void run(long primitive, int[] arguments, long[] descriptors, long[] addresses) {
    int n = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(16L * arguments.length, 8);
      MemorySegment out = arena.allocate(JAVA_LONG);
      try {
        for (int i = 0; i < arguments.length; i++) {
          if (addresses[i] == 0) {
            continue;
          }
          OneDnn.check(
              (int) memoryCreate.invokeExact(out.address(), descriptors[i], engine, addresses[i]),
              "dnnl_memory_create");
          list.set(JAVA_INT, 16L * n, arguments[i]);
          list.set(JAVA_LONG, 16L * n + 8, out.get(JAVA_LONG, 0));
          n++;
        }
        long queue = stream.get();
        OneDnn.check(
            (int) execute.invokeExact(primitive, queue, n, list.address()),
            "dnnl_primitive_execute");
        call(streamWait, "dnnl_stream_wait", queue);
      } finally {
        for (int i = 0; i < n; i++) {
          call(memoryDestroy, "dnnl_memory_destroy", list.get(JAVA_LONG, 16L * i + 8));
        }
      }
    } catch (Throwable t) {
      throw OneDnn.rethrow(t);
    }
  }
}

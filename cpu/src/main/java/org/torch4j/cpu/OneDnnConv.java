package org.torch4j.cpu;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
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
  private static final int FORWARD_TRAINING = 64;
  private static final int DIRECT = 1;
  private static final Cleaner CLEANER = Cleaner.create();

  private record Key(Direction direction, ConvShape shape, boolean bias) {}

  /**
   * An operand of a primitive: its row-major layout, the library's choice, and the way between
   * them.
   */
  private record Port(
      int argument, long plain, long chosen, long bytes, long reorder, long pad, long padBytes) {
    boolean isReordered() {
      return reorder != 0;
    }
  }

  /** A primitive with all it needs to run. */
  static final class Prepared {
    private final long primitive;
    private final Port source;
    private final Port weights;
    private final Port target;
    private final long bias;
    private final long scratch;
    private final long scratchBytes;

    private Prepared(
        long primitive,
        Port source,
        Port weights,
        Port target,
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
  private final OneDnnPrimitives api;
  private final MethodHandle forward;
  private final MethodHandle backwardData;
  private final MethodHandle backwardWeights;

  private final Map<Key, @Nullable Prepared> cache =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, @Nullable Prepared> eldest) {
          return size() > LIMIT;
        }
      };

  private OneDnnConv(OneDnn library) {
    this.library = library;
    this.api = new OneDnnPrimitives(library);
    var p = JAVA_LONG;
    var i = JAVA_INT;
    forward =
        library.function(
            "dnnl_convolution_forward_primitive_desc_create",
            p,
            p,
            i,
            i,
            p,
            p,
            p,
            p,
            p,
            p,
            p,
            p,
            p);
    backwardData =
        library.function(
            "dnnl_convolution_backward_data_primitive_desc_create",
            p,
            p,
            i,
            p,
            p,
            p,
            p,
            p,
            p,
            p,
            p,
            p);
    backwardWeights =
        library.function(
            "dnnl_convolution_backward_weights_primitive_desc_create",
            p,
            p,
            i,
            p,
            p,
            p,
            p,
            p,
            p,
            p,
            p,
            p,
            p);
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

  /** The primitive for a geometry, made at first use; null if the library has none for it. */
  synchronized @Nullable Prepared prepare(Direction direction, ConvShape shape, boolean bias) {
    Key key = new Key(direction, shape, bias);
    if (cache.containsKey(key)) {
      return cache.get(key);
    }
    library.single();
    OneDnnPrimitives.Handles handles = new OneDnnPrimitives.Handles(api);
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
      Arena arena, OneDnnPrimitives.Handles handles, Direction direction, ConvShape s, boolean bias)
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
    long srcAny = api.tagged(arena, handles, src);
    long weiAny = api.tagged(arena, handles, wei);
    long dstAny = api.tagged(arena, handles, dst);
    long biasMd = bias ? api.strided(arena, handles, new long[] {s.outChannels()}) : 0;
    int n = s.rank();
    long[] dilates = new long[n];
    long[] after = new long[n];
    for (int d = 0; d < n; d++) {
      dilates[d] = s.dilation()[d] - 1;
      long reach = (s.kernel()[d] - 1) * s.dilation()[d] + 1;
      after[d] = (s.output()[d] - 1) * s.stride()[d] + reach - s.input()[d] - s.padding()[d];
    }
    long strides = OneDnnPrimitives.longs(arena, s.stride());
    long dil = OneDnnPrimitives.longs(arena, dilates);
    long left = OneDnnPrimitives.longs(arena, s.padding());
    long right = OneDnnPrimitives.longs(arena, after);
    MemorySegment out = arena.allocate(JAVA_LONG);
    OneDnn.check(
        (int)
            forward.invokeExact(
                out.address(),
                api.engine,
                FORWARD_TRAINING,
                DIRECT,
                srcAny,
                weiAny,
                biasMd,
                dstAny,
                strides,
                dil,
                left,
                right,
                api.attributes),
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
                          out.address(),
                          api.engine,
                          DIRECT,
                          srcAny,
                          weiAny,
                          dstAny,
                          strides,
                          dil,
                          left,
                          right,
                          hint,
                          api.attributes)
                  : (int)
                      backwardWeights.invokeExact(
                          out.address(),
                          api.engine,
                          DIRECT,
                          srcAny,
                          weiAny,
                          0L,
                          dstAny,
                          strides,
                          dil,
                          left,
                          right,
                          hint,
                          api.attributes);
          OneDnn.check(status, "convolution backward");
          pd = out.get(JAVA_LONG, 0);
        } finally {
          if (pd != hint) {
            api.destroyDescriptor(hint);
          }
        }
      }
      return finish(arena, handles, direction, pd, src, wei, dst, biasMd);
    } finally {
      api.destroyDescriptor(pd);
    }
  }

  private Prepared finish(
      Arena arena,
      OneDnnPrimitives.Handles handles,
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
    Port s = operand(arena, handles, pd, input ? 130 : 129, input ? 129 : 1, src, input);
    Port w = operand(arena, handles, pd, weight ? 132 : 131, weight ? 161 : 33, wei, weight);
    boolean forwards = direction == Direction.FORWARD;
    Port d = operand(arena, handles, pd, forwards ? 133 : 134, forwards ? 17 : 145, dst, forwards);
    long scratch = api.scratch(arena, handles, pd);
    long primitive = api.primitive(arena, handles, pd);
    return new Prepared(primitive, s, w, d, biasMd, scratch, api.bytes(scratch));
  }

  private Port operand(
      Arena arena,
      OneDnnPrimitives.Handles handles,
      long pd,
      int query,
      int argument,
      long[] dims,
      boolean isResult)
      throws Throwable {
    long plain = api.strided(arena, handles, dims);
    long chosen = api.query(arena, handles, pd, query);
    long reorder = 0;
    long pad = 0;
    if (!api.same(plain, chosen)) {
      long reorderPd = api.reorder(arena, isResult ? chosen : plain, isResult ? plain : chosen);
      try {
        pad = api.scratch(arena, handles, reorderPd);
        reorder = api.primitive(arena, handles, reorderPd);
      } finally {
        api.destroyDescriptor(reorderPd);
      }
    }
    return new Port(argument, plain, chosen, api.bytes(chosen), reorder, pad, api.bytes(pad));
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
    return api.same(p.weights.chosen, q.weights.chosen);
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
    api.run(
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

  private static long work(Scratch scratch, int slot, Port operand, long plain) {
    return operand.isReordered() ? scratch.address(slot, operand.bytes) : plain;
  }

  private void move(Port operand, long from, long fromMd, long to, long toMd) {
    if (operand.isReordered()) {
      api.run(
          operand.reorder,
          new int[] {1, 17, 80},
          new long[] {fromMd, toMd, operand.pad},
          new long[] {
            from, to, operand.padBytes == 0 ? 0 : Scratch.get().address(4, operand.padBytes)
          });
    }
  }
}

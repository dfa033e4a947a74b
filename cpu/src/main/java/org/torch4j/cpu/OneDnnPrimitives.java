package org.torch4j.cpu;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * oneDNN's primitives in general: memory descriptors, reorders and execution, on floats. Handles
 * are longs; whoever makes them collects them in {@link Handles}.
 */
final class OneDnnPrimitives {
  private static final int FORMAT_ANY = 1;
  private static final int F32 = 3;
  private static final int SCRATCHPAD = 136;

  /** Owns native handles and frees them when nothing uses the primitive any more. */
  static final class Handles implements Runnable {
    private final OneDnnPrimitives api;
    private final long[] primitives = new long[16];
    private final long[] descriptors = new long[16];
    private int primitiveCount;
    private int descriptorCount;

    Handles(OneDnnPrimitives api) {
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

  /** The engine of the processor. */
  final long engine;

  /** Attributes that leave scratch memory to the caller. */
  final long attributes;

  private final MethodHandle streamCreate;
  private final MethodHandle streamWait;
  private final MethodHandle mdTag;
  private final MethodHandle mdStrides;
  private final MethodHandle mdDestroy;
  private final MethodHandle mdClone;
  private final MethodHandle mdEqual;
  private final MethodHandle mdSize;
  private final MethodHandle reorderCreate;
  private final MethodHandle pdQuery;
  private final MethodHandle pdDestroy;
  private final MethodHandle primitiveCreate;
  private final MethodHandle primitiveDestroy;
  private final MethodHandle execute;
  private final MethodHandle memoryCreate;
  private final MethodHandle memoryDestroy;
  private final ThreadLocal<Long> stream = ThreadLocal.withInitial(this::newStream);

  OneDnnPrimitives(OneDnn library) {
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
    reorderCreate = library.function("dnnl_reorder_primitive_desc_create", p, p, p, p, p, p);
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
      OneDnn.check((int) streamCreate.invokeExact(out.address(), engine, 1), "dnnl_stream_create");
      return out.get(JAVA_LONG, 0);
    } catch (Throwable t) {
      throw OneDnn.rethrow(t);
    }
  }

  /** The descriptor that a primitive descriptor holds under a query kind; 0 if it has none. */
  long query(Arena arena, Handles handles, long pd, int what) throws Throwable {
    return copyOf(handles, (long) pdQuery.invokeExact(pd, what, 0), arena);
  }

  /** The descriptor of the scratch memory that a primitive needs; 0 if it needs none. */
  long scratch(Arena arena, Handles handles, long pd) throws Throwable {
    return query(arena, handles, pd, SCRATCHPAD);
  }

  /** Bytes of a descriptor; 0 of none. */
  long bytes(long md) throws Throwable {
    return md == 0 ? 0 : (long) mdSize.invokeExact(md);
  }

  /** Whether two descriptors are the same layout. */
  boolean same(long a, long b) {
    try {
      return (int) mdEqual.invokeExact(a, b) == 1;
    } catch (Throwable t) {
      throw OneDnn.rethrow(t);
    }
  }

  /** The primitive of a primitive descriptor. */
  long primitive(Arena arena, Handles handles, long pd) throws Throwable {
    MemorySegment out = arena.allocate(JAVA_LONG);
    OneDnn.check((int) primitiveCreate.invokeExact(out.address(), pd), "dnnl_primitive_create");
    return handles.primitive(out.get(JAVA_LONG, 0));
  }

  /** The primitive descriptor of a reorder; the caller destroys it. */
  long reorder(Arena arena, long from, long to) throws Throwable {
    MemorySegment out = arena.allocate(JAVA_LONG);
    OneDnn.check(
        (int) reorderCreate.invokeExact(out.address(), from, engine, to, engine, attributes),
        "dnnl_reorder_primitive_desc_create");
    return out.get(JAVA_LONG, 0);
  }

  /** Destroys a primitive descriptor. */
  void destroyDescriptor(long pd) {
    call(pdDestroy, "dnnl_primitive_desc_destroy", pd);
  }

  /** A descriptor that outlives the primitive descriptor it was asked from; 0 stays 0. */
  private long copyOf(Handles handles, long md, Arena arena) throws Throwable {
    if (md == 0) {
      return 0;
    }
    MemorySegment out = arena.allocate(JAVA_LONG);
    OneDnn.check((int) mdClone.invokeExact(out.address(), md), "dnnl_memory_desc_clone");
    return handles.descriptor(out.get(JAVA_LONG, 0));
  }

  /** A descriptor whose layout the library chooses. */
  long tagged(Arena arena, Handles handles, long[] dims) throws Throwable {
    MemorySegment out = arena.allocate(JAVA_LONG);
    OneDnn.check(
        (int) mdTag.invokeExact(out.address(), dims.length, longs(arena, dims), F32, FORMAT_ANY),
        "dnnl_memory_desc_create_with_tag");
    return handles.descriptor(out.get(JAVA_LONG, 0));
  }

  /** A row-major descriptor. */
  long strided(Arena arena, Handles handles, long[] dims) throws Throwable {
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
  static long longs(Arena arena, long[] values) {
    return arena.allocateFrom(JAVA_LONG, Arrays.copyOf(values, 12)).address();
  }

  /** Runs a primitive on the calling thread; arguments of address 0 are left out. */
  void run(long primitive, int[] arguments, long[] descriptors, long[] addresses) {
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

package org.torch4j.io;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.op.family.SparseTensors;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Layout;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** What PyTorch's own functions in a pickle mean: the ways in which tensors are written. */
final class TensorCalls {
  private static final int MAX_DIMS = 64;

  private final PickleCalls calls;
  private final PickleReader.Persistent storages;
  private final Map<Storage, Storage> widened = new IdentityHashMap<>();

  TensorCalls(PickleCalls calls, PickleReader.Persistent storages) {
    this.calls = calls;
    this.storages = storages;
  }

  /** The value of {@code f(*args)}; refused if {@code f} is not one of those known. */
  @Nullable Object call(String f, Tuple args) {
    return switch (f) {
      case "torch.Size" -> shape(args.isEmpty() ? args : args.get(0), Integer.MAX_VALUE);
      case "torch._utils._rebuild_tensor" -> strided(f, args, 4, null);
      case "torch._utils._rebuild_tensor_v2" -> tensorV2(f, args);
      case "torch._utils._rebuild_tensor_v3" -> tensorV3(f, args);
      case "torch._utils._rebuild_parameter",
          "torch._utils._rebuild_parameter_with_state",
          "torch.nn.parameter.Parameter" ->
          parameter(f, args);
      case "torch._tensor._rebuild_from_type", "torch._tensor._rebuild_from_type_v2" ->
          fromType(f, args);
      case "torch._utils._rebuild_qtensor" -> quantized(f, args);
      case "torch._utils._rebuild_sparse_tensor" -> sparse(f, args);
      case "torch._utils._rebuild_sparse_csr_tensor" -> sparse(f, args);
      case "torch._utils._rebuild_device_tensor_from_numpy" -> arrayTensor(f, args);
      case "torch._utils._rebuild_device_tensor_from_cpu_tensor" -> argument(f, args, 0);
      case "torch.serialization._get_layout" -> layoutName(f, args);
      case "torch._utils._rebuild_meta_tensor_no_storage",
          "torch._utils._rebuild_nested_tensor",
          "torch._utils._rebuild_wrapper_subclass" ->
          new PickledObject(f, args);
      case "torch.jit._pickle.build_intlist",
          "torch.jit._pickle.build_doublelist",
          "torch.jit._pickle.build_boollist",
          "torch.jit._pickle.build_tensorlist",
          "torch.jit._pickle.restore_type_tag" ->
          argument(f, args, 0);
      default -> throw calls.refused(f);
    };
  }

  private static String shortName(String f) {
    return f.substring(f.lastIndexOf('.') + 1);
  }

  private @Nullable Object argument(String f, Tuple args, int i) {
    if (i >= args.size()) {
      throw calls.damaged(shortName(f) + " with " + args.size() + " arguments");
    }
    return args.get(i);
  }

  private boolean flag(String f, Tuple args, int i) {
    if (argument(f, args, i) instanceof Boolean b) {
      return b;
    }
    throw calls.damaged(shortName(f) + " without a requires_grad flag");
  }

  private Shape shape(@Nullable Object sizes, int maxDims) {
    long[] values = sizes instanceof Shape s ? s.toArray() : calls.integers(sizes, "a size");
    if (values.length > maxDims) {
      throw calls.damaged("a tensor of " + values.length + " dimensions");
    }
    try {
      return Shape.of(values);
    } catch (ShapeException e) {
      throw calls.damaged("a shape: " + e.getMessage());
    }
  }

  /** Storage, offset, sizes and strides, in bounds; {@code dtype} overrides that of the storage. */
  private StridedArray geometry(String f, Tuple args, @Nullable DType dtype) {
    if (!(argument(f, args, 0) instanceof StoredElements e)) {
      throw calls.damaged(shortName(f) + " without a storage");
    }
    DType type = dtype == null ? e.type().dtype() : dtype;
    Shape shape = shape(argument(f, args, 2), MAX_DIMS);
    long[] strides = calls.integers(argument(f, args, 3), "a stride");
    long offset = calls.integer(argument(f, args, 1), "an offset");
    if (strides.length != shape.dim() || offset < 0) {
      throw calls.damaged(
          "a tensor with shape " + shape + ", " + strides.length + " strides, offset " + offset);
    }
    long available = (e.offset() + e.numel()) * e.type().dtype().byteSize() / type.byteSize();
    long start = e.offset() * e.type().dtype().byteSize() / type.byteSize();
    if (!inBounds(shape, strides, offset, available - start)) {
      throw calls.damaged(
          "a tensor with shape "
              + shape
              + " and offset "
              + offset
              + " that reaches outside its storage of "
              + (available - start)
              + " elements");
    }
    if (type != e.type().dtype()) {
      e.storage().moveToNative();
    }
    return new StridedArray(
        e.storage(), type, org.torch4j.storage.Layout.of(shape, strides, start + offset));
  }

  static boolean inBounds(Shape shape, long[] strides, long offset, long available) {
    if (shape.numel() == 0) {
      return true;
    }
    try {
      long last = offset;
      for (int i = 0; i < strides.length; i++) {
        if (strides[i] < 0) {
          return false;
        }
        last = Math.addExact(last, Math.multiplyExact(shape.get(i) - 1, strides[i]));
      }
      return last < available;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private Tensor strided(String f, Tuple args, int minimum, @Nullable DType dtype) {
    if (args.size() < minimum) {
      throw calls.damaged(shortName(f) + " with " + args.size() + " arguments");
    }
    StridedArray array = geometry(f, args, dtype);
    StoredElements e = (StoredElements) args.get(0);
    if (e != null && e.type().quantized() != null) {
      throw calls.damaged("a quantized tensor without its scale");
    }
    return new Tensor(array);
  }

  private Tensor withGradient(Tensor t, boolean on) {
    if (on) {
      DType dtype = t.dtype();
      if (!dtype.isFloatingPoint() && !dtype.isComplex()) {
        throw calls.damaged("a tensor of " + dtype + " that requires a gradient");
      }
      t.requiresGrad_(true);
    }
    return t;
  }

  private Tensor tensorV2(String f, Tuple args) {
    Tensor t = strided(f, args, 6, null);
    return withGradient(withBits(t, args, 6), flag(f, args, 4));
  }

  private Tensor tensorV3(String f, Tuple args) {
    if (argument(f, args, 6) instanceof PickledName(String type) && type.startsWith("torch.")) {
      ForeignType foreign = ForeignType.ofTorch(shortName(type));
      if (foreign != null) {
        return widened(f, args, foreign);
      }
    }
    if (!(argument(f, args, 6) instanceof DType dtype)) {
      throw calls.damaged("a tensor of the dtype " + PickleText.typeName(args.get(6)));
    }
    return withGradient(withBits(strided(f, args, 7, dtype), args, 7), flag(f, args, 4));
  }

  /** A tensor over untyped bytes whose elements need a wider type here. */
  private Tensor widened(String f, Tuple args, ForeignType foreign) {
    if (!(argument(f, args, 0) instanceof StoredElements e) || e.type().dtype().byteSize() != 1) {
      throw calls.damaged("a tensor of " + foreign + " without its bytes");
    }
    long numel = e.numel() / foreign.byteSize();
    Storage wide =
        widened.computeIfAbsent(
            e.storage(),
            narrow -> {
              calls.charge(numel * foreign.dtype().byteSize());
              Storage target = Storage.allocate(foreign.dtype(), numel);
              storages.whenFilled(() -> foreign.widen(narrow, target, numel, calls.source()));
              return target;
            });
    if (wide.byteSize() != numel * foreign.dtype().byteSize()) {
      throw calls.damaged("a storage that is given two element types");
    }
    StorageType type = new StorageType(foreign.dtype(), null, false);
    @Nullable Object[] own = args.toArray();
    own[0] = new StoredElements(wide, type, 0, numel);
    return new Tensor(geometry(f, new Tuple(own), null));
  }

  /** Applies the conjugate and negative bits, which PyTorch may write as metadata. */
  private Tensor withBits(Tensor t, Tuple args, int at) {
    if (args.size() > at && args.get(at) instanceof Map<?, ?> metadata) {
      boolean conj = Boolean.TRUE.equals(metadata.get("conj"));
      boolean neg = Boolean.TRUE.equals(metadata.get("neg"));
      StridedArray from = TensorState.array(t);
      if (conj && !from.dtype().isComplex()) {
        throw calls.damaged("a conjugate of " + from.dtype());
      }
      if (conj || neg) {
        calls.charge(Math.multiplyExact(Math.min(from.numel(), 1L << 58), 16L));
        StridedArray to = StridedArray.allocate(from.dtype(), from.shape());
        storages.whenFilled(() -> Elements.copySigned(from, to, neg, conj != neg));
        return new Tensor(to);
      }
    }
    return t;
  }

  private @Nullable Object parameter(String f, Tuple args) {
    Object data = argument(f, args, 0);
    boolean on = args.size() < 2 || flag(f, args, 1);
    return data instanceof Tensor t ? withGradient(t.detach(), on) : data;
  }

  /** A tensor of a subclass: what its plain tensor is, since the subclass is code. */
  private @Nullable Object fromType(String f, Tuple args) {
    if (argument(f, args, 0) instanceof PickledName(String inner)
        && argument(f, args, 2) instanceof Tuple innerArgs) {
      if (inner.startsWith("torch._utils._rebuild_")) {
        return call(inner, innerArgs);
      }
      throw calls.refused(inner);
    }
    throw calls.damaged(shortName(f));
  }

  private Object quantized(String f, Tuple args) {
    StridedArray array = geometry(f, args, null);
    StoredElements e = (StoredElements) args.get(0);
    String dtype = e == null ? null : e.type().quantized();
    if (dtype == null
        || !(argument(f, args, 4) instanceof Tuple params)
        || params.isEmpty()
        || !(params.get(0) instanceof PickledName(String scheme))) {
      throw calls.damaged("a quantized tensor");
    }
    String name = shortName(scheme);
    Tensor values = new Tensor(array);
    if (name.equals("per_tensor_affine")
        && params.size() == 3
        && params.get(1) instanceof Number scale) {
      long zero = calls.integer(params.get(2), "a zero point");
      return QuantizedTensor.perTensor(dtype, values, scale.doubleValue(), zero);
    }
    if (name.startsWith("per_channel_affine")
        && params.size() == 4
        && params.get(1) instanceof Tensor scales
        && params.get(2) instanceof Tensor zeros
        && params.get(3) instanceof Long axis
        && axis >= 0
        && axis < array.shape().dim()
        && TensorState.array(scales).numel() == array.shape().get(axis.intValue())
        && TensorState.array(zeros).numel() == array.shape().get(axis.intValue())) {
      return new QuantizedTensor(dtype, values, name, scales, zeros, axis.intValue());
    }
    throw calls.damaged("a tensor quantized by " + PickleText.shown(scheme));
  }

  private Object sparse(String f, Tuple args) {
    if (!(argument(f, args, 0) instanceof PickledName(String layout))
        || !(argument(f, args, 1) instanceof Tuple data)) {
      throw calls.damaged("a sparse tensor");
    }
    String name = shortName(layout);
    boolean coo = name.equals("sparse_coo");
    if (!coo && !List.of("sparse_csr", "sparse_csc", "sparse_bsr", "sparse_bsc").contains(name)) {
      throw calls.damaged("a sparse tensor in the layout " + PickleText.shown(layout));
    }
    List<Tensor> parts = new ArrayList<>();
    int count = coo ? 2 : 3;
    for (int i = 0; i < count; i++) {
      if (!(argument(f, data, i) instanceof Tensor t)) {
        throw calls.damaged(
            "a sparse tensor without its " + (i + 1 < count ? "indices" : "values"));
      }
      parts.add(t);
    }
    Shape size = shape(argument(f, data, count), MAX_DIMS);
    boolean coalesced = data.size() > count + 1 && Boolean.TRUE.equals(data.get(count + 1));
    List<Tensor> places = parts.subList(0, count - 1);
    Tensor values = new Tensor(TensorState.array(parts.get(count - 1)));
    for (Tensor t : places) {
      calls.charge(16 * Math.min(t.numel(), Long.MAX_VALUE / 64)); // what the check of it takes
    }
    Tensor tensor = SparseTensors.read(Layout.of(name), places, values, size, coalesced);
    storages.whenFilled(() -> check(tensor));
    return tensor;
  }

  private void check(Tensor sparse) {
    try {
      SparseTensors.checkRead(sparse);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw calls.damaged("a sparse tensor: " + e.getMessage());
    }
  }

  private Object arrayTensor(String f, Tuple args) {
    if (argument(f, args, 0) instanceof NumpyArray a
        && a.value(calls.source()) instanceof Tensor t) {
      return args.size() > 3 ? withGradient(t, flag(f, args, 3)) : t;
    }
    throw calls.damaged("a tensor made from no array");
  }

  private Object layoutName(String f, Tuple args) {
    if (argument(f, args, 0) instanceof String s) {
      return new PickledName(s);
    }
    throw calls.damaged("a layout without a name");
  }
}

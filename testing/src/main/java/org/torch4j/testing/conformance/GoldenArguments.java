package org.torch4j.testing.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.torch4j.Index;
import org.torch4j.Tensor;
import org.torch4j.io.Tuple;
import org.torch4j.testing.Golden;
import org.torch4j.testing.GoldenTensor;
import org.torch4j.testing.TensorInfo;
import org.torch4j.type.Complex;
import org.torch4j.type.Device;
import org.torch4j.type.MemoryFormat;
import org.torch4j.type.Shape;

/** The arguments of one run of a case as values of this library; a name is one tensor. */
final class GoldenArguments {
  private final BiFunction<Map<String, TensorInfo>, String, GoldenTensor> tensors;
  private final Map<String, TensorInfo> info;
  private final Functions functions;
  private final Device device;
  private final Map<String, Tensor> made = new HashMap<>();

  GoldenArguments(
      BiFunction<Map<String, TensorInfo>, String, GoldenTensor> tensors,
      Map<String, TensorInfo> info,
      Functions functions,
      Device device) {
    this.tensors = tensors;
    this.info = info;
    this.functions = functions;
    this.device = device;
  }

  /** The tensor of that name, with the layout and the need of a gradient that the case gives. */
  Tensor tensor(String name) {
    Tensor t = made.get(name);
    if (t == null) {
      t = make(name, info.get(name));
      if (info.containsKey(name) && info.get(name).requiresGrad()) {
        t.requiresGrad_(true);
      }
      made.put(name, t);
    }
    return t;
  }

  private Tensor make(String name, @Nullable TensorInfo i) {
    Tensor t;
    if (i != null && i.storage() != null && i.strides() != null) {
      Tensor flat = made.computeIfAbsent(i.storage(), n -> TensorBytes.tensor(golden(n)));
      t = TensorBytes.window(flat, i.shape(), i.strides(), i.storageOffset());
    } else if (i != null && i.strides() != null) {
      t = TensorBytes.tensor(golden(name), i.strides(), i.storageOffset());
    } else {
      t = TensorBytes.tensor(golden(name));
    }
    return device.equals(Device.CPU) ? t : t.to(device);
  }

  /** The tensor that the call was first given. */
  Tensor firstTensor() {
    return tensor(
        info.keySet().stream()
            .filter(made::containsKey)
            .findFirst()
            .orElseThrow(() -> new CaseFailure("the call has no tensor")));
  }

  /** A row-major tensor of that name that takes no part in the call. */
  Tensor plain(String name) {
    Tensor t = TensorBytes.tensor(golden(name));
    return device.equals(Device.CPU) ? t : t.to(device);
  }

  /** The values that are stored under that name. */
  GoldenTensor golden(String name) {
    return tensors.apply(info, name);
  }

  List<@Nullable Object> values(List<@Nullable Object> goldens) {
    List<@Nullable Object> all = new ArrayList<>();
    goldens.forEach(g -> all.add(value(g)));
    return all;
  }

  Map<String, @Nullable Object> named(Map<String, @Nullable Object> goldens) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    goldens.forEach((k, v) -> all.put(k, value(v)));
    return all;
  }

  @Nullable Object value(@Nullable Object golden) {
    return switch (golden) {
      case null -> null;
      case List<?> l ->
          l.stream().map(this::value).collect(ArrayList::new, List::add, List::addAll);
      case Golden g -> tagged(g);
      default -> golden;
    };
  }

  private @Nullable Object tagged(Golden golden) {
    return switch (golden) {
      case Golden.TensorName t -> tensor(t.name());
      case Golden.Tuple t -> Tuple.of(values(t.items()).toArray());
      case Golden.Size s -> Shape.of(s.sizes().stream().mapToLong(Long::longValue).toArray());
      case Golden.Slice s -> Index.slice(s.start(), s.stop(), s.step() == null ? 1 : s.step());
      case Golden.Ellipsis _ -> Index.ellipsis();
      case Golden.Complex c -> new Complex(c.real(), c.imaginary());
      case Golden.DTypeName d -> TensorBytes.dtype(d.name());
      case Golden.DeviceName d -> Device.of(d.name());
      case Golden.MemoryFormat f -> MemoryFormat.valueOf(f.name().toUpperCase(Locale.ROOT));
      case Golden.LayoutName l -> new Arguments.Layout(l.name());
      case Golden.Dict d -> {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        d.entries().forEach(e -> map.put(value(e.key()), value(e.value())));
        yield map;
      }
      case Golden.SparseCoo s -> {
        Object made =
            functions.call(
                "torch.sparse_coo_tensor",
                List.of(tensor(s.indices().name()), tensor(s.values().name()), shape(s.size())),
                Map.of());
        yield s.coalesced() && made instanceof Tensor t ? t.coalesce() : made;
      }
      case Golden.SparseCsr s ->
          functions.call(
              "torch.sparse_csr_tensor",
              List.of(
                  tensor(s.crowIndices().name()),
                  tensor(s.colIndices().name()),
                  tensor(s.values().name()),
                  shape(s.size())),
              Map.of());
      case Golden.Callable c -> new PythonScope.Path(c.path(), functions);
      case Golden.ModuleSpec m ->
          functions.construct(m.className(), values(m.args()), named(m.kwargs()));
      case Golden.ShapeOnly _ -> throw new CaseFailure("an argument without values");
    };
  }

  private static Shape shape(List<Long> sizes) {
    return Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }
}

package org.torch4j.op;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.Backend;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;

/** The backends that the service loader finds, one per kind of device. */
public final class Backends {
  private static final AtomicReferenceArray<@Nullable Backend> FOUND =
      new AtomicReferenceArray<>(Device.Type.values().length);

  private Backends() {}

  /** The backend of {@code device}; an exception says what to add when there is none. */
  public static Backend of(Device device) {
    Backend backend = FOUND.get(device.type().ordinal());
    return backend != null ? backend : find(device);
  }

  private static synchronized Backend find(Device device) {
    Backend best = search(device.type());
    String reason = best == null ? missing(device.type()) : best.absence();
    if (best == null || reason != null) {
      throw new DeviceException(String.valueOf(reason));
    }
    FOUND.set(device.type().ordinal(), best);
    return best;
  }

  private static @Nullable Backend search(Device.Type type) {
    Backend best = null;
    for (Backend b : ServiceLoader.load(Backend.class, Backend.class.getClassLoader())) {
      if (b.deviceType() == type && (best == null || b.priority() > best.priority())) {
        best = b;
      }
    }
    return best;
  }

  /** The backends on the module or class path, the best of each kind. */
  public static List<Backend> all() {
    List<Backend> all = new ArrayList<>();
    for (Device.Type type : Device.Type.values()) {
      Backend best = search(type);
      if (best != null) {
        all.add(best);
      }
    }
    return all;
  }

  private static String missing(Device.Type type) {
    return switch (type) {
      case CPU ->
          "no CPU backend was found: add org.torch4j:torch4j-cpu to the module or class path";
      case CUDA ->
          "no CUDA backend was found: add org.torch4j:torch4j-cuda to the module or class path";
    };
  }

  /** Why no backend serves this kind of device, or null if one does. */
  public static synchronized @Nullable String reasonAbsent(Device.Type type) {
    if (FOUND.get(type.ordinal()) != null) {
      return null;
    }
    Backend best = search(type);
    return best == null ? missing(type) : best.absence();
  }
}

package org.torch4j.type;

/**
 * Where a tensor's elements live, {@code torch.device}.
 *
 * @param type the kind of device
 * @param index which one of its kind, from 0
 */
public record Device(Type type, int index) {
  /** The kinds of device. */
  public enum Type {
    /** The processor that runs the JVM. */
    CPU,
    /** An NVIDIA GPU. */
    CUDA
  }

  /** The processor that runs the JVM. */
  public static final Device CPU = new Device(Type.CPU, 0);

  /** The device that {@code text} names: {@code cpu}, {@code cuda} (number 0) or {@code cuda:1}. */
  public static Device of(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    try {
      int index = colon < 0 ? 0 : Integer.parseInt(text.substring(colon + 1));
      if (index >= 0) {
        switch (kind) {
          case "cpu":
            return index == 0 ? CPU : new Device(Type.CPU, index);
          case "cuda":
            return new Device(Type.CUDA, index);
          default:
            break;
        }
      }
    } catch (NumberFormatException e) {
      throw new DeviceException("device: expected cpu, cuda or cuda:N, got '" + text + "'", e);
    }
    throw new DeviceException("device: expected cpu, cuda or cuda:N, got '" + text + "'");
  }

  /** As PyTorch writes it: {@code cpu}, {@code cuda:0}. */
  @Override
  public String toString() {
    return type == Type.CPU ? "cpu" : "cuda:" + index;
  }
}

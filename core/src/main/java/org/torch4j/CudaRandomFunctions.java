package org.torch4j;

import java.util.List;
import java.util.stream.IntStream;
import org.torch4j.type.Device;

/** The default generators of GPUs, as functions of {@link Cuda}. */
abstract class CudaRandomFunctions {
  CudaRandomFunctions() {}

  private static Generator generator(int device) {
    return Generator.defaultGenerator(new Device(Device.Type.CUDA, device));
  }

  /**
   * Seeds the default generator of the current device, {@code torch.cuda.manual_seed}. Without a
   * GPU it does nothing that could be seen, as in PyTorch.
   */
  public static void manualSeed(long seed) {
    generator(Cuda.currentDevice()).manualSeed(seed);
  }

  /** Seeds the default generators of all devices, {@code torch.cuda.manual_seed_all}. */
  public static void manualSeedAll(long seed) {
    Generator.seedDevices(seed);
  }

  /** Seeds the current device's default generator from the system's entropy. */
  public static long seed() {
    return generator(Cuda.currentDevice()).seed();
  }

  /** Seeds the default generators of all devices from the system's entropy, with one seed. */
  public static long seedAll() {
    long seed = Generator.newSeed();
    manualSeedAll(seed);
    return seed;
  }

  /** The seed of the current device's default generator, {@code torch.cuda.initial_seed}. */
  public static long initialSeed() {
    return generator(Cuda.checked(Cuda.currentDevice())).initialSeed();
  }

  /**
   * The state of a device's default generator, {@code torch.cuda.get_rng_state}: uint8 on the CPU,
   * 16 elements, the seed and how far its streams were used.
   */
  public static Tensor getRngState(int device) {
    return generator(Cuda.checked(device)).state();
  }

  /** The state of the current device's default generator. */
  public static Tensor getRngState() {
    return getRngState(Cuda.currentDevice());
  }

  /** The states of all devices' default generators, {@code torch.cuda.get_rng_state_all}. */
  public static List<Tensor> getRngStateAll() {
    return IntStream.range(0, Cuda.deviceCount())
        .mapToObj(CudaRandomFunctions::getRngState)
        .toList();
  }

  /** Puts a device's default generator in a state, {@code torch.cuda.set_rng_state}. */
  public static void setRngState(Tensor state, int device) {
    generator(Cuda.checked(device)).setState(state);
  }

  /** Puts the current device's default generator in a state. */
  public static void setRngState(Tensor state) {
    setRngState(state, Cuda.currentDevice());
  }

  /** Puts the default generators of the first devices in these states. */
  public static void setRngStateAll(List<Tensor> states) {
    for (int i = 0; i < states.size(); i++) {
      setRngState(states.get(i), i);
    }
  }
}

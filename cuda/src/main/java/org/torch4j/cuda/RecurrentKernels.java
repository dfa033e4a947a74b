package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.backend.RecurrentNetwork;
import org.torch4j.backend.RecurrentSpace;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.cuda.driver.Rnn;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;
import org.torch4j.type.Shape;

/** Recurrent networks by cuDNN, and their weights in one array as it wants them. */
final class RecurrentKernels {
  private RecurrentKernels() {}

  static void register(KernelTable table) {
    table.add("recurrent_weights", RecurrentKernels::join);
    table.add("recurrent_weights_backward", RecurrentKernels::takeApart);
    table.add("recurrent_network", RecurrentKernels::forward);
    table.add("recurrent_network_backward", RecurrentKernels::backward);
  }

  /** What cuDNN needs for a network; null without it or if it refuses. */
  static @Nullable RecurrentSpace space(Device device, RecurrentNetwork network) {
    return Rnn.isAvailable()
        ? CudaDevice.of(device.index()).rnn().space(network, CudaSettings.tf32Convolutions())
        : null;
  }

  /** A part of a row-major array as a line. */
  private static StridedArray line(StridedArray a, long offset, long n) {
    return a.with(Layout.of(Shape.of(n), new long[] {1}, a.layout().offset() + offset));
  }

  // recurrent_weights(weights, offsets, length) -> joined
  private static void join(KernelCall call) {
    StridedArray out = call.output(0);
    StridedArray[] weights = call.arrayList(0);
    long[] offsets = call.longs(1);
    try (Temporaries t = new Temporaries()) {
      StridedArray[][] to = new StridedArray[weights.length][];
      StridedArray[][] from = new StridedArray[weights.length][];
      long filled = 0;
      for (int i = 0; i < weights.length; i++) {
        long n = weights[i].numel();
        filled += n;
        to[i] = new StridedArray[] {line(out, offsets[i], n)};
        from[i] = new StridedArray[] {line(t.rows(weights[i]), 0, n)};
      }
      if (filled < out.numel()) {
        DeviceArrays.zero(out);
      }
      DeviceArrays.copyEach(to, from);
    }
  }

  // recurrent_weights_backward(grad, offsets, lengths) -> pieces
  private static void takeApart(KernelCall call) {
    try (Temporaries t = new Temporaries()) {
      StridedArray grad = t.rows(call.array(0));
      long[] offsets = call.longs(1);
      StridedArray[][] to = new StridedArray[call.outputs()][];
      StridedArray[][] from = new StridedArray[to.length][];
      for (int i = 0; i < to.length; i++) {
        to[i] = new StridedArray[] {call.output(i)};
        from[i] = new StridedArray[] {line(grad, offsets[i], call.output(i).numel())};
      }
      DeviceArrays.copyEach(to, from);
    }
  }

  private static long address(@Nullable StridedArray a) {
    return a == null || a.numel() == 0 ? 0 : Launches.address(a);
  }

  private static void fence(@Nullable StridedArray... arrays) {
    for (StridedArray a : arrays) {
      if (a != null) {
        a.storage().fence();
      }
    }
  }

  private static @Nullable StridedArray rows(Temporaries t, @Nullable StridedArray a) {
    return a == null ? null : t.rows(a);
  }

  private static void checkReserve(
      StridedArray reserve, CudaDevice device, RecurrentNetwork network, boolean tf32) {
    RecurrentSpace space = device.rnn().space(network, tf32);
    if (space != null && network.training() && reserve.numel() != space.reserve()) {
      throw new DeviceException(
          "recurrent_network: the reserve of "
              + network
              + " has "
              + space.reserve()
              + " bytes, received "
              + reserve.numel()
              + "; Cuda.allowCudnnTf32 must not change between forward and backward");
    }
  }

  // recurrent_network(input, weights, h0?, c0?, batch_sizes, numbers, training, reserve, offsets)
  //   -> (output, h_n, c_n, reserve)
  private static void forward(KernelCall call) {
    try (Temporaries t = new Temporaries()) {
      StridedArray input = t.rows(call.array(0));
      StridedArray weights = t.rows(call.array(1));
      StridedArray h0 = rows(t, call.arrayOrNull(2));
      StridedArray c0 = rows(t, call.arrayOrNull(3));
      var network =
          new RecurrentNetwork(input.dtype(), call.longs(5), call.longs(4), call.booleanValue(6));
      CudaDevice device = Launches.device(input);
      boolean tf32 = CudaSettings.tf32Convolutions();
      checkReserve(call.output(3), device, network, tf32);
      var arrays =
          new Rnn.Forward(
              address(input),
              address(call.output(0)),
              address(h0),
              address(c0),
              address(call.output(1)),
              address(call.output(2)));
      device
          .rnn()
          .forward(
              network,
              tf32,
              address(weights),
              address(call.output(3)),
              arrays,
              device.currentStream());
      fence(input, weights, h0, c0);
    }
  }

  // recurrent_network_backward(grad_output?, grad_h?, grad_c?, input, weights, h0?, c0?, output,
  //   reserve, batch_sizes, numbers, of_weights, again)
  //   -> (grad_input, grad_weights, grad_h0, grad_c0)
  private static void backward(KernelCall call) {
    try (Temporaries t = new Temporaries()) {
      StridedArray input = t.rows(call.array(3));
      StridedArray weights = t.rows(call.array(4));
      StridedArray h0 = rows(t, call.arrayOrNull(5));
      StridedArray c0 = rows(t, call.arrayOrNull(6));
      StridedArray output = t.rows(call.array(7));
      StridedArray reserve = call.array(8);
      var network = new RecurrentNetwork(input.dtype(), call.longs(10), call.longs(9), true);
      CudaDevice device = Launches.device(input);
      boolean tf32 = CudaSettings.tf32Convolutions();
      checkReserve(reserve, device, network, tf32);
      if (call.booleanValue(12)) {
        StridedArray copy = t.fresh(reserve, reserve.dtype(), reserve.shape());
        DeviceArrays.copy(copy, reserve);
        reserve = copy;
      }
      StridedArray dy = rows(t, call.arrayOrNull(0));
      if (dy == null) {
        dy = t.fresh(output, output.dtype(), output.shape());
        DeviceArrays.zero(dy);
      }
      StridedArray dh = rows(t, call.arrayOrNull(1));
      StridedArray dc = rows(t, call.arrayOrNull(2));
      var forward =
          new Rnn.Forward(address(input), address(output), address(h0), address(c0), 0, 0);
      var arrays =
          new Rnn.Backward(
              forward,
              address(dy),
              address(dh),
              address(dc),
              address(call.output(0)),
              address(call.output(2)),
              address(call.output(3)),
              address(call.output(1)));
      device
          .rnn()
          .backward(
              network, tf32, address(weights), address(reserve), arrays, device.currentStream());
      fence(input, weights, h0, c0, output, reserve, dy, dh, dc);
    }
  }
}

// The other side of the benchmarks: the same work under libtorch, called through JavaCPP. Reads
// names, answers microseconds.

import static org.bytedeco.pytorch.global.torch.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.*;
import org.bytedeco.pytorch.Module;

final List<Module> modules = new ArrayList<>();

<T extends Module> T keep(T module) {
  modules.add(module);
  return module;
}

TensorVector parameters(List<? extends Module> of) {
  List<Tensor> all = new ArrayList<>();
  for (Module m : of) {
    all.addAll(Arrays.asList(m.parameters().get()));
  }
  return new TensorVector(all.toArray(new Tensor[0]));
}

Tensor classes(long batch, long n) {
  return randint(n, new long[] {batch}, new TensorOptions()).to(ScalarType.Long);
}

Runnable training(Optimizer optimizer, long batch, long n, Supplier<Tensor> scores) {
  Tensor y = classes(batch, n);
  return () -> {
    optimizer.zero_grad();
    cross_entropy(scores.get(), y).backward();
    optimizer.step();
  };
}

Runnable mlp(boolean adam) {
  LinearImpl hidden = keep(new LinearImpl(784, 64));
  LinearImpl out = keep(new LinearImpl(64, 10));
  TensorVector p = parameters(List.of(hidden, out));
  Tensor x = randn(64, 784);
  return training(
      adam ? new Adam(p) : new SGD(p, new SGDOptions(0.1)),
      64,
      10,
      () -> out.forward(relu(hidden.forward(x))));
}

Conv2dImpl conv(long in, long out, int kernel, int stride, int padding, boolean bias) {
  Conv2dOptions o = new Conv2dOptions(in, out, new LongPointer(kernel, kernel));
  o.stride().put(stride, stride);
  o.padding().put(new LongPointer(padding, padding));
  o.bias().put(bias);
  return keep(new Conv2dImpl(o));
}

Runnable cnn() {
  Conv2dImpl c1 = keep(new Conv2dImpl(1, 32, new LongPointer(3, 3)));
  Conv2dImpl c2 = keep(new Conv2dImpl(32, 64, new LongPointer(3, 3)));
  LinearImpl l1 = keep(new LinearImpl(9216, 128));
  LinearImpl l2 = keep(new LinearImpl(128, 10));
  Tensor x = randn(64, 1, 28, 28);
  return training(
      new Adam(parameters(List.of(c1, c2, l1, l2))),
      64,
      10,
      () -> {
        Tensor h = max_pool2d(relu(c2.forward(relu(c1.forward(x)))), 2, 2);
        h = relu(l1.forward(dropout(h, 0.25, true).flatten(1, -1)));
        return l2.forward(dropout(h, 0.5, true));
      });
}

Runnable lstm() {
  LSTMOptions o = new LSTMOptions(128, 128);
  o.num_layers().put(2);
  LSTMImpl lstm = keep(new LSTMImpl(o));
  LinearImpl head = keep(new LinearImpl(128, 10));
  Tensor x = randn(32, 32, 128);
  return training(
      new Adam(parameters(List.of(lstm, head))),
      32,
      10,
      () -> head.forward(lstm.forward(x).get0().select(0, -1)));
}

Runnable sequences(boolean packed) {
  LSTMImpl lstm = keep(new LSTMImpl(64, 128));
  LinearImpl head = keep(new LinearImpl(128, 10));
  Tensor x = randn(100, 64, 64);
  long[] lengths = new long[64];
  for (int i = 0; i < lengths.length; i++) {
    lengths[i] = Math.max(1, Math.round(100 * Math.pow((63.0 - i) / 63, 4)));
  }
  Tensor sizes = AbstractTensor.create(lengths);
  return training(
      new Adam(parameters(List.of(lstm, head))),
      64,
      10,
      () ->
          head.forward(
              (packed
                      ? lstm.forward_with_packed_input(pack_padded_sequence(x, sizes)).get1().get0()
                      : lstm.forward(x).get1().get0())
                  .select(0, 0)));
}

Runnable encoder() {
  TransformerEncoderLayerOptions layer = new TransformerEncoderLayerOptions(256, 4);
  layer.dim_feedforward().put(1024);
  TransformerEncoderImpl encoder =
      keep(new TransformerEncoderImpl(new TransformerEncoderOptions(layer, 4)));
  LinearImpl head = keep(new LinearImpl(256, 10));
  Tensor x = randn(128, 8, 256);
  return training(
      new Adam(parameters(List.of(encoder, head))),
      8,
      10,
      () -> head.forward(encoder.forward(x).mean(0)));
}

/** Two convolutions and a way around them. */
final class Block {
  final Conv2dImpl conv1;
  final Conv2dImpl conv2;
  final BatchNorm2dImpl bn1;
  final BatchNorm2dImpl bn2;
  final Conv2dImpl down;
  final BatchNorm2dImpl downNorm;

  Block(long in, long out, int stride) {
    conv1 = conv(in, out, 3, stride, 1, false);
    bn1 = keep(new BatchNorm2dImpl(new BatchNormOptions(out)));
    conv2 = conv(out, out, 3, 1, 1, false);
    bn2 = keep(new BatchNorm2dImpl(new BatchNormOptions(out)));
    boolean plain = in == out && stride == 1;
    down = plain ? null : conv(in, out, 1, stride, 0, false);
    downNorm = plain ? null : keep(new BatchNorm2dImpl(new BatchNormOptions(out)));
  }

  Tensor forward(Tensor x) {
    Tensor y = bn2.forward(conv2.forward(relu(bn1.forward(conv1.forward(x)))));
    return relu(y.add(down == null ? x : downNorm.forward(down.forward(x))));
  }
}

Runnable resnet() {
  modules.clear();
  Conv2dImpl stem = conv(3, 64, 7, 2, 3, false);
  BatchNorm2dImpl norm = keep(new BatchNorm2dImpl(new BatchNormOptions(64)));
  List<Block> blocks = new ArrayList<>();
  long width = 64;
  for (long out : new long[] {64, 128, 256, 512}) {
    blocks.add(new Block(width, out, out == 64 ? 1 : 2));
    blocks.add(new Block(out, out, 1));
    width = out;
  }
  LinearImpl head = keep(new LinearImpl(512, 1000));
  Tensor x = randn(16, 3, 224, 224);
  SGDOptions o = new SGDOptions(0.01);
  o.momentum().put(0.9);
  return training(
      new SGD(parameters(modules), o),
      16,
      1000,
      () -> {
        Tensor h = relu(norm.forward(stem.forward(x)));
        h =
            max_pool2d(
                h,
                new long[] {3, 3},
                new long[] {2, 2},
                new long[] {1, 1},
                new long[] {1, 1},
                false);
        for (Block b : blocks) {
          h = b.forward(h);
        }
        return head.forward(adaptive_avg_pool2d(h, 1, 1).flatten(1, -1));
      });
}

Runnable add(long n) {
  Tensor a = randn(n);
  Tensor b = randn(n);
  return () -> a.add(b);
}

Runnable make(String name) {
  return switch (name) {
    case "add of 2 elements" -> add(1);
    case "add of 10M elements" -> add(10_000_000);
    case "tanh of 1M elements" -> {
      Tensor a = randn(1_000_000);
      yield () -> tanh(a);
    }
    case "sum of 10M elements" -> {
      Tensor a = randn(10_000_000);
      yield () -> sum(a);
    }
    case "matmul 1024" -> {
      Tensor a = randn(1024, 1024);
      Tensor b = randn(1024, 1024);
      yield () -> matmul(a, b);
    }
    case "784-64-10 step, SGD" -> mlp(false);
    case "784-64-10 step, Adam" -> mlp(true);
    case "convnet step, Adam" -> cnn();
    case "LSTM 2x128 step, Adam" -> lstm();
    case "LSTM padded step, Adam" -> sequences(false);
    case "LSTM packed step, Adam" -> sequences(true);
    case "encoder 4x256 step, Adam" -> encoder();
    case "ResNet-18 step, SGD" -> resnet();
    default -> throw new IllegalArgumentException(name);
  };
}

/** The results of a run are given back at its end. */
void once(Runnable work) {
  try (PointerScope scope = new PointerScope()) {
    work.run();
  }
}

void main(String[] args) {
  Loader.load(
      org.bytedeco.openblas.global.openblas.class); // libtorch loaded before it crashes the JVM
  set_num_threads(Integer.parseInt(args[0]));
  Map<String, Runnable> ready = new HashMap<>();
  System.out.println("ready " + args[1]);
  Scanner in = new Scanner(System.in);
  while (in.hasNextLine()) {
    String[] request = in.nextLine().split("\t");
    Runnable work = ready.get(request[0]);
    if (work == null) {
      work = make(request[0]);
      ready.put(request[0], work);
      long until = System.nanoTime() + 3_000_000_000L;
      while (System.nanoTime() < until) {
        once(work);
      }
    }
    double[] times = new double[Integer.parseInt(request[1])];
    int inner = Integer.parseInt(request[2]);
    for (int i = 0; i < times.length; i++) {
      long start = System.nanoTime();
      for (int k = 0; k < inner; k++) {
        once(work);
      }
      times[i] = (System.nanoTime() - start) / 1e3 / inner;
    }
    Arrays.sort(times);
    System.out.println(times[times.length / 2]);
  }
}

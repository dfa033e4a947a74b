package org.torch4j.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.torch4j.Cuda;
import org.torch4j.Tensor;
import org.torch4j.TensorOptions;
import org.torch4j.Torch;
import org.torch4j.nn.AttentionOptions;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.Dropout;
import org.torch4j.nn.F;
import org.torch4j.nn.Flatten;
import org.torch4j.nn.LSTM;
import org.torch4j.nn.Linear;
import org.torch4j.nn.MaxPool2d;
import org.torch4j.nn.Module;
import org.torch4j.nn.Parameter;
import org.torch4j.nn.ReLU;
import org.torch4j.nn.RnnUtils;
import org.torch4j.nn.Sequential;
import org.torch4j.nn.TransformerEncoder;
import org.torch4j.nn.TransformerEncoderLayer;
import org.torch4j.optim.Adam;
import org.torch4j.optim.Optimizer;
import org.torch4j.optim.SGD;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;
import org.torch4j.vision.models.Models;

/** The work that is measured, on one device. */
final class Workloads {
  private final Device device;

  Workloads(Device device) {
    this.device = device;
  }

  /**
   * A piece of work that all sides do.
   *
   * @param make sets it up
   * @param repeats measurements in a round
   * @param inner runs in a measurement
   */
  record Work(Supplier<Runnable> make, int repeats, int inner) {}

  /** All of it by the names that the other sides know. */
  Map<String, Work> all() {
    Map<String, Work> work = new LinkedHashMap<>();
    work.put("add of 2 elements", new Work(() -> add(1), 40, 20_000));
    work.put("add of 10M elements", new Work(() -> add(10_000_000), 15, 1));
    work.put("tanh of 1M elements", new Work(() -> unary(Tensor::tanh, 1_000_000), 40, 1));
    work.put("sum of 10M elements", new Work(() -> unary(Tensor::sum, 10_000_000), 20, 1));
    work.put("matmul 1024", new Work(() -> matmul(1024), 10, 1));
    work.put(
        "784-64-10 step, SGD", new Work(() -> mlp(p -> new SGD(p, SGD.options().lr(0.1))), 60, 10));
    work.put("784-64-10 step, Adam", new Work(() -> mlp(p -> new Adam(p, Adam.options())), 60, 10));
    work.put("convnet step, Adam", new Work(this::cnn, 10, 1));
    work.put("LSTM 2x128 step, Adam", new Work(this::lstm, 20, 1));
    work.put("LSTM padded step, Adam", new Work(() -> sequences(false), 10, 1));
    work.put("LSTM packed step, Adam", new Work(() -> sequences(true), 10, 1));
    work.put("encoder 4x256 step, Adam", new Work(this::encoder, 4, 1));
    work.put("ResNet-18 step, SGD", new Work(() -> resnet(16), 1, 1));
    if (device.type() == Device.Type.CUDA) {
      large(work);
    }
    return work;
  }

  /** What shows the limits of a GPU: its memory and its matrix units. */
  private void large(Map<String, Work> work) {
    long n = 1L << 28;
    work.put("add of 256M elements", new Work(() -> add(n), 20, 1));
    work.put("gelu of 256M elements", new Work(() -> unary(F::gelu, n), 20, 1));
    work.put("sum of 256M elements", new Work(() -> unary(Tensor::sum, n), 20, 1));
    work.put("softmax 8192x8192", new Work(() -> unary(x -> F.softmax(x, 1), 8192, 8192), 20, 1));
    work.put(
        "layer norm 8192x4096",
        new Work(
            () -> unary(x -> F.layerNorm(x, new long[] {4096}, null, null, 1e-5), 8192, 4096),
            20,
            1));
    work.put("matmul 4096", new Work(() -> matmul(4096), 10, 1));
    work.put("matmul 4096, TF32", new Work(() -> tf32(4096), 20, 1));
    work.put("matmul 8192, bfloat16", new Work(() -> bfloat16(8192), 20, 1));
    work.put("conv 64x64x56x56 step", new Work(this::conv, 20, 1));
    work.put("attention 16x16x1024x64", new Work(this::attention, 20, 1));
    work.put("ResNet-18 batch 128, SGD", new Work(() -> resnet(128), 5, 1));
  }

  /** A result that nobody uses might not be computed. */
  private static void keep(Tensor result) {
    if (result.numel() < 0) {
      throw new IllegalStateException("no tensor has " + result.numel() + " elements");
    }
  }

  private Tensor randn(long... size) {
    return Torch.randn(Shape.of(size), TensorOptions.defaults().device(device));
  }

  private Tensor classes(long n, long batch) {
    return Torch.randint(0, n, batch).to(device);
  }

  private Runnable add(long n) {
    Tensor a = randn(n);
    Tensor b = randn(n);
    return () -> keep(a.add(b));
  }

  private Runnable unary(Function<Tensor, Tensor> f, long... size) {
    Tensor a = randn(size);
    return () -> keep(f.apply(a));
  }

  private Runnable matmul(long n) {
    Tensor a = randn(n, n);
    Tensor b = randn(n, n);
    return () -> keep(a.matmul(b));
  }

  private Runnable tf32(long n) {
    Runnable product = matmul(n);
    return () -> {
      Cuda.allowTf32(true);
      product.run();
      Cuda.allowTf32(false);
    };
  }

  private Runnable bfloat16(long n) {
    Tensor a = randn(n, n).toBfloat16();
    Tensor b = randn(n, n).toBfloat16();
    return () -> keep(a.matmul(b));
  }

  private Runnable conv() {
    Conv2d conv = new Conv2d(64, 64, 3, Conv2d.options().padding(1));
    conv.to(device);
    Tensor x = randn(64, 64, 56, 56).requiresGrad_(true);
    return () -> conv.apply(x).sum().backward();
  }

  private Runnable attention() {
    Tensor q = randn(16, 16, 1024, 64).toBfloat16();
    return () ->
        keep(F.scaledDotProductAttention(q, q, q, AttentionOptions.defaults().isCausal(true)));
  }

  private Runnable mlp(Function<List<Parameter>, Optimizer> optimizer) {
    Module model = new Sequential(new Linear(784, 64), new ReLU(), new Linear(64, 10));
    model.to(device);
    return training(model, randn(64, 784), optimizer.apply(model.parameters()));
  }

  private Runnable cnn() {
    Module model =
        new Sequential(
            new Conv2d(1, 32, 3),
            new ReLU(),
            new Conv2d(32, 64, 3),
            new ReLU(),
            new MaxPool2d(2),
            new Dropout(0.25),
            new Flatten(),
            new Linear(9216, 128),
            new ReLU(),
            new Dropout(0.5),
            new Linear(128, 10));
    model.to(device);
    return training(model, randn(64, 1, 28, 28), new Adam(model.parameters(), Adam.options()));
  }

  /** 32 sequences of 32 steps. */
  private Runnable lstm() {
    LSTM lstm = new LSTM(128, 128, LSTM.options().numLayers(2));
    Linear head = new Linear(128, 10);
    Tensor x = randn(32, 32, 128);
    return training(List.of(lstm, head), 32, () -> head.apply(lstm.apply(x).select(0, -1)));
  }

  /** 64 sequences of 1 to 100 steps, 20 in the mean, packed or padded to 100. */
  private Runnable sequences(boolean packed) {
    LSTM lstm = new LSTM(64, 128);
    Linear head = new Linear(128, 10);
    Tensor x = randn(100, 64, 64);
    long[] lengths = new long[64];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = Math.max(1, Math.round(100 * Math.pow((63.0 - i) / 63, 4)));
    }
    return training(
        List.of(lstm, head),
        64,
        () ->
            head.apply(
                (packed
                        ? lstm.applyWithState(RnnUtils.packPaddedSequence(x, lengths)).hidden()
                        : lstm.applyWithState(x).hidden())
                    .select(0, 0)));
  }

  /** 8 sequences of 128 positions, 4 layers of 4 heads, 1024 features inside. */
  private Runnable encoder() {
    TransformerEncoder encoder =
        new TransformerEncoder(
            new TransformerEncoderLayer(
                256, 4, TransformerEncoderLayer.options().dimFeedforward(1024)),
            4);
    Linear head = new Linear(256, 10);
    Tensor x = randn(128, 8, 256);
    return training(List.of(encoder, head), 8, () -> head.apply(encoder.apply(x).mean(0)));
  }

  /** Pictures of 224 by 224. */
  private Runnable resnet(long n) {
    Module model = Models.resnet18().to(device);
    Tensor x = randn(n, 3, 224, 224);
    Tensor y = classes(1000, n);
    return training(model, x, y, new SGD(model.parameters(), SGD.options().lr(0.01).momentum(0.9)));
  }

  private Runnable training(List<Module> modules, long batch, Supplier<Tensor> scores) {
    modules.forEach(m -> m.to(device));
    List<Parameter> parameters = modules.stream().flatMap(m -> m.parameters().stream()).toList();
    Optimizer optimizer = new Adam(parameters, Adam.options());
    Tensor y = classes(10, batch);
    return () -> {
      optimizer.zeroGrad();
      F.crossEntropy(scores.get(), y).backward();
      optimizer.step();
    };
  }

  private Runnable training(Module model, Tensor x, Optimizer optimizer) {
    return training(model, x, classes(10, 64), optimizer);
  }

  private Runnable training(Module model, Tensor x, Tensor y, Optimizer optimizer) {
    return () -> {
      optimizer.zeroGrad();
      Tensor loss = F.crossEntropy(model.apply(x), y);
      loss.backward();
      optimizer.step();
    };
  }
}

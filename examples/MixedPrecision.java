// Mixed precision: matrix products in bfloat16, everything delicate in float32, chosen by autocast.
// ./torch4j run examples/MixedPrecision.java [epochs]
import static org.torch4j.Torch.*;

import module org.torch4j;
import module org.torch4j.vision;

double train(boolean mixed, int epochs) {
  manualSeed(0);
  var model =
      new Sequential(
          new Flatten(),
          new Linear(784, 256),
          new ReLU(),
          new Linear(256, 256),
          new ReLU(),
          new Linear(256, 10));
  var optimizer = new AdamW(model.parameters(), AdamW.options().lr(2e-3));
  var loader =
      new DataLoader<>(MNIST.shipped(true), DataLoader.options().batchSize(128).shuffle(true));
  for (int epoch = 1; epoch <= epochs; epoch++) {
    for (Example batch : loader) {
      optimizer.zeroGrad();
      Tensor loss;
      try (var region = autocast("cpu", Autocast.options().dtype(bfloat16).enabled(mixed))) {
        loss = F.crossEntropy(model.apply(batch.input()), batch.target());
      }
      loss.backward(); // gradients arrive in float32, as the parameters are
      optimizer.step();
    }
  }
  long right = 0;
  MNIST test = MNIST.shipped(false);
  try (var off = noGrad()) {
    for (Example batch : new DataLoader<>(test, DataLoader.options().batchSize(500))) {
      right += model.apply(batch.input()).argmax(1).eq(batch.target()).sum().itemLong();
    }
  }
  return 100.0 * right / test.size();
}

void main(String[] args) {
  int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 4;
  IO.println("float32           %.2f %%".formatted(train(false, epochs)));
  IO.println("bfloat16 autocast %.2f %%".formatted(train(true, epochs)));
}

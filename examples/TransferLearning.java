// Transfer learning: a network that knows one set of pictures learns another; its body stays as it
// is, only a new head learns.
// ./torch4j run examples/TransferLearning.java [epochs]
//
// With ImageNet's weights it begins with Models.resnet18(ResNet18_Weights.IMAGENET1K_V1). To need
// no download, this
// program first teaches the network half of the digits itself.
import static org.torch4j.Torch.*;

import module org.torch4j;
import module org.torch4j.vision;

import org.torch4j.nn.Module;

/** The digits from {@code first} to {@code first + 4}, as colour pictures of classes 0 to 4. */
Dataset<List<Tensor>> digits(MNIST all, long first, int count) {
  Tensor chosen =
      all.labels().ge(first).logicalAnd(all.labels().le(first + 4)).nonzero().squeeze(1);
  chosen = chosen.narrow(0, 0, Math.min(count, chosen.size(0)));
  Tensor pictures = all.images().indexSelect(0, chosen).unsqueeze(1).toFloat().div(255);
  return new TensorDataset(
      F.interpolate(pictures, InterpolateOptions.defaults().size(32, 32)).expand(-1, 3, -1, -1),
      all.labels().indexSelect(0, chosen).sub(first));
}

void learn(Module model, Module learning, Dataset<List<Tensor>> data, int epochs) {
  var optimizer = new Adam(learning.parameters(), Adam.options().lr(1e-3));
  var loader = new DataLoader<>(data, DataLoader.options().batchSize(32).shuffle(true));
  for (int epoch = 1; epoch <= epochs; epoch++) {
    for (List<Tensor> batch : loader) {
      optimizer.zeroGrad();
      F.crossEntropy(model.apply(batch.get(0)), batch.get(1)).backward();
      optimizer.step();
    }
  }
}

double accuracy(Module model, Dataset<List<Tensor>> data) {
  model.eval();
  long right = 0;
  try (var off = noGrad()) {
    for (List<Tensor> batch : new DataLoader<>(data, DataLoader.options().batchSize(100))) {
      right += model.apply(batch.get(0)).argmax(1).eq(batch.get(1)).sum().itemLong();
    }
  }
  return 100.0 * right / data.size();
}

void main(String[] args) {
  int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 3;
  int count = 200 * epochs;
  MNIST train = MNIST.shipped(true);
  MNIST test = MNIST.shipped(false);
  manualSeed(0);
  ResNet model = Models.resnet18(null, ResNet.options().numClasses(5));
  learn(model, model, digits(train, 0, 2 * count), epochs);
  IO.println(
      "digits 0-4, all of the network learnt: %.1f %%"
          .formatted(accuracy(model, digits(test, 0, 300))));

  for (boolean known : new boolean[] {true, false}) {
    if (!known) {
      model = Models.resnet18();
    }
    model.requiresGrad_(false);
    model.fc = new Linear(model.numFeatures(), 5); // new parameters require gradients
    model.eval(); // the statistics of the normalisations stay, too
    learn(model, model.fc, digits(train, 5, count), epochs);
    IO.println(
        "digits 5-9, only a new head learnt, on %s: %.1f %%"
            .formatted(
                known ? "what it knew of 0-4" : "a random body",
                accuracy(model, digits(test, 5, 300))));
  }
}

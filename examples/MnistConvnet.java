// A small convolutional network learns handwritten digits: 99 % after a few epochs.
// ./torch4j run examples/MnistConvnet.java [epochs]
import static org.torch4j.Torch.*;

import module org.torch4j;
import module org.torch4j.vision;

import org.torch4j.nn.Module;

class Net extends Module {
  final Conv2d conv1 = new Conv2d(1, 16, 3, Conv2d.options().padding(1));
  final Conv2d conv2 = new Conv2d(16, 32, 3, Conv2d.options().padding(1));
  final Dropout dropout = new Dropout(0.25);
  final Linear fc1 = new Linear(32 * 7 * 7, 64);
  final Linear fc2 = new Linear(64, 10);

  @Override
  public Tensor forward(Tensor x) {
    x = F.maxPool2d(F.relu(conv1.apply(x)), 2);
    x = F.maxPool2d(F.relu(conv2.apply(x)), 2);
    x = dropout.apply(x.flatten(1));
    return fc2.apply(F.relu(fc1.apply(x)));
  }
}

double accuracy(Module model, MNIST digits) {
  model.eval();
  long right = 0;
  try (var off = noGrad()) {
    for (Example batch : new DataLoader<>(digits, DataLoader.options().batchSize(500))) {
      right += model.apply(batch.input()).argmax(1).eq(batch.target()).sum().itemLong();
    }
  }
  return 100.0 * right / digits.size();
}

void main(String[] args) {
  int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 5;
  manualSeed(0);
  MNIST train = MNIST.shipped(true); // new MNIST(Path.of("folder")) reads the full files
  MNIST test = MNIST.shipped(false);
  var model = new Net();
  var optimizer = new Adam(model.parameters(), Adam.options().lr(2e-3));
  var loader = new DataLoader<>(train, DataLoader.options().batchSize(64).shuffle(true));
  var scheduler =
      new OneCycleLR(
          optimizer, 5e-3, OneCycleLR.options().totalSteps((int) loader.size() * epochs));
  for (int epoch = 1; epoch <= epochs; epoch++) {
    model.train();
    for (Example batch : loader) {
      optimizer.zeroGrad();
      Tensor loss = F.crossEntropy(model.apply(batch.input()), batch.target());
      loss.backward();
      optimizer.step();
      scheduler.step();
    }
    IO.println(
        "epoch %d  accuracy on unseen digits %.2f %%".formatted(epoch, accuracy(model, test)));
  }
  save(model.stateDict(), Path.of("mnist-convnet.pth"));
}

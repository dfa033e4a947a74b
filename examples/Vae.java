// A variational autoencoder learns to draw digits; writes a grid of drawn ones to vae.png.
// ./torch4j run examples/Vae.java [epochs]
import static org.torch4j.Torch.*;

import module org.torch4j;
import module org.torch4j.vision;

import org.torch4j.nn.Module;

class Vae extends Module {
  final Linear fc1 = new Linear(784, 400);
  final Linear mean = new Linear(400, 20);
  final Linear logVar = new Linear(400, 20);
  final Linear fc3 = new Linear(20, 400);
  final Linear fc4 = new Linear(400, 784);

  /** What a picture came out as, and where it lies among all: a normal distribution. */
  record Coded(Tensor picture, Tensor mean, Tensor logVar) {}

  Coded encodeAndDecode(Tensor x) {
    Tensor h = F.relu(fc1.apply(x.flatten(1)));
    Tensor mu = mean.apply(h);
    Tensor lv = logVar.apply(h);
    Tensor z = mu.add(randnLike(mu).mul(lv.mul(0.5).exp())); // a draw that gradients flow through
    return new Coded(apply(z), mu, lv);
  }

  /** A code {@code [N, 20]} as pictures {@code [N, 784]}. */
  @Override
  public Tensor forward(Tensor z) {
    return fc4.apply(F.relu(fc3.apply(z))).sigmoid();
  }
}

/** How unlike the picture is, and how unlike all codes together are to a standard normal. */
Tensor loss(Vae.Coded out, Tensor x) {
  Tensor unlike =
      F.binaryCrossEntropy(out.picture(), x.flatten(1), BCELoss.options().reduction("sum"));
  Tensor spread = out.logVar().add(1).sub(out.mean().pow(2)).sub(out.logVar().exp());
  return unlike.sub(spread.sum().mul(0.5));
}

void main(String[] args) {
  int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 10;
  manualSeed(1);
  var model = new Vae();
  var optimizer = new Adam(model.parameters(), Adam.options().lr(1e-3));
  MNIST digits = MNIST.shipped(true);
  var loader = new DataLoader<>(digits, DataLoader.options().batchSize(64).shuffle(true));
  for (int epoch = 1; epoch <= epochs; epoch++) {
    double total = 0;
    for (Example batch : loader) {
      optimizer.zeroGrad();
      Tensor loss = loss(model.encodeAndDecode(batch.input()), batch.input());
      loss.backward();
      optimizer.step();
      total += loss.item();
    }
    IO.println("epoch %2d  loss %.2f".formatted(epoch, total / digits.size()));
  }
  try (var off = noGrad()) {
    Tensor drawn = model.apply(randn(64, 20)).view(64, 1, 28, 28);
    Images.write(Images.makeGrid(drawn, 8), Path.of("vae.png"));
  }
  IO.println("wrote vae.png");
}

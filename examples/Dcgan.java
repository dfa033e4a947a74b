// Two networks against each other: one draws digits, the other tells drawn from real ones. Writes
// dcgan.png.
// ./torch4j run examples/Dcgan.java [epochs]
import static org.torch4j.Torch.*;

import module org.torch4j;
import module org.torch4j.vision;

import org.torch4j.nn.Module;

/** From 64 random numbers to a picture of 28x28. */
Sequential generator() {
  var twice = ConvTranspose2d.options().stride(2).padding(1).bias(false);
  return new Sequential(
      new ConvTranspose2d(64, 64, 7, ConvTranspose2d.options().bias(false)),
      new BatchNorm2d(64),
      new ReLU(true),
      new ConvTranspose2d(64, 32, 4, twice),
      new BatchNorm2d(32),
      new ReLU(true),
      new ConvTranspose2d(32, 1, 4, twice),
      new Tanh());
}

/** From a picture to one score: real or drawn. */
Sequential discriminator() {
  var half = Conv2d.options().stride(2).padding(1).bias(false);
  return new Sequential(
      new Conv2d(1, 32, 4, half),
      new LeakyReLU(0.2, true),
      new Conv2d(32, 64, 4, half),
      new BatchNorm2d(64),
      new LeakyReLU(0.2, true),
      new Conv2d(64, 1, 7, Conv2d.options().bias(false)),
      new Flatten(0, -1));
}

void start(Module module) {
  for (Module m : module.modules()) {
    switch (m) {
      case Conv2d c -> Init.normal_(c.weight, 0, 0.02);
      case ConvTranspose2d c -> Init.normal_(c.weight, 0, 0.02);
      case BatchNorm2d b -> Init.normal_(b.weight, 1, 0.02);
      default -> {}
    }
  }
}

void main(String[] args) {
  int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 5;
  manualSeed(0);
  Sequential drawer = generator();
  Sequential judge = discriminator();
  start(drawer);
  start(judge);
  var options = Adam.options().lr(5e-4).betas(0.5, 0.999);
  var drawing = new Adam(drawer.parameters(), options);
  var judging = new Adam(judge.parameters(), options);
  var criterion = new BCEWithLogitsLoss();
  MNIST digits = MNIST.shipped(true);
  var loader =
      new DataLoader<>(digits, DataLoader.options().batchSize(64).shuffle(true).dropLast(true));
  Tensor fixed = randn(64, 64, 1, 1);
  Tensor real = ones(64);
  Tensor fake = zeros(64);
  for (int epoch = 1; epoch <= epochs; epoch++) {
    double judgeLoss = 0;
    double drawerLoss = 0;
    for (Example batch : loader) {
      Tensor drawn = drawer.apply(randn(64, 64, 1, 1));
      // The judge learns to tell them apart ...
      judging.zeroGrad();
      Tensor right = criterion.apply(judge.apply(batch.input().mul(2).sub(1)), real);
      Tensor wrong = criterion.apply(judge.apply(drawn.detach()), fake);
      right.add(wrong).backward();
      judging.step();
      // ... and the drawer learns to be taken for real.
      drawing.zeroGrad();
      Tensor taken = criterion.apply(judge.apply(drawn), real);
      taken.backward();
      drawing.step();
      judgeLoss += right.item() + wrong.item();
      drawerLoss += taken.item();
    }
    long n = loader.size();
    IO.println("epoch %d  judge %.3f  drawer %.3f".formatted(epoch, judgeLoss / n, drawerLoss / n));
  }
  try (var off = noGrad()) {
    Tensor pictures = drawer.apply(fixed).add(1).div(2);
    Images.write(Images.makeGrid(pictures, 8), Path.of("dcgan.png"));
  }
  IO.println("wrote dcgan.png");
}

// Parts of your own: a data set, a loss, and an operation with its own gradient.
// ./torch4j run examples/CustomParts.java [epochs]
import static org.torch4j.Torch.*;

import module org.torch4j;

import org.torch4j.autograd.Function;
import org.torch4j.nn.Module;

/**
 * A data set is a size and what lies at each place: here points on two moons, made when asked for.
 */
record Moons(long size) implements Dataset<Example> {
  @Override
  public Example get(long index) {
    var random = new Random(index);
    double t = random.nextDouble(Math.PI);
    boolean upper = index % 2 == 0;
    float x = (float) ((upper ? Math.cos(t) : 1 - Math.cos(t)) + random.nextGaussian(0, 0.1));
    float y = (float) ((upper ? Math.sin(t) : 0.5 - Math.sin(t)) + random.nextGaussian(0, 0.1));
    return new Example(tensor(new float[] {x, y}), tensor(upper ? 1.0 : 0.0));
  }
}

/**
 * A loss is a module of two inputs: what is told right already counts little (arXiv:1708.02002).
 */
class FocalLoss extends Module {
  private final double gamma;

  FocalLoss(double gamma) {
    this.gamma = gamma;
  }

  @Override
  public Tensor forward(Tensor scores, Tensor targets) {
    Tensor loss =
        F.binaryCrossEntropyWithLogits(
            scores, targets, BCEWithLogitsLoss.options().reduction("none"));
    Tensor right = loss.neg().exp(); // the probability of the truth
    return right.neg().add(1).pow(gamma).mul(loss).mean();
  }
}

/**
 * An operation with its own gradient: the sign of x forward, as if it were clamp(x, -1, 1)
 * backward.
 */
class StraightThrough extends Function {
  @Override
  protected Tensor[] forward(Context context, Tensor... inputs) {
    context.saveForBackward(inputs[0]);
    return new Tensor[] {inputs[0].sign()};
  }

  @Override
  protected Tensor[] backward(Context context, Tensor... gradOutputs) {
    Tensor inside = context.savedTensor(0).abs().le(1).to(gradOutputs[0].dtype());
    return new Tensor[] {gradOutputs[0].mul(inside)};
  }
}

class BinaryNet extends Module {
  final Linear in = new Linear(2, 64);
  final BatchNorm1d norm = new BatchNorm1d(64);
  final Linear out = new Linear(64, 1);

  @Override
  public Tensor forward(Tensor x) {
    return out.apply(new StraightThrough().apply(norm.apply(in.apply(x)))).squeeze(1);
  }
}

void main(String[] args) {
  int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 30;
  manualSeed(0);
  var model = new BinaryNet();
  var criterion = new FocalLoss(2);
  var optimizer = new Adam(model.parameters(), Adam.options().lr(0.01));
  var loader =
      new DataLoader<>(
          new Moons(1000), DataLoader.options().batchSize(50).shuffle(true).workers(2));
  for (int epoch = 1; epoch <= epochs; epoch++) {
    double total = 0;
    long right = 0;
    for (Example batch : loader) {
      optimizer.zeroGrad();
      Tensor scores = model.apply(batch.input());
      Tensor loss = criterion.apply(scores, batch.target());
      loss.backward();
      optimizer.step();
      total += loss.item() / loader.size();
      right += scores.gt(0).eq(batch.target().gt(0.5)).sum().itemLong();
    }
    if (epoch % Math.max(1, epochs / 5) == 0) {
      IO.println("epoch %2d  loss %.4f  right %.1f %%".formatted(epoch, total, right / 10.0));
    }
  }
}

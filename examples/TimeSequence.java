// LSTM cells learn sine waves of different phases and go on with waves they have not seen.
// ./torch4j run examples/TimeSequence.java [steps]
import static org.torch4j.Torch.*;

import module org.torch4j;

import org.torch4j.nn.Module;

class Sequence extends Module {
  final LSTMCell lstm1 = new LSTMCell(1, 51);
  final LSTMCell lstm2 = new LSTMCell(51, 51);
  final Linear linear = new Linear(51, 1);

  /** The next value after each of the given ones, {@code [N, T]}. */
  @Override
  public Tensor forward(Tensor input) {
    return predict(input, 0);
  }

  /** The same, and {@code future} more values, each computed from the one before. */
  Tensor predict(Tensor input, int future) {
    long n = input.size(0);
    var s1 = new LSTM.State(zeros(Shape.of(n, 51), float64), zeros(Shape.of(n, 51), float64));
    var s2 = s1;
    List<Tensor> outputs = new ArrayList<>();
    Tensor out = input.narrow(1, 0, 1);
    for (int t = 0; t < input.size(1) + future; t++) {
      Tensor value = t < input.size(1) ? input.narrow(1, t, 1) : out;
      s1 = lstm1.applyWithState(value, s1);
      s2 = lstm2.applyWithState(s1.hidden(), s2);
      out = linear.apply(s2.hidden());
      outputs.add(out);
    }
    return cat(outputs, 1);
  }
}

void main(String[] args) {
  int steps = args.length > 0 ? Integer.parseInt(args[0]) : 8;
  manualSeed(0);
  // 40 waves of period 20, each with a phase of its own: 37 to learn from, 3 to test on.
  Tensor phase = randint(-80, 80, 40, 1).toDouble();
  Tensor waves = arange(200).toDouble().unsqueeze(0).add(phase).div(20).mul(2 * Math.PI / 2).sin();
  Tensor train = waves.narrow(0, 3, 37);
  Tensor test = waves.narrow(0, 0, 3);

  var model = new Sequence();
  model.to(float64);
  var optimizer = new LBFGS(model.parameters(), LBFGS.options().lr(0.8));
  long length = train.size(1) - 1;
  for (int step = 1; step <= steps; step++) {
    double loss =
        optimizer
            .step(
                () -> {
                  optimizer.zeroGrad();
                  Tensor out = model.apply(train.narrow(1, 0, length));
                  Tensor l = F.mseLoss(out, train.narrow(1, 1, length));
                  l.backward();
                  return l;
                })
            .item();
    try (var off = noGrad()) {
      Tensor known = test.narrow(1, 0, 100);
      Tensor guess = model.predict(known, 99).narrow(1, 99, 100);
      double error = F.mseLoss(guess, test.narrow(1, 100, 100)).item();
      IO.println(
          "step %2d  loss %.6f  error of 100 values that follow %.6f".formatted(step, loss, error));
    }
  }
}

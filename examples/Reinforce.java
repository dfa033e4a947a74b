// REINFORCE (policy gradients) learns to balance a pole on a cart.
// ./torch4j run examples/Reinforce.java [episodes]
import static org.torch4j.Torch.*;

import module org.torch4j;

import org.torch4j.nn.Module;

/**
 * The classic task: push a cart left or right so that the pole on it stays up, at most 500 steps.
 */
class CartPole {
  private static final double TAU = 0.02;
  private final Random random;
  private double x, speed, angle, turn;
  private int steps;

  CartPole(long seed) {
    random = new Random(seed);
  }

  float[] reset() {
    x = random.nextDouble(-0.05, 0.05);
    speed = random.nextDouble(-0.05, 0.05);
    angle = random.nextDouble(-0.05, 0.05);
    turn = random.nextDouble(-0.05, 0.05);
    steps = 0;
    return state();
  }

  /** Pushes; returns whether the pole still stands. */
  boolean step(boolean right) {
    double force = right ? 10 : -10;
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double push = (force + 0.05 * turn * turn * sin) / 1.1;
    double turning = (9.8 * sin - cos * push) / (0.5 * (4.0 / 3 - 0.1 * cos * cos / 1.1));
    double pull = push - 0.05 * turning * cos / 1.1;
    x += TAU * speed;
    speed += TAU * pull;
    angle += TAU * turn;
    turn += TAU * turning;
    steps++;
    return Math.abs(x) < 2.4 && Math.abs(angle) < Math.toRadians(12) && steps < 500;
  }

  float[] state() {
    return new float[] {(float) x, (float) speed, (float) angle, (float) turn};
  }
}

class Policy extends Module {
  final Linear hidden = new Linear(4, 64);
  final Linear out = new Linear(64, 2);

  @Override
  public Tensor forward(Tensor state) {
    return out.apply(F.relu(hidden.apply(state))).logSoftmax(-1);
  }
}

void main(String[] args) {
  int episodes = args.length > 0 ? Integer.parseInt(args[0]) : 400;
  manualSeed(1);
  var cart = new CartPole(1);
  var policy = new Policy();
  var optimizer = new Adam(policy.parameters(), Adam.options().lr(1e-2));
  double running = 10;
  for (int episode = 1; episode <= episodes; episode++) {
    // Play one episode and remember what was seen and done.
    List<float[]> states = new ArrayList<>();
    List<Long> actions = new ArrayList<>();
    float[] state = cart.reset();
    boolean stands = true;
    try (var off = noGrad()) {
      while (stands) {
        states.add(state);
        long action = multinomial(policy.apply(tensor(state)).exp(), 1).itemLong();
        actions.add(action);
        stands = cart.step(action == 1);
        state = cart.state();
      }
    }
    // What each action earned: all rewards after it, the later ones counting less.
    float[] returns = new float[states.size()];
    float after = 0;
    for (int t = returns.length - 1; t >= 0; t--) {
      returns[t] = after = 1 + 0.99f * after;
    }
    Tensor gains = tensor(returns);
    gains = gains.sub(gains.mean()).div(gains.std().add(1e-6));
    // Make the actions that earned more than others more likely.
    long[] done = actions.stream().mapToLong(Long::longValue).toArray();
    Tensor chosen = tensor(done).unsqueeze(1);
    Tensor logs = policy.apply(tensor(states)).gather(1, chosen).squeeze(1);
    optimizer.zeroGrad();
    logs.mul(gains).sum().neg().backward();
    optimizer.step();
    running = 0.95 * running + 0.05 * states.size();
    if (episode % Math.max(1, episodes / 10) == 0) {
      IO.println(
          "episode %4d  stood %3d steps  average %.1f".formatted(episode, states.size(), running));
    }
  }
}

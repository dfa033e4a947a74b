package org.torch4j.optim;

import java.util.function.DoubleFunction;
import org.torch4j.Tensor;

/**
 * The line search of {@link LBFGS}: finds a step along a direction after which the loss has fallen
 * enough and its slope is flat enough (Nocedal and Wright, Numerical Optimization, algorithms 3.5
 * and 3.6), by cubic interpolation.
 */
final class StrongWolfe {
  /** Share of the initial slope by which the loss must fall. */
  private static final double DECREASE = 1e-4;

  /** Share of the initial slope that may be left. */
  private static final double CURVATURE = 0.9;

  private static final int MAX_TRIALS = 25;

  /**
   * A place on the line.
   *
   * @param t how many directions it is away
   * @param loss the value there
   * @param gradient the flat gradient there
   * @param slope the derivative along the direction
   */
  record Point(double t, double loss, Tensor gradient, double slope) {}

  private final DoubleFunction<Point> objective;
  private final Point start;
  private final Point[] bracket = new Point[2];
  private boolean found;
  private int trials;
  private int evaluations;

  /** A search from {@code start}, whose t is 0. */
  StrongWolfe(DoubleFunction<Point> objective, Point start) {
    this.objective = objective;
    this.start = start;
  }

  /** How often the objective was computed. */
  int evaluations() {
    return evaluations;
  }

  /**
   * The point to go to.
   *
   * @param first the step that is tried first
   * @param longest the greatest component of the direction
   * @param tolerance the least change of a component that is worth a trial
   */
  Point find(double first, double longest, double tolerance) {
    bracket(first);
    int low = found || bracket[0].loss <= bracket[1].loss ? 0 : 1;
    boolean stuck = false;
    while (!found && trials < MAX_TRIALS) {
      if (Math.abs(bracket[1].t - bracket[0].t) * longest < tolerance) {
        break;
      }
      double least = Math.min(bracket[0].t, bracket[1].t);
      double most = Math.max(bracket[0].t, bracket[1].t);
      double t = cubic(bracket[0], bracket[1], least, most);
      double margin = 0.1 * (most - least);
      boolean close = Math.min(most - t, t - least) < margin;
      if (close && (stuck || t >= most || t <= least)) {
        t = Math.abs(t - most) < Math.abs(t - least) ? most - margin : least + margin;
        stuck = false;
      } else {
        stuck = close;
      }
      trials++;
      low = narrow(evaluate(t), low);
    }
    return bracket[low];
  }

  /** Goes out until two points hold an acceptable one between them, or one is acceptable. */
  private void bracket(double first) {
    Point before = start;
    Point now = evaluate(first);
    for (; trials < MAX_TRIALS; trials++) {
      boolean tooHigh = isTooHigh(now) || trials > 1 && now.loss >= before.loss;
      if (!tooHigh && isFlat(now)) {
        found = true;
        bracket[0] = now;
        return;
      }
      if (tooHigh || now.slope >= 0) {
        bracket[0] = before;
        bracket[1] = now;
        return;
      }
      double t = cubic(before, now, now.t + 0.01 * (now.t - before.t), now.t * 10);
      before = now;
      now = evaluate(t);
    }
    bracket[0] = start;
    bracket[1] = now;
  }

  /** Replaces one end of the bracket; gives the place of the lower end. */
  private int narrow(Point now, int low) {
    int high = 1 - low;
    if (isTooHigh(now) || now.loss >= bracket[low].loss) {
      bracket[high] = now;
      return bracket[0].loss <= bracket[1].loss ? 0 : 1;
    }
    if (isFlat(now)) {
      found = true;
    } else if (now.slope * (bracket[high].t - bracket[low].t) >= 0) {
      bracket[high] = bracket[low];
    }
    bracket[low] = now;
    return low;
  }

  private Point evaluate(double t) {
    evaluations++;
    return objective.apply(t);
  }

  private boolean isTooHigh(Point p) {
    return p.loss > start.loss + DECREASE * p.t * start.slope;
  }

  private boolean isFlat(Point p) {
    return Math.abs(p.slope) <= -CURVATURE * start.slope;
  }

  /** The minimum between bounds of the cubic with the values and slopes of two points. */
  private static double cubic(Point a, Point b, double least, double most) {
    double d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t);
    double square = d1 * d1 - a.slope * b.slope;
    if (!(square >= 0)) {
      return (least + most) / 2;
    }
    double d2 = Math.sqrt(square);
    double at =
        a.t <= b.t
            ? b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
            : a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
    return Math.min(Math.max(at, least), most);
  }
}

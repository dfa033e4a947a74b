package org.torch4j;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import org.torch4j.type.DType;

/** The common format of the numbers of one printed tensor, as PyTorch chooses it. */
final class NumberText {
  private final DType dtype;
  private final int precision;
  private boolean integers = true;
  private boolean scientific;
  private int width = 1;

  NumberText(DType dtype, List<? extends Number> shown, PrintOptions options) {
    this.dtype = dtype;
    this.precision = options.precision();
    if (dtype.isIntegral()) {
      for (Number value : shown) {
        width = Math.max(width, plain(value).length());
      }
      return;
    }
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (Number number : shown) {
      double value = number.doubleValue();
      if (counts(value)) {
        least = Math.min(least, Math.abs(value));
        most = Math.max(most, Math.abs(value));
        integers &= value == Math.rint(value);
      }
    }
    if (most > 0) {
      scientific = most / least > 1000 || most > 1e8 || !integers && least < 1e-4;
      scientific = Objects.requireNonNullElse(options.sciMode(), scientific);
      for (Number number : shown) {
        double value = number.doubleValue();
        if (counts(value)) {
          width = Math.max(width, number(value).length());
        }
      }
    }
  }

  private static boolean counts(double value) {
    return value != 0 && Double.isFinite(value);
  }

  /** Characters that each number takes. */
  int width() {
    return width;
  }

  /** A number, padded on the left. */
  String of(double value) {
    return padded(dtype.isIntegral() ? plain(value) : number(value));
  }

  /** An integer that a double may not hold, padded on the left. */
  String integer(long value) {
    return padded(Long.toString(value));
  }

  private String padded(String text) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  private String plain(Number value) {
    if (dtype == DType.BOOL) {
      return value.doubleValue() != 0 ? "True" : "False";
    }
    return Long.toString(value.longValue());
  }

  private String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (scientific) {
      return exponent(value);
    }
    return integers ? fixed(value, 0) + "." : fixed(value, precision);
  }

  private static boolean negative(double value) {
    return value < 0 || value == 0 && 1 / value < 0;
  }

  private static String fixed(double value, int digits) {
    String text =
        new BigDecimal(Math.abs(value)).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    return negative(value) ? "-" + text : text;
  }

  private String exponent(double value) {
    BigDecimal rounded =
        new BigDecimal(Math.abs(value))
            .round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    int power = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    String digits =
        rounded.movePointLeft(power).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    return (negative(value) ? "-" : "")
        + digits
        + (power < 0 ? "e-" : "e+")
        + (Math.abs(power) < 10 ? "0" : "")
        + Math.abs(power);
  }
}

package org.torch4j.vision.transforms;

import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;

/**
 * Colours as a place on the colour circle, a distance from gray and a brightness, all in [0, 1].
 */
record HueSaturationValue(Tensor hue, Tensor saturation, Tensor value) {
  /** The colours of a floating image {@code [..., 3, H, W]}. */
  static HueSaturationValue of(Tensor image) {
    List<Tensor> rgb = image.unbind(-3);
    Tensor r = rgb.get(0);
    Tensor g = rgb.get(1);
    Tensor b = rgb.get(2);
    Tensor most = image.amax(-3);
    Tensor range = most.sub(image.amin(-3));
    Tensor gray = range.eq(0); // has no hue, and must not divide by 0
    Tensor saturation = range.div(most.maskedFill(gray, 1));
    Tensor divisor = range.maskedFill(gray, 1);
    Tensor fromRed = most.sub(r).div(divisor);
    Tensor fromGreen = most.sub(g).div(divisor);
    Tensor fromBlue = most.sub(b).div(divisor);
    Tensor sixths =
        Torch.where(
            most.eq(r),
            fromBlue.sub(fromGreen),
            Torch.where(most.eq(g), fromRed.sub(fromBlue).add(2), fromGreen.sub(fromRed).add(4)));
    return new HueSaturationValue(sixths.div(6).add(1).fmod(1), saturation, most);
  }

  /** All hues moved by this part of the circle. */
  HueSaturationValue turned(double part) {
    return new HueSaturationValue(hue.add(part).remainder(1), saturation, value);
  }

  /** Red, green and blue: on each sixth of the circle one is full, one least, one in between. */
  Tensor toRgb() {
    Tensor turn = hue.mul(6);
    Tensor sector = turn.floor();
    Tensor part = turn.sub(sector);
    Tensor least = value.mul(saturation.neg().add(1)).clamp(0, 1);
    Tensor falling = value.mul(saturation.mul(part).neg().add(1)).clamp(0, 1);
    Tensor rising = value.mul(saturation.mul(part.neg().add(1)).neg().add(1)).clamp(0, 1);
    List<Tensor> round = List.of(value, falling, least, least, rising, value);
    Tensor all = Torch.stack(round, -3);
    Tensor place = sector.to(DType.INT64).remainder(6).unsqueeze(-3);
    return Torch.cat(
        List.of(
            all.gather(-3, place),
            all.gather(-3, place.add(4).remainder(6)),
            all.gather(-3, place.add(2).remainder(6))),
        -3);
  }
}

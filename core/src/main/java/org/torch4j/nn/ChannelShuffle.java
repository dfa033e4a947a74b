package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Deals out the channels of {@code [*, C, H, W]}, one from each group in turn, {@code
 * torch.nn.ChannelShuffle}.
 */
public class ChannelShuffle extends Module {
  private final long groups;

  /** With this number of groups. */
  public ChannelShuffle(long groups) {
    this.groups = groups;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.channelShuffle(input, groups);
  }

  @Override
  public String extraRepr() {
    return "groups=" + groups;
  }
}

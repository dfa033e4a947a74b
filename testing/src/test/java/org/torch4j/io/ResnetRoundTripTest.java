package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.nn.AdaptiveAvgPool2d;
import org.torch4j.nn.BatchNorm2d;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.F;
import org.torch4j.nn.Linear;
import org.torch4j.nn.MaxPool2d;
import org.torch4j.nn.Module;
import org.torch4j.nn.Sequential;
import org.torch4j.optim.SGD;

/** torchvision's resnet18: Python saves it, we train it a step, Python computes the same. */
class ResnetRoundTripTest {
  @TempDir Path folder;

  private static final class Block extends Module {
    final Conv2d conv1;
    final BatchNorm2d bn1;
    final Conv2d conv2;
    final BatchNorm2d bn2;
    Sequential downsample;

    Block(int in, int out, int stride) {
      conv1 = new Conv2d(in, out, 3, Conv2d.options().stride(stride).padding(1).bias(false));
      bn1 = new BatchNorm2d(out);
      conv2 = new Conv2d(out, out, 3, Conv2d.options().padding(1).bias(false));
      bn2 = new BatchNorm2d(out);
      if (stride != 1 || in != out) {
        downsample =
            new Sequential(
                new Conv2d(in, out, 1, Conv2d.options().stride(stride).bias(false)),
                new BatchNorm2d(out));
      }
    }

    @Override
    public Tensor forward(Tensor x) {
      Tensor same = downsample == null ? x : downsample.apply(x);
      Tensor y = bn2.apply(conv2.apply(F.relu(bn1.apply(conv1.apply(x)))));
      return F.relu(y.add(same));
    }
  }

  private static final class Resnet18 extends Module {
    final Conv2d conv1 = new Conv2d(3, 64, 7, Conv2d.options().stride(2).padding(3).bias(false));
    final BatchNorm2d bn1 = new BatchNorm2d(64);
    final MaxPool2d maxpool = new MaxPool2d(3, MaxPool2d.options().stride(2).padding(1));
    final Sequential layer1 = layer(64, 64, 1);
    final Sequential layer2 = layer(64, 128, 2);
    final Sequential layer3 = layer(128, 256, 2);
    final Sequential layer4 = layer(256, 512, 2);
    final AdaptiveAvgPool2d avgpool = new AdaptiveAvgPool2d(1, 1);
    final Linear fc = new Linear(512, 1000);

    private static Sequential layer(int in, int out, int stride) {
      return new Sequential(new Block(in, out, stride), new Block(out, out, 1));
    }

    @Override
    public Tensor forward(Tensor x) {
      Tensor y = maxpool.apply(F.relu(bn1.apply(conv1.apply(x))));
      y = layer4.apply(layer3.apply(layer2.apply(layer1.apply(y))));
      return fc.apply(avgpool.apply(y).flatten(1));
    }
  }

  @Test
  void trainsBetweenTwoPythons() {
    Python.assumeModule("torchvision");
    assertEquals(
        "",
        Python.run(
            """
            import torch, torchvision, numpy as np
            torch.manual_seed(0)
            m = torchvision.models.resnet18()
            torch.save(m.state_dict(), '%1$s/theirs.pth')
            np.savez('%1$s/x.npz', x=torch.randn(4, 3, 64, 64).numpy(), y=np.array([1, 2, 3, 999]))
            """
                .formatted(folder)));
    Resnet18 model = new Resnet18();
    model.loadStateDict(Torch.loadStateDict(folder.resolve("theirs.pth"), LoadOptions.mmap(true)));
    var data = Numpy.loadz(folder.resolve("x.npz"));
    SGD optimizer = new SGD(model.parameters(), SGD.options().lr(0.01).momentum(0.9));
    F.crossEntropy(model.apply(data.get("x")), data.get("y")).backward();
    optimizer.step();
    Torch.save(model.stateDict(), folder.resolve("ours.pth"));
    model.eval();
    try (var off = Torch.noGrad()) {
      Numpy.save(model.apply(data.get("x")), folder.resolve("logits.npy"));
    }
    assertEquals(
        "True\n",
        Python.run(
            """
            import torch, torchvision, numpy as np
            m = torchvision.models.resnet18()
            m.load_state_dict(torch.load('%1$s/ours.pth', weights_only=True), strict=True)
            m.eval()
            x = torch.from_numpy(np.load('%1$s/x.npz')['x'])
            with torch.no_grad():
                d = (m(x) - torch.from_numpy(np.load('%1$s/logits.npy'))).abs().max().item()
            print(d <= 1e-4 or d)
            """
                .formatted(folder)));
  }
}

"""What torchvision computes: run with Python's torchvision 0.14, writes the files under resources/vision.

models.txt: for each model after manual_seed(0) the number of parameters, the SHA-256 of its printed form, and of each
state the shape, the sum of absolute values, the first and the last value. transforms.json: results of transforms on an
image that both sides make by the same formula.
"""
import hashlib
import json
import pathlib
import sys

import numpy as np
import torch
import torchvision
from PIL import Image
from torchvision import models, transforms as T
from torchvision.transforms import functional as F

OUT = pathlib.Path(__file__).parent.parent / "resources" / "vision"
NAMES = """resnet18 resnet34 resnet50 resnet101 resnet152 resnext50_32x4d resnext101_32x8d resnext101_64x4d wide_resnet50_2
wide_resnet101_2 vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn alexnet mobilenet_v2 squeezenet1_0
squeezenet1_1""".split()


def write_models(path):
    with open(path, "w") as out:
        for name in NAMES:
            torch.manual_seed(0)
            model = getattr(models, name)()
            text = hashlib.sha256(repr(model).encode()).hexdigest()
            print("model", name, sum(p.numel() for p in model.parameters()), text, file=out)
            for key, value in model.state_dict().items():
                flat = value.double().flatten()
                shape = "x".join(map(str, value.shape)) or "-"
                print(key, shape, flat.abs().sum().item(), flat[0].item(), flat[-1].item(), file=out)


def image(height, width):
    c, y, x = np.meshgrid(np.arange(3), np.arange(height), np.arange(width), indexing="ij")
    return torch.from_numpy(((x * 7 + y * 13 + c * 50 + x * y * 3) % 256).astype(np.uint8))


def plain(tensor):
    return {"shape": list(tensor.shape), "values": [round(float(v), 7) for v in tensor.flatten()]}


def write_transforms(path):
    img = image(23, 33)
    pil = Image.fromarray(img.permute(1, 2, 0).numpy())
    as_tensor = F.pil_to_tensor
    bicubic = T.InterpolationMode.BICUBIC
    nearest = T.InterpolationMode.NEAREST
    out = {
        "resize(16)": as_tensor(T.Resize(16)(pil)),
        "resize(30)": as_tensor(T.Resize(30)(pil)),
        "resize([10, 40])": as_tensor(T.Resize([10, 40])(pil)),
        "resize(16) bicubic": as_tensor(T.Resize(16, bicubic)(pil)),
        "resize([12, 15]) nearest": as_tensor(T.Resize([12, 15], nearest)(pil)),
        "resize(16, max_size=20)": as_tensor(T.Resize(16, max_size=20)(pil)),
        "float resize(16)": T.Resize(16, antialias=True)(img.float() / 255),
        "float resize(30) plain": T.Resize(30)(img.float() / 255),
        "center_crop(12)": as_tensor(T.CenterCrop(12)(pil)),
        "center_crop([26, 36])": as_tensor(T.CenterCrop([26, 36])(pil)),
        "grayscale": F.rgb_to_grayscale(img),
        "brightness(1.7)": F.adjust_brightness(img, 1.7),
        "contrast(0.4)": F.adjust_contrast(img, 0.4),
        "saturation(2.5)": F.adjust_saturation(img, 2.5),
        "hue(0.2)": F.adjust_hue(img, 0.2),
        "float hue(-0.3)": F.adjust_hue(img.float() / 255, -0.3),
        "preset": models.ResNet18_Weights.DEFAULT.transforms()(pil)[:, ::16, ::16],
    }
    seeded = {
        "random_resized_crop(12)": lambda: as_tensor(T.RandomResizedCrop(12)(pil)),
        "random_crop([16, 30], 4)": lambda: as_tensor(T.RandomCrop([16, 30], 4)(pil)),
        "hflip": lambda: as_tensor(T.RandomHorizontalFlip()(pil)),
        "vflip": lambda: as_tensor(T.RandomVerticalFlip()(pil)),
        "color_jitter": lambda: T.ColorJitter(0.4, 0.3, 0.2, 0.1)(img),
    }
    for name, call in seeded.items():
        for seed in range(4):
            torch.manual_seed(seed)
            out[f"{name} seed {seed}"] = call()
    with open(path, "w") as file:
        json.dump({k: plain(v) for k, v in out.items()}, file)
        file.write("\n")


def write_logits(path):
    """Scores of networks at their starting weights, in evaluation and in training."""
    x = torch.linspace(-1, 1, 2 * 3 * 64 * 64).view(2, 3, 64, 64).sin()
    out = {}
    for name in ["resnet18", "mobilenet_v2", "squeezenet1_1", "alexnet"]:
        torch.manual_seed(0)
        model = getattr(models, name)()
        out[name + " eval"] = plain(model.eval()(x)[:, :20])
    torch.manual_seed(0)
    out["resnet18 train"] = plain(models.resnet18().train()(x)[:, :20])
    with open(path, "w") as file:
        json.dump(out, file)
        file.write("\n")


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    print(torchvision.__version__, file=sys.stderr)
    write_transforms(OUT / "transforms.json")
    write_logits(OUT / "logits.json")
    write_models(OUT / "models.txt")

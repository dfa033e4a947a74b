"""What PyTorch's tools over modules (torch.nn.utils, torch.nn.init) compute, for NnToolsTest.

Usage: nn_tools.py OUT.json

Each case starts from torch.manual_seed(0). Tensors are {"shape", "values"}; numbers are exact in the JSON.
"""
import json
import sys

import torch
from torch import nn
from torch.nn import init
from torch.nn.utils import (fuse_conv_bn_eval, fusion, parametrizations, parametrize, prune, remove_spectral_norm,
                            remove_weight_norm, spectral_norm, stateless, weight_norm)


def tensor(t):
    return {"shape": list(t.shape), "values": t.detach().double().flatten().tolist()}


def state(module):
    return {k: tensor(v) for k, v in module.state_dict().items()}


def step(module, x, lr=0.1):
    """One step of plain gradient descent on the mean square of the output; the gradients by name."""
    module.zero_grad()
    y = module(x)
    (y ** 2).mean().backward()
    grads = {k: tensor(p.grad) for k, p in module.named_parameters()}
    with torch.no_grad():
        for p in module.parameters():
            p -= lr * p.grad
    return {"output": tensor(y), "grads": grads}


def life(make, x, remove):
    """The text, the state, two steps, a call in evaluation, and what remains when it is taken off."""
    torch.manual_seed(0)
    module = make()
    out = {"text": repr(module), "state": state(module), "steps": [step(module, x), step(module, x)]}
    module.eval()
    out["eval"] = tensor(module(x))
    remove(module)
    out["after"] = state(module)
    out["text_after"] = repr(module)
    out["last"] = tensor(module(x))
    return out


class Scaled(nn.Module):
    def forward(self, x):
        return x * 2

    def right_inverse(self, x):
        return x / 2


class Symmetric(nn.Module):
    def forward(self, x):
        return x.triu() + x.triu(1).transpose(-1, -2)


def lives():
    torch.manual_seed(1)
    x3, x5 = torch.rand(4, 3), torch.rand(4, 5)
    image, line = torch.rand(2, 3, 5, 5), torch.rand(2, 4, 6)
    off = lambda name: lambda m: parametrize.remove_parametrizations(m, name)
    cases = {
        "weight_norm_linear": (lambda: weight_norm(nn.Linear(3, 4)), x3, remove_weight_norm),
        "weight_norm_conv_dim1": (lambda: weight_norm(nn.Conv2d(3, 2, 3), dim=1), image, remove_weight_norm),
        "weight_norm_all": (lambda: weight_norm(nn.Linear(3, 4), dim=None), x3, remove_weight_norm),
        "spectral_norm_linear": (lambda: spectral_norm(nn.Linear(3, 4)), x3, remove_spectral_norm),
        "spectral_norm_conv": (lambda: spectral_norm(nn.Conv2d(3, 2, 3), n_power_iterations=2), image,
                               remove_spectral_norm),
        "spectral_norm_transposed": (lambda: spectral_norm(nn.ConvTranspose1d(4, 2, 3)), line, remove_spectral_norm),
        "parametrize_scaled": (lambda: _registered(nn.Linear(3, 4), Scaled()), x3, off("weight")),
        "parametrize_two": (lambda: _registered(nn.Linear(5, 5), Symmetric(), Scaled()), x5, off("weight")),
        "orthogonal_square": (lambda: parametrizations.orthogonal(nn.Linear(5, 5)), x5, off("weight")),
        "orthogonal_cayley": (lambda: parametrizations.orthogonal(nn.Linear(3, 5), orthogonal_map="cayley"), x3,
                              off("weight")),
        "orthogonal_householder": (lambda: parametrizations.orthogonal(nn.Linear(5, 3)), x5, off("weight")),
        "orthogonal_plain": (lambda: parametrizations.orthogonal(nn.Linear(3, 5), use_trivialization=False), x3,
                             off("weight")),
        "parametrized_spectral_norm": (lambda: parametrizations.spectral_norm(nn.Linear(3, 4)), x3, off("weight")),
        "parametrized_spectral_norm_conv": (lambda: parametrizations.spectral_norm(nn.Conv2d(3, 2, 3)), image,
                                            off("weight")),
        "prune_l1": (lambda: prune.l1_unstructured(nn.Linear(3, 4), "weight", 5), x3, lambda m: prune.remove(m, "weight")),
        "prune_l1_share": (lambda: prune.l1_unstructured(nn.Linear(3, 4), "weight", 0.3), x3,
                           lambda m: prune.remove(m, "weight")),
        "prune_random": (lambda: prune.random_unstructured(nn.Linear(3, 4), "weight", 0.5), x3,
                         lambda m: prune.remove(m, "weight")),
        "prune_ln": (lambda: prune.ln_structured(nn.Conv2d(3, 2, 3), "weight", 1, n=2, dim=1), image,
                     lambda m: prune.remove(m, "weight")),
        "prune_random_structured": (lambda: prune.random_structured(nn.Linear(3, 4), "weight", 0.5, dim=0), x3,
                                    lambda m: prune.remove(m, "weight")),
        "prune_twice": (lambda: _pruned_twice(nn.Linear(3, 4)), x3, lambda m: prune.remove(m, "weight")),
        "prune_bias": (lambda: prune.l1_unstructured(nn.Linear(3, 4), "bias", 2), x3, lambda m: prune.remove(m, "bias")),
    }
    return {name: {"input": tensor(x), **life(make, x, remove)} for name, (make, x, remove) in cases.items()}


def _registered(module, *parametrizations_):
    for p in parametrizations_:
        parametrize.register_parametrization(module, "weight", p)
    return module


def _pruned_twice(module):
    prune.l1_unstructured(module, "weight", 0.25)
    prune.ln_structured(module, "weight", 0.5, n=1, dim=0)
    return prune.random_unstructured(module, "weight", 2)


def global_pruning():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    prune.l1_unstructured(net[0], "weight", 2)
    prune.global_unstructured([(net[0], "weight"), (net[2], "weight")], pruning_method=prune.L1Unstructured, amount=0.4)
    return state(net)


def fused():
    out = {}
    for name, make, shape, transpose in [
            ("conv", lambda: nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False), (2, 3, 6, 6), False),
            ("transposed", lambda: nn.ConvTranspose1d(3, 4, 3, stride=2, output_padding=1), (2, 3, 5), True)]:
        torch.manual_seed(0)
        conv = make()
        bn = nn.BatchNorm2d(4) if name == "conv" else nn.BatchNorm1d(4)
        x = torch.rand(shape)
        bn(conv(x))
        fused_conv = fuse_conv_bn_eval(conv.eval(), bn.eval(), transpose)
        out[name] = {"input": tensor(x), "state": state(fused_conv), "output": tensor(fused_conv(x))}
    torch.manual_seed(0)
    linear, bn, x = nn.Linear(3, 4), nn.BatchNorm1d(4), torch.rand(5, 3)
    bn(linear(x))
    fused_linear = fusion.fuse_linear_bn_eval(linear.eval(), bn.eval())
    out["linear"] = {"input": tensor(x), "state": state(fused_linear), "output": tensor(fused_linear(x))}
    return out


def inits():
    calls = {
        "orthogonal_tall": ("orthogonal_", (4, 2), (), {}),
        "orthogonal_wide": ("orthogonal_", (2, 3, 2), (0.5,), {}),
        "sparse": ("sparse_", (5, 3), (0.4,), {}),
        "trunc_normal": ("trunc_normal_", (3, 7), (0.5, 2.0, -1.0, 3.0), {}),
        "xavier_normal": ("xavier_normal_", (3, 4, 2), (1.5,), {}),
        "kaiming_normal": ("kaiming_normal_", (3, 4, 2), (), dict(mode="fan_out", nonlinearity="relu")),
        "dirac": ("dirac_", (4, 2, 3, 3), (2,), {}),
        "eye": ("eye_", (2, 4), (), {}),
    }
    out = {}
    for name, (fn, shape, args, kwargs) in calls.items():
        torch.manual_seed(0)
        out[name] = tensor(getattr(init, fn)(torch.empty(shape), *args, **kwargs))
    out["gains"] = {n: init.calculate_gain(n) for n in ("linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "selu")}
    return out


def main():
    out = {"lives": lives(), "global_pruning": global_pruning(), "fused": fused(), "inits": inits()}
    with open(sys.argv[1], "w") as f:
        json.dump(out, f, indent=0)
        f.write("\n")


if __name__ == "__main__":
    main()

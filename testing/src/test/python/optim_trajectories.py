"""Parameters under PyTorch's optimizers, step by step, for OptimizerTrajectoryTest.

Usage: optim_trajectories.py OUT.json

Two parameters; the loss of a step is sum(w * coefficient_w) + 0.5 * sum((w - 1)^2) and the same for b, so that
gradients depend on the parameters. b gets no gradient in step 2. Numbers are float64, exact in the JSON.
"""
import json
import sys

import torch

W = [[0.5, -1.25, 2.0], [0.0, 3.5, -0.75]]
B = [0.1, -0.2]
STEPS = 6


def coefficient(step, n):
    return torch.tensor([((step * 7 + i * 3) % 11 - 5) / 4 for i in range(n)], dtype=torch.float64)


CASES = {
    "sgd": ("SGD", dict(lr=0.1)),
    "sgd_momentum": ("SGD", dict(lr=0.1, momentum=0.9)),
    "sgd_dampening": ("SGD", dict(lr=0.1, momentum=0.9, dampening=0.3)),
    "sgd_nesterov": ("SGD", dict(lr=0.05, momentum=0.8, nesterov=True)),
    "sgd_decay": ("SGD", dict(lr=0.1, momentum=0.5, weight_decay=0.1)),
    "sgd_maximize": ("SGD", dict(lr=0.01, momentum=0.9, weight_decay=0.01, maximize=True)),
    "adam": ("Adam", dict(lr=0.1)),
    "adam_decay": ("Adam", dict(lr=0.05, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.1)),
    "adam_amsgrad": ("Adam", dict(lr=0.1, amsgrad=True)),
    "adam_maximize": ("Adam", dict(lr=0.01, maximize=True)),
    "adamw": ("AdamW", dict(lr=0.1)),
    "adamw_amsgrad": ("AdamW", dict(lr=0.1, weight_decay=0.3, amsgrad=True)),
}


def run(kind, options):
    w = torch.tensor(W, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(B, dtype=torch.float64, requires_grad=True)
    optimizer = getattr(torch.optim, kind)([w, b], **options)
    steps = []
    for step in range(STEPS):
        optimizer.zero_grad(set_to_none=True)
        loss = (w.flatten() * coefficient(step, 6)).sum() + 0.5 * ((w - 1) ** 2).sum()
        if step != 2:
            loss = loss + (b * coefficient(step, 2)).sum() + 0.5 * ((b - 1) ** 2).sum()
        loss.backward()
        optimizer.step()
        steps.append({"loss": loss.item(), "w": w.flatten().tolist(), "b": b.tolist()})
    return steps


def main():
    out = {name: {"kind": kind, "options": options, "steps": run(kind, options)} for name, (kind, options) in CASES.items()}
    with open(sys.argv[1], "w") as f:
        json.dump(out, f, indent=0)
        f.write("\n")


main()

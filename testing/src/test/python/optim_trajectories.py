"""Parameters under PyTorch's optimizers and learning rates under its schedulers, step by step.

Usage: optim_trajectories.py OUT_FOLDER   (for OptimizerTrajectoryTest and SchedulerTrajectoryTest)

Writes optim_trajectories.json, optim_bfloat16.json, optim_states.pth and scheduler_trajectories.json. Two parameters; the loss of a step is
sum(w * coefficient_w) + 0.5 * sum((w - 1)^2) and the same for b, so that gradients depend on the parameters. b gets no
gradient in steps 2 and 30. L-BFGS goes through a curved valley instead. Numbers are float64, exact in the JSON. The states are those after step 25.
"""
import json
import math
import os
import sys

import torch
from torch.optim import lr_scheduler as lrs
from torch.optim.swa_utils import SWALR

W = [[0.5, -1.25, 2.0], [0.0, 3.5, -0.75]]
B = [0.1, -0.2]
STEPS = 50
WITHOUT_B = (2, 30)
HALF = 25


class PublishedAdafactor(torch.optim.Optimizer):
    """Shazeer and Stern's algorithm in the form that PyTorch's documentation gives since 2.5, for versions without it."""

    def __init__(self, params, lr=1e-2, beta2_decay=-0.8, eps=(None, 1e-3), d=1.0, weight_decay=0.0, maximize=False):
        super().__init__(params, dict(lr=lr, beta2_decay=beta2_decay, eps=eps, d=d, weight_decay=weight_decay,
                                      foreach=None, maximize=maximize))

    @torch.no_grad()
    def step(self):
        rms = lambda x: math.sqrt((x * x).mean().item())
        for o in self.param_groups:
            for p in o["params"]:
                if p.grad is None:
                    continue
                g, s = (-p.grad if o["maximize"] else p.grad), self.state[p]
                t = s.setdefault("step", torch.tensor(0.0))
                t += 1
                e1 = torch.finfo(p.dtype).eps if o["eps"][0] is None else o["eps"][0]
                beta2 = 1 - t.item() ** o["beta2_decay"]
                alpha = max(o["eps"][1], rms(p)) * min(o["lr"], 1 / math.sqrt(t.item()))
                p.mul_(1 - o["lr"] * o["weight_decay"])
                if g.dim() > 1:
                    r = s.setdefault("row_var", torch.zeros_like(g[..., :1]))
                    c = s.setdefault("col_var", torch.zeros_like(g[..., :1, :]))
                    r.copy_(beta2 * r + (1 - beta2) * (g * g).mean(-1, keepdim=True))
                    c.copy_(beta2 * c + (1 - beta2) * (g * g).mean(-2, keepdim=True))
                    v = r @ c / r.mean(-2, keepdim=True).clamp(min=e1)
                else:
                    v = s.setdefault("variance", torch.zeros_like(g))
                    v.copy_(beta2 * v + (1 - beta2) * g * g)
                u = g / v.sqrt().clamp(min=e1)
                p.sub_(alpha * u / max(1.0, rms(u) / o["d"]))


CASES = {
    "sgd": ("SGD", dict(lr=0.1)),
    "sgd_momentum": ("SGD", dict(lr=0.1, momentum=0.9)),
    "sgd_dampening": ("SGD", dict(lr=0.1, momentum=0.9, dampening=0.3)),
    "sgd_nesterov": ("SGD", dict(lr=0.05, momentum=0.8, nesterov=True)),
    "sgd_decay": ("SGD", dict(lr=0.1, momentum=0.5, weight_decay=0.1)),
    "sgd_maximize": ("SGD", dict(lr=0.001, momentum=0.9, weight_decay=0.01, maximize=True)),
    "adam": ("Adam", dict(lr=0.1)),
    "adam_decay": ("Adam", dict(lr=0.05, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.1)),
    "adam_amsgrad": ("Adam", dict(lr=0.1, amsgrad=True)),
    "adam_maximize": ("Adam", dict(lr=0.01, maximize=True)),
    "adamw": ("AdamW", dict(lr=0.1)),
    "adamw_amsgrad": ("AdamW", dict(lr=0.1, weight_decay=0.3, amsgrad=True)),
    "adamw_maximize": ("AdamW", dict(lr=0.01, maximize=True)),
    "adadelta": ("Adadelta", dict()),
    "adadelta_options": ("Adadelta", dict(lr=0.5, rho=0.8, eps=1e-3, weight_decay=0.1)),
    "adadelta_maximize": ("Adadelta", dict(maximize=True)),
    "adagrad": ("Adagrad", dict(lr=0.5)),
    "adagrad_options": ("Adagrad", dict(lr=0.3, lr_decay=0.05, weight_decay=0.1, initial_accumulator_value=0.2, eps=1e-5)),
    "adagrad_maximize": ("Adagrad", dict(maximize=True)),
    "adamax": ("Adamax", dict(lr=0.1)),
    "adamax_options": ("Adamax", dict(lr=0.1, betas=(0.7, 0.9), eps=1e-4, weight_decay=0.1)),
    "adamax_maximize": ("Adamax", dict(maximize=True)),
    "asgd": ("ASGD", dict(lr=0.05)),
    "asgd_averaging": ("ASGD", dict(lr=0.05, lambd=1e-2, alpha=0.6, t0=10, weight_decay=0.1)),
    "asgd_maximize": ("ASGD", dict(t0=3, maximize=True)),
    "nadam": ("NAdam", dict(lr=0.05)),
    "nadam_options": ("NAdam", dict(lr=0.05, betas=(0.8, 0.95), eps=1e-5, weight_decay=0.1, momentum_decay=2e-2)),
    "radam": ("RAdam", dict(lr=0.1)),
    "radam_options": ("RAdam", dict(lr=0.1, betas=(0.8, 0.95), eps=1e-5, weight_decay=0.1)),
    "rmsprop": ("RMSprop", dict(lr=0.05)),
    "rmsprop_centered": ("RMSprop", dict(lr=0.02, alpha=0.9, centered=True, weight_decay=0.1)),
    "rmsprop_momentum": ("RMSprop", dict(lr=0.01, momentum=0.8, eps=1e-4)),
    "rmsprop_all": ("RMSprop", dict(lr=0.01, momentum=0.5, centered=True, maximize=True)),
    "rprop": ("Rprop", dict()),
    "rprop_options": ("Rprop", dict(lr=0.05, etas=(0.4, 1.3), step_sizes=(1e-3, 0.2))),
    "rprop_maximize": ("Rprop", dict(maximize=True)),
    "lbfgs": ("LBFGS", dict(lr=0.1, max_iter=3)),
    "lbfgs_history": ("LBFGS", dict(lr=0.2, max_iter=2, history_size=2)),
    "lbfgs_wolfe": ("LBFGS", dict(max_iter=2, history_size=1, line_search_fn="strong_wolfe")),
    "lbfgs_wolfe_long": ("LBFGS", dict(lr=3, max_iter=2, max_eval=7, history_size=3, line_search_fn="strong_wolfe")),
    "adafactor": ("Adafactor", dict()),
    "adafactor_options": ("Adafactor", dict(lr=0.2, beta2_decay=-0.6, eps=(1e-4, 1e-2), d=1.5, weight_decay=0.1)),
    "adafactor_maximize": ("Adafactor", dict(lr=0.1, maximize=True)),
}


def coefficient(step, n):
    return torch.tensor([((step * 7 + i * 3) % 11 - 5) / 4 for i in range(n)], dtype=torch.float64)


def loss_of(w, b, step):
    part = lambda x: (x.flatten() * coefficient(step, x.numel())).sum() + 0.5 * ((x - 1) ** 2).sum()
    return part(w) if step in WITHOUT_B else part(w) + part(b)


def valley(w, b):
    """A curved valley, the same in every step: what line searches and curvature are made for."""
    x = torch.cat([w.flatten(), b])
    return (5 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def plain(value):
    if isinstance(value, torch.Tensor):
        return {"shape": list(value.shape), "dtype": str(value.dtype), "values": value.flatten().tolist()}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def run(kind, options, states, name):
    w = torch.tensor(W, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(B, dtype=torch.float64, requires_grad=True)
    optimizer = getattr(torch.optim, kind, PublishedAdafactor)([w, b], **options)
    losses, seen = [], {}
    for step in range(STEPS):
        def closure():
            optimizer.zero_grad(set_to_none=True)
            loss = valley(w, b) if kind == "LBFGS" else loss_of(w, b, step)
            loss.backward()
            return loss

        loss = optimizer.step(closure) if kind == "LBFGS" else closure()
        if kind != "LBFGS":
            optimizer.step()
        losses.append(loss.item())
        if step < 6 or step % 5 == 4:
            seen[step] = w.flatten().tolist() + b.tolist()
        if step == HALF - 1:
            states[name] = {"w": w.detach().clone(), "b": b.detach().clone(), "optimizer": json_free_copy(optimizer.state_dict())}
    state = plain(optimizer.state_dict())
    for own in state["state"].values():
        own.pop("al", None)
    return {"kind": kind, "options": options, "losses": losses, "seen": seen, "state": state}


def json_free_copy(value):
    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    if isinstance(value, dict):
        return {k: json_free_copy(v) for k, v in value.items()}
    if isinstance(value, list):
        return [json_free_copy(v) for v in value]
    return value


def in_half(kind, options):
    """bfloat16 under gradients that it holds exactly."""
    w = torch.tensor(W, dtype=torch.bfloat16, requires_grad=True)
    optimizer = getattr(torch.optim, kind)([w], **options)
    seen = []
    for step in range(20):
        w.grad = coefficient(step, 6).view(2, 3).bfloat16()
        optimizer.step()
        seen.append(w.flatten().tolist())
    return {"kind": kind, "options": options, "seen": seen}


HALF_CASES = {name: CASES[name] for name in (
    "sgd_decay", "sgd_nesterov", "adam", "adam_amsgrad", "adamw", "adadelta", "adagrad_options", "adamax", "asgd",
    "nadam_options", "radam_options", "rmsprop_centered", "rmsprop_momentum", "rprop_options")}


class Halving:
    def __init__(self, every):
        self.every = every

    def __call__(self, epoch):
        return 0.5 ** (epoch // self.every)


def nested(make, *parts):
    return lambda o: make(o, [p(o) for p in parts])


SCHEDULERS = {
    "LambdaLR": lambda o: lrs.LambdaLR(o, lambda e: 0.95 ** e),
    "LambdaLR_each": lambda o: lrs.LambdaLR(o, [lambda e: 1 / (1 + e), Halving(7)]),
    "MultiplicativeLR": lambda o: lrs.MultiplicativeLR(o, lambda e: 0.9 if e % 3 == 0 else 1.0),
    "StepLR": lambda o: lrs.StepLR(o, 7),
    "StepLR_gamma": lambda o: lrs.StepLR(o, 4, gamma=0.7),
    "MultiStepLR": lambda o: lrs.MultiStepLR(o, [5, 12, 12, 30], gamma=0.3),
    "ConstantLR": lambda o: lrs.ConstantLR(o),
    "ConstantLR_options": lambda o: lrs.ConstantLR(o, factor=0.5, total_iters=9),
    "LinearLR": lambda o: lrs.LinearLR(o),
    "LinearLR_options": lambda o: lrs.LinearLR(o, start_factor=0.1, end_factor=0.7, total_iters=20),
    "ExponentialLR": lambda o: lrs.ExponentialLR(o, 0.93),
    "CosineAnnealingLR": lambda o: lrs.CosineAnnealingLR(o, 10),
    "CosineAnnealingLR_min": lambda o: lrs.CosineAnnealingLR(o, 13, eta_min=0.01),
    "PolynomialLR": lambda o: lrs.PolynomialLR(o),
    "PolynomialLR_options": lambda o: lrs.PolynomialLR(o, total_iters=30, power=2.0),
    "CosineAnnealingWarmRestarts": lambda o: lrs.CosineAnnealingWarmRestarts(o, 8),
    "CosineAnnealingWarmRestarts_mult": lambda o: lrs.CosineAnnealingWarmRestarts(o, 5, T_mult=2, eta_min=0.001),
    "CyclicLR": lambda o: lrs.CyclicLR(o, 0.01, 0.2, step_size_up=6),
    "CyclicLR_triangular2": lambda o: lrs.CyclicLR(o, [0.01, 0.02], [0.2, 0.1], step_size_up=4, step_size_down=9,
                                                   mode="triangular2", base_momentum=0.7, max_momentum=0.95),
    "CyclicLR_exp_range": lambda o: lrs.CyclicLR(o, 0.01, 0.2, step_size_up=5, mode="exp_range", gamma=0.97,
                                                 cycle_momentum=False),
    "CyclicLR_scale_fn": lambda o: lrs.CyclicLR(o, 0.01, 0.2, step_size_up=5, scale_fn=lambda x: 1 / (1 + x),
                                                scale_mode="iterations"),
    "OneCycleLR": lambda o: lrs.OneCycleLR(o, 0.4, total_steps=60),
    "OneCycleLR_three_phase": lambda o: lrs.OneCycleLR(o, [0.4, 0.2], epochs=6, steps_per_epoch=10, pct_start=0.25,
                                                       anneal_strategy="linear", base_momentum=0.8, max_momentum=0.9,
                                                       div_factor=10.0, final_div_factor=100.0, three_phase=True),
    "OneCycleLR_betas": lambda o: lrs.OneCycleLR(o, 0.1, total_steps=55),
    "ReduceLROnPlateau": lambda o: lrs.ReduceLROnPlateau(o, patience=3),
    "ReduceLROnPlateau_max": lambda o: lrs.ReduceLROnPlateau(o, mode="max", factor=0.5, patience=1, threshold=0.01,
                                                             threshold_mode="abs", cooldown=2, min_lr=[0.01, 0.001]),
    "SWALR": lambda o: SWALR(o, 0.02),
    "SWALR_linear": lambda o: SWALR(o, [0.02, 0.3], anneal_epochs=7, anneal_strategy="linear"),
    "SequentialLR": nested(lambda o, s: lrs.SequentialLR(o, s, [6, 20]),
                           lambda o: lrs.LinearLR(o, 0.1, total_iters=6), lambda o: lrs.CosineAnnealingLR(o, 14),
                           lambda o: lrs.ExponentialLR(o, 0.9)),
    "ChainedScheduler": nested(lambda o, s: lrs.ChainedScheduler(s),
                               lambda o: lrs.ConstantLR(o, 0.1, 5), lambda o: lrs.ExponentialLR(o, 0.95),
                               lambda o: lrs.StepLR(o, 10, gamma=0.5)),
}


def metric(epoch):
    return 10 / (1 + epoch) + (epoch * 5 % 7) / 20 + (epoch // 20)


def schedule(name, make):
    a, b = (torch.zeros(2, requires_grad=True) for _ in range(2))
    groups = [{"params": [a]}, {"params": [b], "lr": 0.05}]
    adam = name.endswith("betas")
    optimizer = torch.optim.Adam(groups, lr=0.1) if adam else torch.optim.SGD(groups, lr=0.1, momentum=0.9)
    scheduler = make(optimizer)
    rows = []
    for epoch in range(STEPS):
        rows.append([g["lr"] for g in optimizer.param_groups] +
                    [g["betas"][0] if adam else g["momentum"] for g in optimizer.param_groups])
        optimizer.step()
        if isinstance(scheduler, lrs.ReduceLROnPlateau):
            scheduler.step(metric(epoch))
        else:
            scheduler.step()
    state = {k: v for k, v in scheduler.state_dict().items() if not callable(v) and not k.startswith("_scale_fn")}
    return {"rows": rows, "state": plain(state)}


def write(path, value):
    with open(path, "w") as f:
        json.dump(value, f, indent=None, separators=(",", ":"))
        f.write("\n")


def main():
    folder, states = sys.argv[1], {}
    write(os.path.join(folder, "optim_trajectories.json"),
          {name: run(kind, options, states, name) for name, (kind, options) in CASES.items()})
    torch.save(states, os.path.join(folder, "optim_states.pth"))
    write(os.path.join(folder, "optim_bfloat16.json"), {name: in_half(*case) for name, case in HALF_CASES.items()})
    write(os.path.join(folder, "scheduler_trajectories.json"),
          {name: schedule(name, make) for name, make in SCHEDULERS.items()})


def go_on(file, seen):
    """Goes on from states that torch4j wrote after step 25; used by PythonGoesOnTest."""
    for name, half in torch.load(file).items():
        kind, options = CASES[name]
        w, b = half["w"].clone().requires_grad_(), half["b"].clone().requires_grad_()
        optimizer = getattr(torch.optim, kind, PublishedAdafactor)([w, b], **options)
        optimizer.load_state_dict(half["optimizer"])
        for step in range(HALF, STEPS):
            def closure():
                optimizer.zero_grad(set_to_none=True)
                loss = valley(w, b) if kind == "LBFGS" else loss_of(w, b, step)
                loss.backward()
                return loss

            if kind == "LBFGS":
                optimizer.step(closure)
            else:
                closure()
                optimizer.step()
            if str(step) in seen[name]["seen"]:
                want, got = seen[name]["seen"][str(step)], w.flatten().tolist() + b.tolist()
                worst = max(abs(x - y) / max(1, abs(x)) for x, y in zip(want, got))
                assert worst < 1e-6, (name, step, worst)
    print("good")


if __name__ == "__main__":
    main()

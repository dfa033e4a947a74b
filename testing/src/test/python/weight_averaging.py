"""Averages of weights and batch-norm statistics by PyTorch, for WeightAveragingTest.

Usage: weight_averaging.py OUT.json
"""
import json
import sys

import torch
from torch.optim.swa_utils import AveragedModel, update_bn


def fill(model, step):
    with torch.no_grad():
        for k, p in enumerate(model.parameters()):
            p.copy_(torch.arange(p.numel()).add(step * 3 + k).remainder(7).sub(3).div(4).view_as(p))


def run(avg_fn, use_buffers):
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    data = [torch.arange(12.0).add(s).remainder(5).view(4, 3) for s in range(4)]
    averaged = AveragedModel(model, avg_fn=avg_fn, use_buffers=use_buffers)
    for step in range(4):
        fill(model, step)
        model(data[step])
        averaged.update_parameters(model)
    before = {k: v.flatten().tolist() for k, v in averaged.state_dict().items()}
    update_bn(data, averaged)
    return {"averaged": before, "after_bn": {k: v.flatten().tolist() for k, v in averaged.state_dict().items()}}


with open(sys.argv[1], "w") as f:
    json.dump({"swa": run(None, False), "swa_buffers": run(None, True),
               "ema": run(lambda a, p, n: 0.9 * a + 0.1 * p, False)}, f, indent=1)
    f.write("\n")

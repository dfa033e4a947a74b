"""Writes what PyTorch's recurrent modules give, for RecurrentTest: python3 recurrent_cases.py > recurrent_cases.json

Each number is a tensor's sum with fixed weights, so that every element counts.
"""
import json

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence


def number(t, factor=0.7):
    t = t.double().flatten()
    return (t * torch.cos(factor * torch.arange(t.numel(), dtype=torch.float64) + 0.3)).sum()


def run(kind, i, h, n, length, lengths=None, enforce_sorted=True, given=False, seed=3, **options):
    torch.manual_seed(seed)
    module = getattr(nn, kind)(i, h, **options).double()
    batch_first = options.get("batch_first", False)
    shape = [length, i] if n is None else [n, length, i] if batch_first else [length, n, i]
    x = torch.randn(shape, dtype=torch.float64, requires_grad=True)
    places = options.get("num_layers", 1) * (2 if options.get("bidirectional") else 1)
    sizes = [places] if n is None else [places, n]
    hx, states = None, []
    if given:
        states = [torch.randn(sizes + [options.get("proj_size") or h], dtype=torch.float64, requires_grad=True)]
        if kind == "LSTM":
            states.append(torch.randn(sizes + [h], dtype=torch.float64, requires_grad=True))
        hx = tuple(states) if kind == "LSTM" else states[0]
    data = x
    if lengths:
        data = pack_padded_sequence(x, torch.tensor(lengths), batch_first=batch_first, enforce_sorted=enforce_sorted)
    output, last = module(data, hx)
    if isinstance(output, PackedSequence):
        output = pad_packed_sequence(output, batch_first)[0]
    last = list(last) if isinstance(last, tuple) else [last]
    results = [output] + last
    loss = sum(number(t, 0.4) for t in results)
    loss.backward()
    return {
        "kind": kind, "input": i, "hidden": h, "batch": n, "length": length, "lengths": lengths, "sorted": enforce_sorted,
        "given": given, "seed": seed, "options": options,
        "results": [number(t).item() for t in results],
        "gradients": [number(t.grad).item() for t in [x] + states + list(module.parameters())],
    }


def cell(kind, i, h, n, **options):
    torch.manual_seed(5)
    module = getattr(nn, kind)(i, h, **options).double()
    x = torch.randn([i] if n is None else [n, i], dtype=torch.float64, requires_grad=True)
    states = [torch.randn([h] if n is None else [n, h], dtype=torch.float64, requires_grad=True)
              for _ in range(2 if kind == "LSTMCell" else 1)]
    out = module(x, tuple(states) if kind == "LSTMCell" else states[0])
    results = list(out) if isinstance(out, tuple) else [out]
    sum(number(t, 0.4) for t in results).backward()
    return {
        "kind": kind, "input": i, "hidden": h, "batch": n, "options": options,
        "results": [number(t).item() for t in results],
        "gradients": [number(t.grad).item() for t in [x] + states + list(module.parameters())],
    }


cases = []
for kind in ("LSTM", "GRU", "RNN"):
    cases += [
        run(kind, 3, 5, 2, 4),
        run(kind, 3, 5, 2, 4, given=True, num_layers=2, bidirectional=True),
        run(kind, 3, 5, 2, 4, given=True, batch_first=True, bias=False),
        run(kind, 3, 5, None, 4, given=True, num_layers=2),
        run(kind, 6, 40, 43, 7, given=True, bidirectional=True),
        run(kind, 3, 5, 4, 6, num_layers=3, dropout=0.5, bidirectional=True),
        run(kind, 3, 5, 4, 6, lengths=[6, 4, 4, 1], given=True, bidirectional=True, num_layers=2),
        run(kind, 3, 5, 4, 6, lengths=[2, 6, 1, 5], enforce_sorted=False, given=True, bidirectional=True, batch_first=True),
        run(kind, 3, 5, 4, 6, lengths=[2, 6, 1, 5], enforce_sorted=False, num_layers=2, dropout=0.4),
        run(kind, 4, 33, 40, 9, lengths=[1 + (7 * k) % 9 for k in range(40)], enforce_sorted=False, given=True, num_layers=2,
            bidirectional=True),
    ]
cases.append(run("RNN", 3, 5, 2, 4, given=True, nonlinearity="relu", num_layers=2))
cases.append(run("LSTM", 3, 5, 2, 4, given=True, proj_size=2, num_layers=2, bidirectional=True))
cases.append(run("LSTM", 3, 5, 4, 6, lengths=[2, 6, 1, 5], enforce_sorted=False, given=True, proj_size=3))
for kind in ("LSTMCell", "GRUCell", "RNNCell"):
    cases += [cell(kind, 3, 5, 4), cell(kind, 3, 5, None), cell(kind, 3, 5, 4, bias=False)]
cases.append(cell("RNNCell", 3, 5, 4, nonlinearity="relu"))
print("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]")

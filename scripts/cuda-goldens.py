#!/usr/bin/env python3
"""Writes what the installed PyTorch draws on a GPU: rng/seed_S.json in a folder, for `torch4j conformance FOLDER --only rng --device cuda`.

    scripts/cuda-goldens.py FOLDER [--device cpu]

The files are as those of the CPU (call, dtype, shape, hex of the elements, or parts: several draws one after the other), with these differences:
the head names the device and how many threads it runs at a time, on which the draws for large tensors depend; of large results only the elements
`at` some flat places are kept; `elements` is the size of the largest draw of a case; `state_hex` is the state of the generator after the case; with
`agree`, only that share of the elements must be the same. With --device cpu the same calls are drawn on the CPU, to try this script where no GPU is.
"""
import argparse
import json
import pathlib

import torch
import torch.nn as nn  # noqa: F401, for the calls
import torch.nn.functional as F  # noqa: F401, for the calls

SEEDS = [0, 42, 1234567890123]
FLOATS = ["float32", "float64", "float16", "bfloat16"]
WHOLE = ["int64", "int32", "int16", "int8", "uint8"]
KEPT = 320  # elements that are kept of a large result


def calls(device):
    """(call, elements, share that must agree); a call is Python for torch, nn, F and the generator g."""
    at = f"device='{device}'"

    def typed(dtype):
        return f"dtype={dtype}, {at}"

    for n in [1, 7, 1000, 300001, 2500003]:
        for d in FLOATS:
            yield f"torch.rand({n}, {typed(d)})", n, 1
            yield f"torch.randn({n}, {typed(d)})", n, 1
    for n in [5, 1000, 300001]:
        yield f"torch.randn({n}, {typed('complex64')})", 2 * n, 1
        yield f"torch.rand({n}, {typed('complex64')})", 2 * n, 1
    for n in [20, 300001]:
        for d in FLOATS:
            for fill in ["uniform_(-2, 3)", "normal_(1, 2)", "exponential_()", "exponential_(1.5)", "cauchy_()", "cauchy_(1, 2)",
                         "log_normal_()", "geometric_(0.3)", "bernoulli_(0.3)", "random_()", "random_(-5, 10)"]:
                yield f"torch.empty({n}, {typed(d)}).{fill}", n, 1
            yield f"torch.bernoulli(torch.full(({n},), 0.3, {typed(d)}))", n, 1
        for d in WHOLE:
            yield f"torch.empty({n}, {typed(d)}).random_()", n, 1
            yield f"torch.empty({n}, {typed(d)}).random_(3, 100)", n, 1
            yield f"torch.empty({n}, {typed(d)}).geometric_(0.3)", n, 1
            yield f"torch.empty({n}, {typed(d)}).bernoulli_(0.3)", n, 1
        yield f"torch.empty({n}, {typed('bool')}).random_()", n, 1
        yield f"torch.empty({n}, {typed('bool')}).bernoulli_(0.3)", n, 1
        for low, high in [(0, 10), (-5, 2**28 - 6), (-5, 2**28 - 5), (0, 2**40), (-2**62, 2**62)]:
            yield f"torch.randint({low}, {high}, ({n},), {at})", n, 1
        yield f"torch.empty({n}, {typed('int32')}).random_({-2**31}, {2**31 - 1})", n, 1
    for n in [1, 2, 10, 1000, 29000, 31000, 300001]:
        yield f"torch.randperm({n}, {at})", n, 1
    yield f"torch.randperm(100, {typed('int32')})", 100, 1
    # In the order of memory, not of indices.
    yield f"torch.empty(50, 70, {at}).t().normal_()", 3500, 1
    yield f"torch.empty(8, 9, 10, {at}).permute(2, 0, 1).uniform_()", 720, 1
    yield f"torch.empty(20, 30, {at}).narrow(1, 3, 8).normal_()", 160, 1
    for n in [1, 64, 66, 67, 1000, 300001, 1200000, 2500004]:
        for d in FLOATS:
            yield f"F.dropout(torch.ones({n}, {typed(d)}), 0.3)", n, 1
    yield f"F.dropout(torch.ones(1000, {at}), 0.5)", 1000, 1
    yield f"F.dropout(torch.ones(1000, {at}), 0.1)", 1000, 1
    yield f"F.dropout(torch.ones(48, 70, {at}).t(), 0.5)", 3360, 1
    yield f"F.dropout(torch.ones(49, 71, {at}).t(), 0.5)", 3479, 1
    yield f"F.dropout(torch.ones(49, 72, {at}).narrow(1, 1, 64), 0.5)", 3136, 1
    yield f"F.dropout(torch.ones(1000, {at}), 0.5, True, True)", 1000, 1
    yield f"F.dropout2d(torch.ones(4, 64, 2, 2, {at}), 0.5)", 256, 1
    yield f"F.alpha_dropout(torch.ones(1000, {at}), 0.5, training=True)", 1000, 1
    yield f"F.feature_alpha_dropout(torch.ones(4, 64, 2, {at}), 0.5, training=True)", 256, 1
    for d in FLOATS:
        yield f"F.rrelu(-torch.ones(1000, {typed(d)}), training=True)", 1000, 1
    yield f"torch.normal(torch.arange(5., {at}), torch.arange(1., 6., {at}))", 5, 1
    yield f"torch.normal(torch.arange(5., {at}), 2.0)", 5, 1
    weights = f"torch.tensor([1., 2., 3., 4., 0., 2.5]).to('{device}')"
    for d in ["float32", "float64"]:
        yield f"torch.multinomial(torch.arange(1000, {typed(d)}), 100)", 1000, 1
        yield f"torch.multinomial(torch.arange(1000, {typed(d)}), 1)", 1000, 1
        yield f"torch.multinomial(torch.arange(60, {typed(d)}).reshape(4, 15), 5)", 60, 1
        yield f"torch.multinomial(torch.arange(60, {typed(d)}).reshape(15, 4).t(), 5)", 60, 1
        # A draw next to a border may fall on its other side: sums are rounded in another order.
        yield f"torch.multinomial(torch.arange(1000, {typed(d)}), 1000, True)", 1000, 0.99
    yield f"torch.multinomial({weights}, 3)", 6, 1
    yield f"torch.multinomial({weights}, 300, True)", 300, 0.99
    yield f"torch.multinomial(torch.arange(60., {at}).reshape(4, 15), 200, True)", 800, 0.99
    # Rejection: a rounding may turn a single decision.
    for rate in [0.5, 3.0, 50.0, 5000.0]:
        yield f"torch.poisson(torch.full((1000,), {rate}, {at}))", 1000, 0.99
    for shape in [0.5, 2.0, 20.0]:
        yield f"torch._standard_gamma(torch.full((1000,), {shape}, {at}))", 1000, 0.95
    for count, chance in [(5.0, 0.3), (100.0, 0.7)]:
        yield f"torch.binomial(torch.full((1000,), {count}, {at}), torch.full((1000,), {chance}, {at}))", 1000, 0.95
    for init in ["xavier_uniform_", "xavier_normal_", "kaiming_uniform_", "kaiming_normal_"]:
        yield f"nn.init.{init}(torch.empty(40, 60, {at}))", 2400, 1
    yield f"torch.rand(1000, generator=g, {at})", 1000, 1


def sequence(device):
    """Draws one after the other: each goes on where the one before ended."""
    at = f"device='{device}'"
    return [f"torch.rand(3, {at})", f"torch.randn(300001, {at})", f"torch.rand(5, dtype=float64, {at})",
            f"torch.randint(0, 10, (20,), {at})", f"torch.randperm(50, {at})", f"F.dropout(torch.ones(600000, {at}), 0.5)",
            f"torch.bernoulli(torch.full((9,), 0.5, {at}))", f"torch.multinomial(torch.arange(10., {at}), 3)",
            f"F.rrelu(-torch.ones(30, {at}), training=True)", f"torch.randn(4, dtype=float16, {at})"]


def drawn(value, share):
    flat = value.detach().contiguous().reshape(-1).cpu()
    case = {"dtype": str(flat.dtype).split(".")[1], "shape": list(value.shape)}
    if flat.numel() > 2 * KEPT:
        n, third = flat.numel(), KEPT // 3
        places = sorted({*range(third), *range(n - third, n), *(n * i // third for i in range(third))})
        case["at"] = places
        flat = flat[torch.tensor(places)]
    if share < 1:
        case["agree"] = share
    raw = flat.view(torch.uint8) if flat.dtype not in (torch.bool, torch.complex64) else flat
    if flat.dtype == torch.complex64:
        raw = torch.view_as_real(flat).reshape(-1).view(torch.uint8)
    case["hex"] = bytes(raw.to(torch.uint8).tolist()).hex()
    return case


def write(folder, device, seed):
    state = torch.cuda.get_rng_state if device == "cuda" else torch.get_rng_state
    names = {"torch": torch, "nn": nn, "F": F} | {d: getattr(torch, d) for d in FLOATS + WHOLE + ["bool", "complex64"]}

    def start():
        torch.manual_seed(seed)
        return names | {"g": torch.Generator(device).manual_seed(seed)}

    def hexed():
        return bytes(state().tolist()).hex()

    start()
    head = {"format": "torch4j-oracle-rng/1", "torch": torch.__version__, "device": device, "seed": seed, "rng_state_hex": hexed()}
    if device == "cuda":
        p = torch.cuda.get_device_properties(0)
        head |= {"name": p.name, "multi_processor_count": p.multi_processor_count,
                 "max_threads_per_multi_processor": p.max_threads_per_multi_processor}
    torch.randn(3, device=device)
    head["rng_state_after_randn3_hex"] = hexed()
    cases = []
    for call, elements, share in calls(device):
        try:
            value = eval(call, start())
        except (RuntimeError, ValueError, NotImplementedError) as e:
            print(f"seed {seed}: {call}: {str(e).splitlines()[0]}")  # what this PyTorch does not do is no case
            continue
        cases.append({"call": call, "elements": elements, **drawn(value, share), "state_hex": hexed()})
    scope = start()
    parts = {f"{i}: {call}": drawn(eval(call, scope), 1) for i, call in enumerate(sequence(device), 1)}
    cases.append({"call": "sequence without reseeding", "elements": 600000, "parts": parts, "state_hex": hexed()})
    path = folder / "rng" / f"seed_{seed}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as f:
        f.write(json.dumps(head)[:-1] + ', "cases": [\n' + ",\n".join(json.dumps(c) for c in cases) + "\n]}\n")
    print(f"{path}: {len(cases)} cases")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--device", default="cuda", choices=["cuda", "cpu"])
    given = parser.parse_args()
    for seed in SEEDS:
        write(given.folder, given.device, seed)


main()

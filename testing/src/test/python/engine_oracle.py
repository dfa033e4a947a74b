"""Makes the expected values of the engine's tests with real PyTorch.

Run: python3 engine_oracle.py ../resources/torch4j
Writes indexing.json, promotion.json, broadcasting.json, reductions.json, printing.json and
programs.json. Numbers that JSON does not have are the strings "nan", "inf" and "-inf".
"""
import itertools
import json
import math
import pathlib
import random
import sys
import warnings

import torch

warnings.filterwarnings("ignore")
R = random.Random(0)

DTYPES = ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32",
          "float64"]


def number(x):
    if isinstance(x, float) and not math.isfinite(x):
        return "nan" if math.isnan(x) else ("inf" if x > 0 else "-inf")
    return x


def flat(t):
    if t.dtype == torch.bool:
        return [int(x) for x in t.reshape(-1).tolist()]
    return [number(x) for x in t.double().reshape(-1).tolist()] if t.is_floating_point() \
        else t.reshape(-1).tolist()


def tensor(t):
    return {"dtype": str(t.dtype)[6:], "shape": list(t.shape), "values": flat(t)}


# ---------------------------------------------------------------- indexing

def one_index(size, unique):
    kind = R.choice(["int", "slice", "slice", "tensor", "array", "mask", "scalar"])
    if kind == "int":
        i = R.randrange(-size, size) if size else 0
        return {"int": i}, i
    if kind == "scalar":
        i = R.randrange(-size, size) if size else 0
        return {"tensor": i}, torch.tensor(i)
    if kind == "slice":
        a = R.choice([None, R.randrange(-size - 1, size + 2)])
        b = R.choice([None, R.randrange(-size - 1, size + 2)])
        s = R.choice([1, 1, 2, 3])
        return {"slice": [a, b, s]}, slice(a, b, s)
    if kind == "mask":
        m = [R.random() < 0.5 for _ in range(size)]
        return {"mask": m}, torch.tensor(m, dtype=torch.bool)
    n = R.choice([1, 2, 3]) if not unique else min(size, R.choice([1, 2, 3]))
    values = R.sample(range(size), n) if unique else [R.randrange(-size, size) for _ in range(n)]
    if kind == "tensor" and n > 1 and R.random() < 0.3:
        return {"tensor": [[v] for v in values]}, torch.tensor([[v] for v in values])
    return {kind: values}, (torch.tensor(values) if kind == "tensor" else values)


def index_of(shape, unique):
    spec, py = [], []
    dim = 0
    used = R.randrange(0, len(shape) + 1)
    ellipsis = R.random() < 0.3
    at = R.randrange(0, used + 1)
    for k in range(used + 1):
        if ellipsis and k == at:
            spec.append({"ellipsis": True})
            py.append(...)
            dim = len(shape) - (used - k)
        while R.random() < 0.15:
            spec.append({"none": True})
            py.append(None)
        if R.random() < 0.05:
            b = R.random() < 0.7
            spec.append({"bool": b})
            py.append(b)
        if k < used:
            if dim + 1 < len(shape) and k + 1 < used and R.random() < 0.1:
                m = [[R.random() < 0.5 for _ in range(shape[dim + 1])] for _ in range(shape[dim])]
                spec.append({"mask": m})
                py.append(torch.tensor(m, dtype=torch.bool).reshape(shape[dim], shape[dim + 1]))
                dim += 2
                used -= 0
                break
            s, p = one_index(shape[dim], unique)
            spec.append(s)
            py.append(p)
            dim += 1
    return spec, tuple(py)


SHAPES = [[5], [3, 4], [4, 1], [2, 3, 4], [2, 3, 2, 3], []]


def indexing():
    cases = []
    while len(cases) < 500:
        shape = R.choice(SHAPES)
        put = R.random() < 0.4
        spec, py = index_of(shape, put)
        x = torch.arange(math.prod(shape), dtype=torch.float32).reshape(shape)
        if R.random() < 0.3 and len(shape) > 1:
            x = x.transpose(0, -1).contiguous().transpose(0, -1)
            layout = "strided"
        else:
            layout = "contiguous"
        case = {"shape": shape, "layout": layout, "index": spec}
        try:
            got = x[py]
        except (IndexError, RuntimeError, ValueError) as e:
            case["error"] = type(e).__name__
            if len([c for c in cases if "error" in c]) < 60:
                cases.append(case)
            continue
        if put:
            kind = R.choice(["number", "same", "trailing", "ones"])
            if kind == "number":
                value = 99.5
                case["value"] = value
            else:
                vs = list(got.shape)
                if kind == "trailing":
                    vs = vs[len(vs) // 2:]
                if kind == "ones":
                    vs = [1, 1] + vs
                value = 100 + torch.arange(math.prod(vs), dtype=torch.float32).reshape(vs)
                case["value"] = tensor(value)
            try:
                x[py] = value
            except (IndexError, RuntimeError, ValueError) as e:
                continue
            case["after"] = tensor(x)
        else:
            case["result"] = tensor(got)
            case["view"] = got.numel() > 0 and got.storage().data_ptr() == x.storage().data_ptr()
        cases.append(case)
    bad = [
        ([3, 4], [{"int": 3}], (3,)),
        ([3, 4], [{"int": -4}], (-4,)),
        ([3, 4], [{"int": 0}, {"int": 4}], (0, 4)),
        ([3], [{"int": 0}, {"int": 0}], (0, 0)),
        ([], [{"int": 0}], (0,)),
        ([3, 4], [{"tensor": [0, 3]}], (torch.tensor([0, 3]),)),
        ([3, 4], [{"tensor": [-4]}], (torch.tensor([-4]),)),
        ([3, 4], [{"mask": [True, False]}], (torch.tensor([True, False]),)),
        ([3, 4], [{"tensor": [0, 1]}, {"tensor": [0, 1, 2]}],
         (torch.tensor([0, 1]), torch.tensor([0, 1, 2]))),
        ([3, 4], [{"slice": [0, 3, 0]}], (slice(0, 3, 0),)),
        ([3, 4], [{"slice": [3, 0, -1]}], (slice(3, 0, -1),)),
    ]
    for shape, spec, py in bad:
        x = torch.zeros(shape)
        try:
            x[py]
            raise SystemExit("expected an error for %s %s" % (shape, spec))
        except (IndexError, RuntimeError, ValueError) as e:
            cases.append({"shape": shape, "layout": "contiguous", "index": spec,
                          "error": type(e).__name__})
    return cases


# ---------------------------------------------------------------- promotion

BINARY = {
    "add": lambda a, b: torch.add(a, b),
    "sub": lambda a, b: torch.sub(a, b),
    "mul": lambda a, b: torch.mul(a, b),
    "div": lambda a, b: torch.div(a, b),
    "floor_divide": lambda a, b: torch.floor_divide(a, b),
    "remainder": lambda a, b: torch.remainder(a, b),
    "pow": lambda a, b: torch.pow(a, b),
    "atan2": lambda a, b: torch.atan2(a, b),
    "maximum": lambda a, b: torch.maximum(a, b),
    "eq": lambda a, b: torch.eq(a, b),
    "bitwise_and": lambda a, b: torch.bitwise_and(a, b),
    "logical_and": lambda a, b: torch.logical_and(a, b),
    "add_": lambda a, b: a.add_(b),
    "mul_": lambda a, b: a.mul_(b),
    "div_": lambda a, b: a.div_(b),
    "copy_": lambda a, b: a.copy_(b),
}
UNARY = ["neg", "abs", "sign", "exp", "sqrt", "sigmoid", "reciprocal", "floor", "isnan", "signbit",
         "logical_not", "bitwise_not", "square", "sum", "prod", "mean", "amax", "any", "all",
         "cumsum"]


def outcome(f):
    try:
        return str(f().dtype)[6:]
    except (RuntimeError, TypeError, ValueError, IndexError) as e:
        text = str(e)
        if "not implemented for" in text or "expected input to have floating" in text:
            return "skip"
        return "error"


def promotion():
    out = []

    kinds = [(d, n) for d in DTYPES for n in (1, 0)]
    numbers = [("bool", True), ("int", 1), ("float", 1.0)]

    def make(d, n):
        return torch.ones([2] if n else [], dtype=getattr(torch, d))

    for op, f in BINARY.items():
        for a in kinds:
            for b in kinds:
                if op.endswith("_") and a[1] < b[1]:
                    continue
                if op == "copy_" and a[1] != b[1]:
                    continue
                got = outcome(lambda: f(make(*a), make(*b)))
                if got != "skip":
                    out.append([op, a[0], a[1], b[0], b[1], got])
            for name, value in numbers:
                if op in ("atan2", "maximum", "logical_and", "copy_"):
                    continue
                got = outcome(lambda: f(make(*a), value))
                if got != "skip":
                    out.append([op, a[0], a[1], "number", name, got])
    unary = []
    for op in UNARY:
        for d in DTYPES:
            got = outcome(
                lambda: getattr(torch, op)(make(d, 1), *([0] if op == "cumsum" else [])))
            if got != "skip":
                unary.append([op, d, got])
    return {"binary": out, "unary": unary}


# ---------------------------------------------------------------- broadcasting

def broadcasting():
    cases = []
    shapes = [[], [1], [3], [0], [2, 3], [1, 3], [2, 1], [1, 1], [4, 2, 3], [4, 1, 1], [0, 3],
              [2, 0], [2], [5, 1, 2, 1]]
    for a, b in itertools.product(shapes, shapes):
        x = torch.arange(math.prod(a), dtype=torch.float32).reshape(a)
        y = 10 * torch.arange(math.prod(b), dtype=torch.float32).reshape(b)
        case = {"a": a, "b": b}
        try:
            case["sum"] = tensor(x + y)
        except RuntimeError:
            case["error"] = True
        try:
            case["inplace"] = flat(x.clone().sub_(y))
        except RuntimeError:
            case["inplace_error"] = True
        try:
            case["expand"] = tensor(x.expand(b))
        except RuntimeError:
            case["expand_error"] = True
        cases.append(case)
    return cases


# ---------------------------------------------------------------- reductions

def reductions():
    cases = []
    fs = {
        "sum": lambda x, d, k: x.sum(d, keepdim=k) if d is not None else x.sum(),
        "mean": lambda x, d, k: x.mean(d, keepdim=k) if d is not None else x.mean(),
        "amax": lambda x, d, k: x.amax(d if d is not None else (), keepdim=k),
        "amin": lambda x, d, k: x.amin(d if d is not None else (), keepdim=k),
        "var": lambda x, d, k: x.var(d, keepdim=k) if d is not None else x.var(),
        "std": lambda x, d, k: x.std(d, keepdim=k) if d is not None else x.std(),
        "logsumexp": lambda x, d, k: x.logsumexp(d, keepdim=k),
        "norm": lambda x, d, k: x.norm(2, d, keepdim=k) if d is not None else x.norm(2),
        "norm1": lambda x, d, k: x.norm(1, d, keepdim=k) if d is not None else x.norm(1),
        "count_nonzero": lambda x, d, k: x.count_nonzero(d),
    }
    single = {
        "prod": lambda x, d, k: x.prod(d, keepdim=k) if d is not None else x.prod(),
        "any": lambda x, d, k: x.any(d, keepdim=k) if d is not None else x.any(),
        "all": lambda x, d, k: x.all(d, keepdim=k) if d is not None else x.all(),
        "argmax": lambda x, d, k: x.argmax(d, keepdim=k) if d is not None else x.argmax(),
        "argmin": lambda x, d, k: x.argmin(d, keepdim=k) if d is not None else x.argmin(),
        "max": lambda x, d, k: x.max(d, keepdim=k)[0] if d is not None else x.max(),
        "min": lambda x, d, k: x.min(d, keepdim=k)[0] if d is not None else x.min(),
        "cumsum": lambda x, d, k: x.cumsum(d),
        "cumprod": lambda x, d, k: x.cumprod(d),
        "cummax": lambda x, d, k: x.cummax(d)[0],
        "cummin": lambda x, d, k: x.cummin(d)[0],
        "sort": lambda x, d, k: x.sort(d)[0],
        "sort_descending": lambda x, d, k: x.sort(d, descending=True)[0],
        "argsort": lambda x, d, k: x.sort(dim=d, stable=True)[1],
        "softmax": lambda x, d, k: x.softmax(d),
        "log_softmax": lambda x, d, k: x.log_softmax(d),
    }
    needs_dim = {"logsumexp", "cumsum", "cumprod", "cummax", "cummin", "sort", "sort_descending",
                 "argsort", "softmax", "log_softmax"}
    no_keep = {"count_nonzero", "cumsum", "cumprod", "cummax", "cummin", "sort", "sort_descending",
               "argsort", "softmax", "log_softmax"}
    for i, x in enumerate(reduced_inputs()):
        for name, f in list(fs.items()) + list(single.items()):
            if name.endswith("softmax") and not x.is_floating_point():
                continue
            dims = [None] if name not in needs_dim else []
            dims += list(range(-max(1, x.dim()), max(1, x.dim())))[:: (2 if x.dim() > 1 else 1)]
            if name in fs and x.dim() > 1:
                dims.append([0, x.dim() - 1])
            for d in dims:
                for keep in ([False] if d is None or name in no_keep else [False, True]):
                    dd = [d] if name in fs and isinstance(d, int) else d
                    case = {"op": name, "input": i, "dim": d, "keepdim": keep}
                    try:
                        y = f(x, dd, keep)
                        case["result"] = tensor(y)
                    except (RuntimeError, IndexError) as e:
                        if "not implemented for" in str(e):
                            continue
                        case["error"] = str(e).split("\n")[0][:100]
                    cases.append(case)
    return {"inputs": [tensor(x) for x in reduced_inputs()], "cases": cases}


def reduced_inputs():
    g = torch.Generator().manual_seed(1)
    for shape in ([4], [3, 4], [2, 3, 2], [], [0], [0, 3]):
        for d in ("float32", "float64", "int64", "uint8", "bool"):
            x = torch.randint(-4, 5, shape, generator=g)
            if d in ("uint8", "bool"):
                x = x.abs() % 3
            if d.startswith("float"):
                x = x + torch.rand(shape, generator=g).double().mul(64).round() / 64
            yield x.to(getattr(torch, d))
    for special in (["nan", 1.0, 2.0], ["inf", 1.0, "-inf"], ["inf", "inf", 2.0],
                    ["-inf", "-inf"], [0.0, -0.0], ["nan", "inf"]):
        yield torch.tensor([float(v) for v in special])


# ---------------------------------------------------------------- printing

def printing():
    cases = []

    def add(t, **extra):
        case = tensor(t.detach())
        case["text"] = repr(t)
        case.update(extra)
        cases.append(case)

    i = torch.tensor
    for values in ([1, 2, 3], [-1, 10, 100], [[1, -2], [3, 4]], 5, -7,
                   [9007199254740993, 1], [999999999999999999, -1],
                   [9223372036854775807, -9223372036854775808]):
        add(i(values))
    for d in ("uint8", "int8", "int16", "int32"):
        add(i([1, 2, 100], dtype=getattr(torch, d)))
    add(i([True, False]))
    add(i(True))
    add(i([[True], [False]]))
    floats = [
        [1.0, 2.0, 3.0], [1.5, 2.25, -3.0], [0.0], [0.0, -0.0], [1e10], [1e10, 1.0], [1e-5],
        [1e-5, 1.0], [1e-4, 1.0], [1e-3, 1.0], [1e-3, 0.9], [999.5, 1000.0], [10000.0, 1.0],
        [100000.0], [123456.789], [1e8], [1e8 + 8], [1.1e8], [12345678.0, 1.0], [0.1, 0.2],
        [float("nan")], [float("inf")], [float("nan"), 1.0], [float("inf"), -1.5],
        [-float("inf"), 100.0, 2.0], [float("nan"), float("inf"), 1e-9], [0.99995, 0.00001],
        [0.5, 1.5, 2.5], [3.14159274], [1e-45], [3.4028235e38], [1e-38, 1.0], [2.00005], [-0.00005],
        [1234.5, 0.5], [1.0, 1001.0], [1.0, 1000.0], [0.5, 500.0], [0.5, 501.0], [33333.3333],
        [1e20, float("nan"), 0.0],
    ]
    for values in floats:
        add(i(values))
        add(i(values[0]))
    add(i(1.5, dtype=torch.float64))
    add(i([1.1, 2.2], dtype=torch.float64))
    add(i([1 / 3, 1e300, 1e-300], dtype=torch.float64))
    add(i([1.1, 2.2], dtype=torch.float16))
    add(i([65504.0, 1.0], dtype=torch.float16))
    add(i([1.1, 300.0], dtype=torch.bfloat16))
    for shape in ([0], [0, 3], [2, 0], [1, 0, 2]):
        add(torch.zeros(shape))
        add(torch.zeros(shape, dtype=torch.int64))
        add(torch.zeros(shape, dtype=torch.float64))
        add(torch.zeros(shape, dtype=torch.bool))
    for shape in ([30], [100], [3, 4], [2, 3, 4], [2, 2, 2, 2], [1, 1, 1], [1, 30], [2, 20], [16],
                  [999], [1000], [1001], [1, 1001], [50, 30], [12, 10, 10], [11, 100], [6, 200],
                  [7, 200], [4, 3, 2, 50], [2000], [10, 10, 10, 2]):
        n = math.prod(shape)
        add(torch.arange(n).reshape(shape))
        add((torch.arange(n).float() / 8 - 1).reshape(shape))
        add((torch.arange(n) % 3 == 0).reshape(shape))
    add(torch.arange(12).reshape(3, 4).t())
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    add(x, requires_grad=True)
    add(torch.tensor([[1.0, 2.0]], dtype=torch.float64, requires_grad=True), requires_grad=True)
    add(torch.zeros(0, requires_grad=True), requires_grad=True)
    add(torch.zeros([0, 2], dtype=torch.float64, requires_grad=True), requires_grad=True)
    add((torch.arange(20.0) / 7).requires_grad_(), requires_grad=True)
    add((torch.arange(11.0) + 0.5).requires_grad_(), requires_grad=True)
    add((torch.arange(40.0) + 0.5).double().requires_grad_(), requires_grad=True)
    graph = [
        ("add", lambda x: x + 1), ("mul", lambda x: x * x), ("exp", lambda x: x.exp()),
        ("sum", lambda x: x.sum()), ("sum_dim", lambda x: x.sum(0)), ("mean", lambda x: x.mean()),
        ("pow", lambda x: x ** 2), ("pow3", lambda x: x ** 3), ("matmul", lambda x: x @ x),
        ("relu", lambda x: x.relu()), ("view", lambda x: x.view(2, 1)),
        ("select", lambda x: x[0]), ("slice", lambda x: x[1:]), ("unsqueeze", lambda x: x[None]),
        ("neg", lambda x: -x), ("clamp", lambda x: x.clamp(0, 1)), ("div", lambda x: x / 3),
        ("sub", lambda x: x - 3), ("rsub", lambda x: 3 - x), ("sqrt", lambda x: x.sqrt()),
        ("index", lambda x: x[torch.tensor([0, 1])]), ("softmax", lambda x: x.softmax(0)),
        ("log_softmax", lambda x: x.log_softmax(0)), ("amax", lambda x: x.amax(0)),
        ("expand", lambda x: x.expand(2, 2)), ("clone", lambda x: x.clone()),
        ("double", lambda x: x.double()), ("inplace", lambda x: x.clone().add_(1)),
        ("cat", lambda x: torch.cat([x, x])), ("mm", lambda x: x[None].mm(x[:, None])),
        ("t", lambda x: x[None].transpose(0, 1)), ("sigmoid", lambda x: x.sigmoid()),
        ("squeeze", lambda x: x[None].squeeze()), ("squeeze0", lambda x: x[None].squeeze(0)),
        ("where", lambda x: torch.where(x > 1, x, x)), ("prod", lambda x: x.prod()),
        ("view_inplace", view_inplace), ("gelu", lambda x: torch.nn.functional.gelu(x)),
        ("max", lambda x: x.max(0)[0]), ("cumsum", lambda x: x.cumsum(0)),
    ]
    graphs = []
    for name, f in graph:
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        graphs.append({"name": name, "text": repr(f(x))})
    return {"plain": cases, "graphs": graphs}


def view_inplace(x):
    y = x.clone()
    y[0].mul_(3)
    return y


# ---------------------------------------------------------------- programs

def programs():
    """Random programs of views and in-place changes, and the gradients that PyTorch gives."""
    out = []
    while len(out) < 400:
        seed = R.randrange(1 << 30)
        p = program(random.Random(seed))
        if p is not None:
            out.append(p)
    return out


def program(r):
    steps = []
    leaves = [torch.tensor([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]], dtype=torch.float64,
                           requires_grad=True),
              torch.tensor([0.3, -0.6, 1.1], dtype=torch.float64, requires_grad=True)]
    live = [leaves[0], leaves[1]]

    def push(step, t):
        steps.append(step)
        live.append(t)

    push(["clone", 0], live[0].clone())
    push(["zeros"], torch.zeros(2, 3, dtype=torch.float64))
    for _ in range(r.randrange(3, 12)):
        kind = r.choice(["view", "view", "view", "inplace", "inplace", "inplace", "fresh", "set"])
        a = r.randrange(len(live))
        x = live[a]
        try:
            if kind == "view":
                v = r.choice(["select", "slice", "t", "unsqueeze", "view", "diagonal", "expand",
                              "permute", "unbind", "detach"])
                if v == "select" and x.dim():
                    d = r.randrange(x.dim())
                    i = r.randrange(x.size(d))
                    push(["select", a, d, i], x.select(d, i))
                elif v == "slice" and x.dim():
                    d = r.randrange(x.dim())
                    if x.size(d) > 1:
                        s = r.randrange(0, x.size(d) - 1)
                        push(["slice", a, d, s, x.size(d), 1],
                             x[(slice(None),) * d + (slice(s, None),)])
                elif v == "t" and x.dim() == 2:
                    push(["transpose", a, 0, 1], x.transpose(0, 1))
                elif v == "unsqueeze" and x.dim() < 3:
                    push(["unsqueeze", a, 0], x.unsqueeze(0))
                elif v == "view" and x.is_contiguous():
                    push(["view", a], x.view(-1))
                elif v == "diagonal" and x.dim() >= 2:
                    push(["diagonal", a], x.diagonal(0, 0, 1))
                elif v == "permute" and x.dim() == 3:
                    push(["permute", a, 2, 0, 1], x.permute(2, 0, 1))
                elif v == "expand" and x.dim() == 1:
                    push(["expand", a, 2], x.expand(2, x.size(0)))
                elif v == "detach" and r.random() < 0.2:
                    push(["detach", a], x.detach())
            elif kind == "inplace":
                op = r.choice(["add", "mul", "mulscalar", "exp", "tanh", "zero", "copy", "sub",
                               "fill", "sin", "self"])
                b = r.randrange(len(live))
                y = live[b]
                if a < 2:
                    continue
                if op in ("add", "mul", "copy", "sub"):
                    getattr(x, op + "_")(y)
                    steps.append([op + "_", a, b])
                elif op == "mulscalar":
                    x.mul_(1.5)
                    steps.append(["mulscalar_", a])
                elif op == "fill":
                    x.fill_(0.75)
                    steps.append(["fill_", a])
                elif op == "zero":
                    x.zero_()
                    steps.append(["zero_", a])
                elif op in ("exp", "tanh", "sin"):
                    getattr(x, op + "_")()
                    steps.append([op + "_", a])
            elif kind == "fresh":
                op = r.choice(["mul", "add", "sin", "clone", "sum"])
                b = r.randrange(len(live))
                if op in ("mul", "add"):
                    push([op, a, b], getattr(x, op)(live[b]))
                else:
                    push([op, a], getattr(x, op)())
            elif kind == "set" and x.dim() and a >= 2:
                b = r.randrange(len(live))
                x[-1] = live[b]
                steps.append(["set_last", a, b])
        except RuntimeError:
            return None
        if any(not torch.isfinite(t).all() or t.abs().max() > 100 for t in live if t.numel()):
            return None
    loss = None
    for k, t in enumerate(live):
        term = (t * (k + 1) * 0.1).sum()
        loss = term if loss is None else loss + term
    wants = [t.requires_grad for t in live]
    result = {"steps": steps, "requires": wants, "loss": loss.item()}
    try:
        grads = torch.autograd.grad(loss, leaves, allow_unused=True)
        result["grads"] = [None if g is None else flat(g) for g in grads]
    except RuntimeError as e:
        if "modified by an inplace" not in str(e):
            return None
        result["error"] = "modified"
    return result


def main():
    to = pathlib.Path(sys.argv[1])
    to.mkdir(parents=True, exist_ok=True)
    for name in ("indexing", "promotion", "broadcasting", "reductions", "printing", "programs"):
        R.seed(name)
        text = json.dumps(globals()[name](), separators=(",", ":"))
        (to / (name + ".json")).write_text(text + "\n")
        print(name, len(text))


main()

"""What PyTorch's CPU autocast does, for AutocastTest.

Usage: autocast.py OUT.json

"dtypes": the dtypes that ops give inside torch.autocast("cpu", bfloat16); an argument is a number, a list, or a text
"DTYPE AxB" for a tensor. "training": losses and gradients of a small network with fixed weights, inside and outside.
"""
import json
import sys

import torch
import torch.nn.functional as F

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16, "float64": torch.float64,
          "int64": torch.int64, "complex64": torch.complex64, "bool": torch.bool}
M, MB, SQ = "float32 4x4", "bfloat16 4x4", "bfloat16 1x2x6x6"
CASES = [
    ("mm", [M, M]), ("mm", [MB, M]), ("mm", ["float64 4x4", "float64 4x4"]), ("mm", ["float16 4x4", "float16 4x4"]),
    ("matmul", [M, M]), ("bmm", ["float32 1x4x4", "float32 1x4x4"]), ("linear", [M, M]), ("linear", [M, M, "float32 4"]),
    ("addmm", [M, M, M]), ("baddbmm", ["float32 1x4x4"] * 3), ("addbmm", [M, "float32 1x4x4", "float32 1x4x4"]),
    ("conv1d", ["float32 1x2x8", "float32 3x2x3"]), ("conv2d", ["float32 1x2x4x4", "float32 3x2x3x3"]),
    ("conv3d", ["float32 1x2x4x4x4", "float32 3x2x3x3x3"]), ("conv_transpose1d", ["bfloat16 1x2x8", "bfloat16 2x3x3"]),
    ("conv_transpose2d", ["float32 1x2x4x4", "float32 2x3x3x3"]), ("conv_transpose3d", ["bfloat16 1x2x4x4x4", "bfloat16 2x3x3x3x3"]),
    ("mv", [M, "float32 4"]), ("addmv", ["float32 4", M, "float32 4"]), ("addr", [M, "float32 4", "float32 4"]),
    ("dot", ["float32 4", "float32 4"]), ("bilinear", [M, M, "float32 3x4x4"]), ("chain_matmul", [[M, M, M]]),
    ("tensordot", [M, M, [1], [0]]), ("einsum", ["=ij,jk->ik", [M, M]]), ("prelu", [M, "float32 1"]),
    ("softmax", [MB, -1]), ("log_softmax", [MB, -1]), ("exp", [MB]), ("sum", [MB]), ("prod", [MB]), ("cumsum", [MB, 0]),
    ("pow", [MB, 2]), ("logsumexp", [MB, [0]]), ("layer_norm", [MB, [4]]), ("group_norm", [SQ, 2]), ("tanh", [M]), ("gelu", [M]),
    ("mse_loss", [MB, MB]), ("l1_loss", [MB, MB]), ("smooth_l1_loss", [MB, MB]), ("huber_loss", [MB, MB]),
    ("cross_entropy_loss", [MB, "int64 4"]), ("kl_div", [MB, MB]), ("binary_cross_entropy_with_logits", [MB, MB]),
    ("poisson_nll_loss", [MB, MB, True, False, 1e-8, 1]), ("soft_margin_loss", [MB, MB]), ("multi_margin_loss", [MB, "int64 4"]),
    ("multilabel_margin_loss", ["bfloat16 4", "int64 4"]), ("hinge_embedding_loss", [MB, MB]), ("margin_ranking_loss", [MB, MB, MB]),
    ("triplet_margin_loss", [MB, MB, MB]), ("cosine_embedding_loss", [MB, MB, "bfloat16 4"]), ("cosine_similarity", [MB, MB]),
    ("trace", [MB]), ("quantile", [MB, 0.5]), ("nanquantile", [MB, 0.5]), ("cdist", [MB, MB]), ("polar", [MB, MB]),
    ("view_as_complex", ["bfloat16 4x2"]), ("inverse", [MB]), ("linalg_inv", [MB]), ("linalg_solve", [MB, MB]), ("linalg_svdvals", [MB]),
    ("linalg_cond", [MB]), ("linalg_qr", [MB]), ("linalg_matrix_power", [MB, 2]), ("fft_fft", [MB]), ("fft_rfft", [MB]), ("fft_fft2", [MB]),
    ("avg_pool2d", [SQ, [2, 2]]), ("max_pool2d", [SQ, [2, 2]]), ("avg_pool3d", ["bfloat16 1x2x4x4x4", [2, 2, 2]]),
    ("max_pool3d", ["bfloat16 1x2x4x4x4", [2, 2, 2]]), ("adaptive_avg_pool3d", ["bfloat16 1x2x4x4x4", [2, 2, 2]]),
    ("reflection_pad1d", ["bfloat16 1x2x8", [1, 1]]), ("reflection_pad2d", [SQ, [1, 1, 1, 1]]),
    ("replication_pad2d", [SQ, [1, 1, 1, 1]]), ("grid_sampler", [SQ, "bfloat16 1x2x2x2", 0, 0, False]),
    ("cat", [[M, MB]]), ("cat", [[MB, MB]]), ("stack", [[M, MB]]), ("hstack", [[M, MB]]), ("index_copy", [M, 0, "int64 4", MB]),
    ("add", [M, MB]), ("mul", [MB, MB]), ("where", ["bool 4x4", M, MB]), ("mean", [M]), ("cov", [M]), ("renorm", [MB, 2, 0, 1.0]),
]


def argument(a):
    if isinstance(a, list) and a and isinstance(a[0], str):
        return [argument(x) for x in a]
    if isinstance(a, str) and a.startswith("="):
        return a[1:]
    if isinstance(a, str):
        dtype, shape = a.split(" ")
        size = [int(n) for n in shape.split("x")]
        if dtype == "int64":
            return torch.arange(size[0])
        # Well conditioned, so that inverses exist.
        t = torch.linspace(-0.5, 0.4, torch.Size(size).numel()).view(size)
        if len(size) == 2 and size[0] == size[1]:
            t = t + 2 * torch.eye(size[0])
        return t.to(DTYPES[dtype])
    return a


def dtypes():
    out = []
    for name, args in CASES:
        with torch.autocast("cpu", torch.bfloat16):
            r = getattr(torch.ops.aten, name)(*[argument(a) for a in args])
        r = r[0] if isinstance(r, (tuple, list)) else r
        out.append({"op": name, "args": args, "dtype": str(r.dtype).removeprefix("torch.")})
    return out


def network(x, w):
    x = F.relu(F.conv2d(x, w["conv"], w["conv_bias"], padding=1))
    x = F.layer_norm(F.max_pool2d(x, 2).flatten(1), (36,))
    return F.linear(torch.tanh(F.linear(x, w["first"], w["first_bias"])), w["second"])


def training():
    size = {"conv": (4, 1, 3, 3), "conv_bias": (4,), "first": (8, 36), "first_bias": (8,), "second": (3, 8)}
    weights = {k: (torch.arange(torch.Size(s).numel()).mul(37).remainder(101).float() / 101 - 0.5).view(s)
               for k, s in size.items()}
    x = (torch.arange(5 * 36).mul(29).remainder(97).float() / 97).view(5, 1, 6, 6)
    out = {}
    for on in (True, False):
        w = {k: v.clone().requires_grad_() for k, v in weights.items()}
        with torch.autocast("cpu", torch.bfloat16, enabled=on):
            y = network(x, w)
            loss = F.cross_entropy(y, torch.tensor([0, 1, 2, 0, 1]))
        loss.backward()
        out["on" if on else "off"] = {"loss": loss.item(), "output": y.float().flatten().tolist(), "output_dtype": str(y.dtype),
                                      "loss_dtype": str(loss.dtype),
                                      "grads": {k: v.grad.flatten().tolist() for k, v in w.items()}}
    return out


with open(sys.argv[1], "w") as f:
    json.dump({"dtypes": dtypes(), "training": training()}, f, separators=(",", ":"))
    f.write("\n")

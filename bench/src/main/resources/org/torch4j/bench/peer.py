"""The other side of the benchmarks: the same work under Python PyTorch. Reads names, answers microseconds; nan for what it can't do.

Arguments: threads, device, milliseconds of warm-up, and eager or graph (work is captured once and replayed).
"""
import sys, time
import torch, torch.nn as nn, torch.nn.functional as F

torch.set_num_threads(int(sys.argv[1]))
device = torch.device(sys.argv[2])
warm_up = int(sys.argv[3]) / 1000
graph = sys.argv[4] == "graph"


def adam(parameters):
    return torch.optim.Adam(parameters, **({"capturable": True} if graph else {}))


def mlp(optimizer):
    model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
    x, y = torch.randn(64, 784), torch.randint(0, 10, (64,), device=device)
    opt = optimizer(model.parameters())

    def step():
        opt.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        opt.step()

    return step


def cnn():
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
        nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10))
    x, y = torch.randn(64, 1, 28, 28), torch.randint(0, 10, (64,), device=device)
    opt = adam(model.parameters())

    def step():
        opt.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        opt.step()

    return step


def training(modules, batch, scores):
    y = torch.randint(0, 10, (batch,), device=device)
    opt = adam([p for m in modules for p in m.parameters()])

    def step():
        opt.zero_grad()
        F.cross_entropy(scores(), y).backward()
        opt.step()

    return step


def lstm():
    model, head, x = nn.LSTM(128, 128, 2), nn.Linear(128, 10), torch.randn(32, 32, 128)
    return training([model, head], 32, lambda: head(model(x)[0][-1]))


def sequences(packed):
    model, head, x = nn.LSTM(64, 128), nn.Linear(128, 10), torch.randn(100, 64, 64)
    lengths = [max(1, int(100 * ((63 - i) / 63) ** 4 + 0.5)) for i in range(64)]
    pack = nn.utils.rnn.pack_padded_sequence
    return training([model, head], 64, lambda: head(model(pack(x, lengths) if packed else x)[1][0][0]))


def encoder():
    layer = nn.TransformerEncoderLayer(256, 4, 1024)
    model, head, x = nn.TransformerEncoder(layer, 4), nn.Linear(256, 10), torch.randn(128, 8, 256)
    return training([model, head], 8, lambda: head(model(x).mean(0)))


def resnet(n):
    import torchvision
    model = torchvision.models.resnet18()
    x, y = torch.randn(n, 3, 224, 224), torch.randint(0, 1000, (n,), device=device)
    opt = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

    def step():
        opt.zero_grad()
        F.cross_entropy(model(x), y).backward()
        opt.step()

    return step


def add(n):
    a, b = torch.randn(n), torch.randn(n)
    return lambda: a + b


def unary(name, n):
    a, f = torch.randn(n), getattr(torch, name)
    return lambda: f(a)


def matmul(n):
    a, b = torch.randn(n, n), torch.randn(n, n)
    return lambda: a @ b


def apply(f, *size):
    a = torch.randn(*size)
    return lambda: f(a)


def tf32(n):
    product = matmul(n)

    def run():
        torch.backends.cuda.matmul.allow_tf32 = True
        product()
        torch.backends.cuda.matmul.allow_tf32 = False

    return run


def bfloat16(n):
    a, b = torch.randn(n, n).bfloat16(), torch.randn(n, n).bfloat16()
    return lambda: a @ b


def conv():
    model, x = nn.Conv2d(64, 64, 3, padding=1), torch.randn(64, 64, 56, 56, requires_grad=True)
    return lambda: model(x).sum().backward()


def attention():
    q = torch.randn(16, 16, 1024, 64).bfloat16()
    return lambda: F.scaled_dot_product_attention(q, q, q, is_causal=True)


WORK = {
    "add of 2 elements": lambda: add(1),
    "add of 10M elements": lambda: add(10_000_000),
    "tanh of 1M elements": lambda: unary("tanh", 1_000_000),
    "sum of 10M elements": lambda: unary("sum", 10_000_000),
    "matmul 1024": lambda: matmul(1024),
    "784-64-10 step, SGD": lambda: mlp(lambda p: torch.optim.SGD(p, lr=0.1)),
    "784-64-10 step, Adam": lambda: mlp(adam),
    "convnet step, Adam": cnn,
    "LSTM 2x128 step, Adam": lstm,
    "LSTM padded step, Adam": lambda: sequences(False),
    "LSTM packed step, Adam": lambda: sequences(True),
    "encoder 4x256 step, Adam": encoder,
    "ResNet-18 step, SGD": lambda: resnet(16),
    "add of 256M elements": lambda: add(1 << 28),
    "gelu of 256M elements": lambda: apply(F.gelu, 1 << 28),
    "sum of 256M elements": lambda: unary("sum", 1 << 28),
    "softmax 8192x8192": lambda: apply(lambda x: F.softmax(x, 1), 8192, 8192),
    "layer norm 8192x4096": lambda: apply(lambda x: F.layer_norm(x, (4096,)), 8192, 4096),
    "matmul 4096": lambda: matmul(4096),
    "matmul 4096, TF32": lambda: tf32(4096),
    "matmul 8192, bfloat16": lambda: bfloat16(8192),
    "conv 64x64x56x56 step": conv,
    "attention 16x16x1024x64": attention,
    "ResNet-18 batch 128, SGD": lambda: resnet(128),
}


def captured(work):
    """One replay of it as a CUDA graph."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            work()
    torch.cuda.current_stream().wait_stream(side)
    recorded = torch.cuda.CUDAGraph()
    with torch.cuda.graph(recorded):
        work()
    return recorded.replay


def made(name):
    if device.type == "cpu":
        return WORK[name]()
    with device:
        return WORK[name]()


def prepared(name):
    work = captured(made(name)) if graph else made(name)
    until = time.perf_counter() + warm_up
    while time.perf_counter() < until:
        work()
    finish()
    return work


def finish():
    if device.type == "cuda":
        torch.cuda.synchronize()


def median(work, repeats, inner):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(inner):
            work()
        finish()
        times.append((time.perf_counter() - start) / inner * 1e6)
    times.sort()
    return times[len(times) // 2]


ready = {}
print("ready", torch.__version__ + (" graph" if graph else ""), flush=True)
for line in sys.stdin:
    name, repeats, inner = line.rstrip("\n").split("\t")
    try:
        if name not in ready:
            ready.clear()  # Memory for the next.
            ready[name] = prepared(name)
        print(median(ready[name], int(repeats), int(inner)), flush=True)
    except Exception as e:
        print(name, e, file=sys.stderr, flush=True)
        print("nan", flush=True)

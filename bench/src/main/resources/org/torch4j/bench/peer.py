"""The other side of the benchmarks: the same work under Python PyTorch. Reads names, answers microseconds."""
import sys, time
import torch, torch.nn as nn, torch.nn.functional as F

torch.set_num_threads(int(sys.argv[1]))


def mlp(optimizer):
    model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
    x, y = torch.randn(64, 784), torch.randint(0, 10, (64,))
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
    x, y = torch.randn(64, 1, 28, 28), torch.randint(0, 10, (64,))
    opt = torch.optim.Adam(model.parameters())

    def step():
        opt.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        opt.step()

    return step


def training(modules, batch, scores):
    y = torch.randint(0, 10, (batch,))
    opt = torch.optim.Adam([p for m in modules for p in m.parameters()])

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


def resnet():
    import torchvision
    model = torchvision.models.resnet18()
    x, y = torch.randn(16, 3, 224, 224), torch.randint(0, 1000, (16,))
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


WORK = {
    "add of 2 elements": lambda: add(1),
    "add of 10M elements": lambda: add(10_000_000),
    "tanh of 1M elements": lambda: unary("tanh", 1_000_000),
    "sum of 10M elements": lambda: unary("sum", 10_000_000),
    "matmul 1024": lambda: matmul(1024),
    "784-64-10 step, SGD": lambda: mlp(lambda p: torch.optim.SGD(p, lr=0.1)),
    "784-64-10 step, Adam": lambda: mlp(lambda p: torch.optim.Adam(p)),
    "convnet step, Adam": cnn,
    "LSTM 2x128 step, Adam": lstm,
    "LSTM padded step, Adam": lambda: sequences(False),
    "LSTM packed step, Adam": lambda: sequences(True),
    "encoder 4x256 step, Adam": encoder,
    "ResNet-18 step, SGD": resnet,
}
ready = {}
print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    name, repeats, inner = line.rstrip("\n").split("\t")
    if name not in ready:
        ready[name] = WORK[name]()
        until = time.perf_counter() + 3
        while time.perf_counter() < until:
            ready[name]()
    work, times = ready[name], []
    for _ in range(int(repeats)):
        start = time.perf_counter()
        for _ in range(int(inner)):
            work()
        times.append((time.perf_counter() - start) / int(inner) * 1e6)
    times.sort()
    print(times[len(times) // 2], flush=True)

"""Prints the numbers that SparseTest, SparseGradTest and SparseOptimizerTest expect (PyTorch 1.13.1)."""
import torch

I = torch.tensor([[0, 1, 1, 0], [2, 0, 2, 2]])
V = torch.tensor([3.0, 4.0, 5.0, 1.0])
D = torch.arange(6.0).view(2, 3)
W = torch.tensor([[1.0, 2], [3, 4], [5, 6]], requires_grad=True)
S = torch.sparse_coo_tensor(I, V, (2, 3)).coalesce().requires_grad_()
HYBRID = torch.sparse_coo_tensor(I[:1], torch.arange(8.0).view(4, 2), (2, 2))


def dense(t):
    return t.tolist() if t.layout == torch.strided else t.to_dense().tolist()


def grads(name, loss, *inputs):
    print(name, [dense(g) for g in torch.autograd.grad(loss, inputs)])


for text in (torch.sparse_coo_tensor(I, V, (2, 3)), S.detach().to_sparse_csr(), HYBRID, S * 2):
    print(text)
print(torch.sparse.softmax(S, 0), torch.sparse.log_softmax(S, 1))
grads("mm", (torch.sparse.mm(S, W) ** 2).sum(), S, W)
grads("addmm", (torch.sparse.addmm(torch.ones(2, 2), S, W, beta=2, alpha=3) ** 2).sum(), S, W)
grads("dense", (S.to_dense() ** 2).sum(), S)
grads("sum", (torch.sparse.sum(S, 0).to_dense() ** 2).sum(), S)
grads("softmax", (torch.sparse.softmax(S, 1).to_dense() * D).sum(), S)
grads("log_softmax", (torch.sparse.log_softmax(S, 1).to_dense() * D).sum(), S)
v = V.clone().requires_grad_()
grads("values", (torch.sparse_coo_tensor(I, v, (2, 3)).to_dense() ** 2).sum(), v)
d = D.clone().requires_grad_()
grads("mask", (d.sparse_mask(S.detach()).to_dense() ** 2).sum(), d)
grads("mul", (S * d).to_dense().sum(), S, d)
csr = torch.sparse_csr_tensor([0, 1, 3], [2, 0, 2], [1.0, 2, 3], size=(2, 3))
a, b = torch.arange(8.0).view(2, 4), torch.arange(12.0).view(4, 3)
print(torch.sparse.sampled_addmm(csr, a, b, beta=0.5, alpha=2))


def table(rows):
    w = torch.arange(8.0).view(4, 2).requires_grad_()
    out = rows(w)
    (out * torch.arange(float(out.numel())).view(out.shape)).sum().backward()
    print(w.grad)


F = torch.nn.functional
table(lambda w: F.embedding(torch.tensor([[1, 3], [1, 0]]), w, padding_idx=0, sparse=True))
BAG = torch.tensor([1, 3, 1, 0]), torch.tensor([0, 2])
table(lambda w: F.embedding_bag(BAG[0], w, BAG[1], mode="mean", sparse=True))
table(
    lambda w: F.embedding_bag(
        BAG[0], w, BAG[1], mode="sum", sparse=True, padding_idx=3,
        per_sample_weights=torch.tensor([1.0, 2, 3, 4])))


def run(name, make):
    p = torch.nn.Parameter(torch.tensor([[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6], [0.7, -0.8]]))
    optimizer = make([p])
    for rows in ([0, 2, 2], [1, 2, 0], [3, 3, 1], [0, 1, 2]):
        optimizer.zero_grad()
        e = F.embedding(torch.tensor(rows), p, sparse=True)
        ((e * torch.tensor([[1.0, 2], [3, -1], [0.5, 2]])) ** 2).sum().backward()
        optimizer.step()
    print(name, p.tolist())


SGD, ADAM = torch.optim.SGD, torch.optim.SparseAdam
run("sgd", lambda p: SGD(p, lr=0.05))
run("momentum", lambda p: SGD(p, lr=0.05, momentum=0.9))
run("nesterov", lambda p: SGD(p, lr=0.05, momentum=0.9, nesterov=True))
run("maximize", lambda p: SGD(p, lr=0.05, momentum=0.5, dampening=0.1, maximize=True))
run("adam", lambda p: ADAM(p, lr=0.05))
run("adam maximize", lambda p: ADAM(p, lr=0.05, betas=(0.8, 0.9), eps=1e-3, maximize=True))

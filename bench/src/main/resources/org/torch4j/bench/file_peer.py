"""Python's side of FileBench: file_peer.py NUMEL; then a line "save FILE" or "load FILE" for each time asked for."""
import sys, time, torch
n = int(sys.argv[1])
state = {'layer%d.weight' % i: torch.full((n,), float(i)) for i in range(20)}
print('ready ' + torch.__version__, flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    how, path = line.strip().split(' ', 1)
    if how == 'save':
        torch.save(state, path)
    else:
        v = torch.load(path)
        del v
    print(time.perf_counter() - start, flush=True)

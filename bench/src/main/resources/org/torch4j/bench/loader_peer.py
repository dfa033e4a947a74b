"""Python's side of LoaderBench: loader_peer.py FOLDER; then a line of workers and batch size for each epoch asked for."""
import os
import sys
import time

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset


class Pictures(Dataset):
    def __init__(self, folder):
        self.files = sorted(os.path.join(folder, f) for f in os.listdir(folder) if f.endswith(".png"))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        pixels = np.array(Image.open(self.files[i]).convert("RGB"))
        return torch.from_numpy(pixels).permute(2, 0, 1).float().div(255), i % 10


def main():
    torch.set_num_threads(1)
    data = Pictures(sys.argv[1])
    print("ready " + torch.__version__, flush=True)
    for line in sys.stdin:
        workers, size = (int(x) for x in line.split())
        loader = DataLoader(data, batch_size=size, shuffle=True, num_workers=workers)
        start, seen = time.perf_counter(), 0
        for x, y in loader:
            seen += len(y)
        print(seen / (time.perf_counter() - start), flush=True)


main()

"""Where the best neurons of a model lie, by brute force: every way to break a tie at the cut is gone through.

    python tooling/oracle/layer_shares.py      # writes packages/neurons/test/fixtures/layer-shares-expected.json
"""
import itertools
import json
import math
from pathlib import Path

import numpy as np


def members(values, percent):
    layers, width = values.shape
    flat = values.ravel()
    size = math.floor(round(flat.size * percent / 100, 9))
    if size == 0:
        return {"size": 0, "members": [0.0] * layers}
    cut = np.sort(flat)[::-1][size - 1]
    sure = np.flatnonzero(flat > cut)
    tied = np.flatnonzero(flat == cut)
    ways = [np.concatenate([sure, np.array(way, dtype=int)]) for way in itertools.combinations(tied, size - sure.size)]
    assert all(way.size == size for way in ways)
    counts = np.mean([np.bincount(way // width, minlength=layers) for way in ways], axis=0)
    return {"size": size, "threshold": float(cut), "ways": len(ways), "members": counts.tolist()}


def main():
    rng = np.random.default_rng(8)
    cases = []
    for layers, width, levels in [(3, 20, 10), (4, 25, 40), (2, 50, 6), (5, 10, 3)]:
        # 64ths are exact in float32.
        values = (0.5 + rng.integers(0, levels, (layers, width)) / 64).astype(np.float32)
        wanted = []
        for percent in [0, 1, 3, 5, 10, 50, 100]:
            size = math.floor(round(values.size * percent / 100, 9))
            cut = np.sort(values.ravel())[::-1][max(size - 1, 0)]
            free, taken = int((values == cut).sum()), size - int((values > cut).sum())
            if size > 0 and math.comb(free, taken) > 200_000:
                continue
            wanted.append({"percent": percent, **members(values, percent)})
        cases.append({"layers": layers, "width": width, "values": values.ravel().tolist(), "expected": wanted})
    target = Path(__file__).parents[2] / "packages/neurons/test/fixtures/layer-shares-expected.json"
    target.write_text(json.dumps(cases) + "\n")


if __name__ == "__main__":
    main()

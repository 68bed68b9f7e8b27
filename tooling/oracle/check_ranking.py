"""Checks what `skill-neurons neurons rank --activations --auroc` wrote from raw activations.

    python tooling/oracle/check_ranking.py SPLIT.activations.safetensors SPLIT.safetensors

Exits with 1 when a value differs by more than 1e-6.
"""
import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file

from neuron_statistics import auroc, choose, predictivity

raw, found = load_file(sys.argv[1]), load_file(sys.argv[2])
with safe_open(sys.argv[2], "numpy") as file:
    settings = file.metadata()
fired = raw["activations"] > raw["baseline"]
positive = raw["labels"] == int(settings["positive"])
first = int(settings["from_position"])
if settings["positions"] not in ("max", "mean"):
    sys.exit(f"positions {settings['positions']}: only max and mean can be checked from one split's file")

expected = {
    "predictivity": predictivity(fired, positive, settings["metric"], settings["positions"], first),
    "constant": np.logical_or(fired[:, :, first:].all((0, 2)), ~fired[:, :, first:].any((0, 2))),
    "dead": ~fired[:, :, first:].any((0, 2)),
}
if settings["positions"] == "max":
    position, sign = choose(fired[:, :, first:], positive, settings["metric"])
    expected |= {"position": position + first, "sign": sign}
if "auroc" in found:
    scores = np.take_along_axis(raw["activations"], found["position"].astype(int)[None, :, None], 2)[:, :, 0]
    expected["auroc"] = np.array([[auroc(scores[:, l, i], positive) for i in range(scores.shape[2])] for l in range(scores.shape[1])])

worst = {name: float(np.abs(found[name] - value).max()) for name, value in expected.items()}
for name, difference in worst.items():
    print(f"{name}: {found[name].size} values, furthest apart {difference:.2g}")
sys.exit(any(difference > 1e-6 for difference in worst.values()))

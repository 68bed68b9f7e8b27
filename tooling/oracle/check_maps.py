"""Checks where skill neurons live, how alike prompts are, and whether that goes with transfer, in any finished run.

    python tooling/oracle/check_maps.py RUN

Everything is computed anew with numpy and scipy from the predictivities and prompts in the store and from results.json: members of
layers (ties by the mean over random orders of the neurons, so held to a looser bound), constants, the four similarities between
tasks for pairs of one and of two seeds, their Spearman correlation with relative transfer, and Mantel's p (exact to seven tasks, else
to the spread of 1,999 draws). Activated neurons need a model: `packages/prompt-tuning` tests them. Exits with 1 when something is off.
"""
import csv
import itertools
import json
import math
import pathlib
import sys

import numpy as np
from safetensors.numpy import load_file
from scipy import stats

run = pathlib.Path(sys.argv[1])
results = json.loads((run / "results.json").read_text())
rng = np.random.default_rng(1)
worst = {}


def check(name, found, expected, bound=1e-6):
    nan = lambda values: np.array([math.nan if v is None else float(v) for v in np.asarray(values, dtype=object).ravel()])
    found, expected = nan(found), nan(expected)
    assert found.shape == expected.shape, (name, found.shape, expected.shape)
    both = np.isnan(found) & np.isnan(expected)
    off = np.where(both, 0, np.abs(found - expected)) / bound
    count, most = worst.get(name, (0, 0.0))
    worst[name] = (count + found.size, max(most, math.inf if np.isnan(off).any() else float(off.max(initial=0))))


# The newest artifact of each place: a store may hold those of earlier settings too.
folders = {}
manifests = [(path, json.loads(path.read_text())) for path in (run / "store").glob("*/*/manifest.json")]
for path, manifest in sorted(manifests, key=lambda one: one[0].stat().st_mtime):
    own = manifest["parameters"]
    folders[manifest["kind"], own["model"], own.get("task"), own.get("seed")] = path.parent

seeds, tasks = results["seeds"], [task["id"] for task in results["tasks"]]


def members(values, size, draws=400):
    """Members of each layer, ties at the cut broken at random: mean over draws and its spread."""
    layers, width = values.shape
    flat = values.ravel()
    counts = np.array([np.bincount(np.lexsort((rng.random(flat.size), -flat))[:size] // width, minlength=layers) for _ in range(draws)])
    return counts.mean(0), counts.std(0) / math.sqrt(draws)


for entry in results["layerShares"]:
    file = "adversarial.safetensors" if entry["adversarial"] else "clean.safetensors"
    stored = [load_file(folders["neurons", entry["model"], entry["task"], seed] / file) for seed in seeds]
    each = [np.float32(one["predictivity"]) for one in stored]
    mean = np.round(np.mean(each, axis=0, dtype=np.float64), 6).astype(np.float32)
    size = math.floor(round(mean.size * entry["percent"] / 100, 9))
    check("layers: size", entry["size"], size)
    if size == 0:
        continue
    expected, spread = members(mean, size)
    check("layers: members", entry["members"], expected, np.maximum(5 * spread, 1e-6))
    check("layers: threshold", entry["threshold"], np.sort(mean.ravel())[-size])
    single = [members(values, size) for values in each]
    bound = np.maximum(5 * np.max([deviation for _, deviation in single], axis=0), 1e-6)
    check("layers: fewest of a seed", entry["fewest"], np.min([count for count, _ in single], axis=0), bound)
    check("layers: most of a seed", entry["most"], np.max([count for count, _ in single], axis=0), bound)
    if entry["constant"] is not None:
        constant = np.all([one["constant"] == 1 for one in stored], axis=0).ravel()
        order = [np.lexsort((rng.random(constant.size), -mean.ravel()))[:size] for _ in range(100)]
        counts = np.array([constant[taken].sum() for taken in order])
        check("layers: constant", entry["constant"], counts.mean(), max(counts.std(), 1e-6))


def similarity(a, b):
    cosine = lambda x, y: float(x @ y / (np.linalg.norm(x) * np.linalg.norm(y)))
    pairs = list(itertools.product(a, b))
    return {
        "euclideanConcat": 1 / (1 + np.linalg.norm(a - b)),
        "euclideanAverage": 1 / (1 + np.mean([np.linalg.norm(x - y) for x, y in pairs])),
        "cosineConcat": cosine(a.ravel(), b.ravel()),
        "cosineAverage": np.mean([cosine(x, y) for x, y in pairs]),
    }


for model in results["models"]:
    dead = 1 if model["architecture"] in ("roberta", "bert") else 0
    prompts = {}
    for task, seed in itertools.product(tasks, seeds):
        (values,) = load_file(folders["tune", model["id"], task, seed] / "prompt.safetensors").values()
        prompts[task, seed] = values.astype(np.float64)[dead:]
    alike = {pair: similarity(prompts[pair[0]], prompts[pair[1]]) for pair in itertools.combinations(prompts, 2)}
    for entry in results["promptSimilarities"]:
        if entry["model"] != model["id"] or entry["measure"] == "activationOverlap":
            continue
        for (i, s), (j, t) in itertools.product(enumerate(entry["tasks"]), repeat=2):
            values = [
                found[entry["measure"]] for ((a, m), (b, n)), found in alike.items()
                if {a, b} == {s, t} and (s != t or a == b) and (m == n) == (entry["seeds"] == "same")
            ]
            check("similarity of prompts", entry["values"][i][j], np.mean(values) if values else math.nan)


def relative(model, source, target):
    """Mean over seeds of acc(source -> target) / acc(target -> target) on the clean test data."""
    accuracy = lambda prompt, seed: next(
        e["correct"] / e["n"] for e in results["evaluations"]
        if (e["model"], e["source"], e["task"], e["seed"], e["adversarial"]) == (model, prompt, target, seed, False)
    )
    return np.mean([accuracy(source, seed) / accuracy(target, seed) for seed in seeds])


labels = {
    "euclideanConcat": "distance, whole prompt", "euclideanAverage": "distance, mean of tokens", "cosineConcat": "cosine, whole prompt",
    "cosineAverage": "cosine, mean of tokens", "activationOverlap": "activated neurons",
}
with open(run / "tables" / "similarity-transfer.csv", newline="") as file:
    table = list(csv.DictReader(file))
types = {task["id"]: task["type"] for task in results["tasks"]}
for model in (model["id"] for model in results["models"]):
    off = [(i, j) for i, j in itertools.permutations(range(len(tasks)), 2)]
    y = np.array([relative(model, tasks[i], tasks[j]) for i, j in off])
    matrices = {(labels[e["measure"]], {"same": "one seed", "other": "two seeds"}[e["seeds"]]): (e["tasks"], e["values"]) for e in results["promptSimilarities"] if e["model"] == model}
    matrices["ranking of neurons", ""] = next((e["tasks"], e["rho"]) for e in results["specificity"] if e["model"] == model and e["stack"] == "encoder")
    matrices["same task type", ""] = (tasks, [[float(types[a] == types[b]) for a in tasks] for b in tasks])
    ps, rows = [], [row for row in table if row["model"] == model]
    for row in rows:
        names, values = matrices[row["measure"], row["seeds"]]
        place = [names.index(task) for task in tasks]
        x = np.array([[math.nan if v is None else v for v in values[i]] for i in place])[:, place]
        rho = stats.spearmanr([x[i, j] for i, j in off], y).statistic
        check("similarity against transfer: rho", float(row["rho"]), rho)
        orders = list(itertools.permutations(range(len(tasks)))) if len(tasks) <= 7 else [range(len(tasks)), *(rng.permutation(len(tasks)) for _ in range(1999))]
        ranks = stats.rankdata(y)
        permuted = [np.corrcoef(stats.rankdata([x[order[i], order[j]] for i, j in off]), ranks)[0, 1] for order in orders]
        p = np.mean(np.abs(permuted) >= abs(rho) - 1e-9)
        # Two independent draws of as many orders.
        check("similarity against transfer: p", float(row["p"]), p, 1e-6 if len(tasks) <= 7 else 5 * math.sqrt(2 * max(p, 1e-3) / 2000))
        if row["adjustedP"]:
            ps.append(row)
    adjusted = stats.false_discovery_control([float(row["p"]) for row in ps])
    check("similarity against transfer: adjusted p", [float(row["adjustedP"]) for row in ps], adjusted, 2e-6)

for name, (count, most) in worst.items():
    print(f"{'ok  ' if most <= 1 else 'OFF '} {name}: {count} values, furthest apart {most:.2g} of what is allowed")
sys.exit(any(most > 1 for _, most in worst.values()))

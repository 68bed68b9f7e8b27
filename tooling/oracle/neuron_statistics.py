"""Computes every statistic of packages/neurons from raw activations, by its definition, with numpy and scipy.

    python tooling/oracle/neuron_statistics.py [FOLDER]

FOLDER holds <model>-activations.safetensors, written by packages/neurons/test/fixtures/export-activations.js (the
default is that folder); beside each goes <model>-expected.json, which the tests of packages/neurons compare with to 1e-6.
Nothing here is shared with the TypeScript code: no counts, no streaming, no shortcuts.
"""
import json
import math
import pathlib
import sys

import numpy as np
import scipy
from safetensors.numpy import load_file
from scipy import stats

FIXTURES = pathlib.Path(__file__).parents[2] / "packages" / "neurons" / "test" / "fixtures"
TOP = 25  # per cent


def agreement(fired, positive, metric):
    """[examples, ...] booleans and [examples] booleans -> accuracy [...]."""
    right = fired == positive.reshape(-1, *[1] * (fired.ndim - 1))
    if metric == "accuracy":
        return right.mean(0)
    return (right[positive].mean(0) + right[~positive].mean(0)) / 2


def folded(accuracy):
    # Equal up to rounding counts as equal, in rankings too.
    return np.round(np.maximum(accuracy, 1 - accuracy), 12)


def predictivity(fired, positive, metric="accuracy", aggregate="max", first=0):
    pred = folded(agreement(fired, positive, metric))[:, first:]
    return pred.max(1) if aggregate == "max" else pred.mean(1)


def choose(fired, positive, metric="accuracy"):
    accuracy = agreement(fired, positive, metric)
    position = folded(accuracy).argmax(1)
    sign = np.where(np.take_along_axis(accuracy, position[:, None], 1)[:, 0] >= 0.5 - 1e-12, 1, -1)
    return position, sign


def held_out(chosen, fired, positive, metric="accuracy"):
    position, sign = chosen
    accuracy = np.take_along_axis(agreement(fired, positive, metric), position[:, None], 1)[:, 0]
    return np.where(sign == 1, accuracy, 1 - accuracy)


def auroc(scores, positive):
    u = stats.mannwhitneyu(scores[positive], scores[~positive]).statistic
    return u / (positive.sum() * (~positive).sum())


def top(values, percent=TOP):
    """Indices of the best of one list; equal values in index order."""
    return np.argsort(-values, kind="stable")[: math.floor(len(values) * percent / 100)]


def rho(x, y):
    return stats.spearmanr(x, y).statistic


def correlation(a, b, scope, neurons, percent=TOP):
    lists = [(x, y) for x, y in zip(a, b)] if scope == "layer" else [(a.ravel(), b.ravel())]
    rhos = []
    for x, y in lists:
        sets = set(top(x, percent).tolist()), set(top(y, percent).tolist())
        members = {"all": set(range(len(x))), "union": sets[0] | sets[1], "intersection": sets[0] & sets[1]}[neurons]
        members = sorted(members)
        sound = len(members) > 1 and len(set(x[members])) > 1 and len(set(y[members])) > 1
        rhos.append(rho(x[members], y[members]) if sound else None)
    known = [r for r in rhos if r is not None]
    return {"scope": scope, "neurons": neurons, "rhos": rhos, "rho": float(np.mean(known)) if known else None}


def floor(negatives, positives, positions):
    n, draws = negatives + positives, (negatives + positives + 1) // 2  # JavaScript rounds halves up
    law = stats.hypergeom(n, positives, draws)
    hits = np.arange(max(0, positives + draws - n), min(positives, draws) + 1)
    correct = 2 * hits + negatives - draws
    best = np.maximum(correct, n - correct)
    levels = np.unique(best)
    upto = np.array([law.pmf(hits)[best <= level].sum() for level in levels]) ** positions
    return float((levels / n * np.diff(np.concatenate([[0], upto]))).sum())


def retained(clean, adversarial, scope, percent=TOP):
    shape = clean.shape
    if scope == "layer":
        members = np.zeros(shape, bool)
        for layer, row in enumerate(clean):
            members[layer, top(row, percent)] = True
        parts = [(adversarial[i][members[i]], adversarial[i][~members[i]]) for i in range(shape[0])]
    else:
        members = np.zeros(clean.size, bool)
        members[top(clean.ravel(), percent)] = True
        members = members.reshape(shape)
        parts = [(adversarial[members], adversarial[~members])]
    separations = [stats.mannwhitneyu(a, b).statistic / (len(a) * len(b)) for a, b in parts]
    before, after = clean[members].mean(), adversarial[members].mean()
    bins = np.minimum(19, np.floor(adversarial[members] * 20 + 1e-6).astype(int))
    return {
        "clean": before, "adversarial": after, "others": adversarial[~members].mean(), "share": (after - 0.5) / (before - 0.5),
        "separation": float(np.average(separations, weights=[len(a) for a, _ in parts])),
        "histogram": np.bincount(bins, minlength=20).tolist(),
    }


def statistics(study):
    train = study["train"].astype(np.float64)
    baseline = train.mean(0).astype(np.float32)
    fired = {name: study[name] > baseline for name in ("clean", "adversarial", "train")}
    positive = {name: study[f"{name}_labels"] == 1 for name in fired}
    clean, truth = fired["clean"], positive["clean"]
    three = np.arange(len(truth)) % 3
    half = np.arange(len(truth)) % 2
    halves = [(clean[half == h], truth[half == h]) for h in (0, 1)]
    there, back = [held_out(choose(*halves[h]), *halves[1 - h]) for h in (0, 1)]

    pred = {name: predictivity(fired[name], positive[name]) for name in fired}
    position, sign = choose(clean, truth)
    activations = np.take_along_axis(study["clean"], position[None, :, None], 2)[:, :, 0]

    # Shuffles by rotation, so that both sides use the same ones.
    permuted = np.stack([predictivity(clean, np.roll(truth, 2 * r + 1)) for r in range(6)])
    own = (1 + (permuted >= pred["clean"] - 1e-9).sum(0)) / 7
    layer_pool = np.stack([(1 + (permuted[:, l, :, None] >= pred["clean"][l] - 1e-9).sum((0, 1))) / (1 + permuted[:, l].size) for l in range(len(pred["clean"]))])
    highest = permuted.max((1, 2))
    family = (1 + (highest[:, None, None] >= pred["clean"] - 1e-9).sum(0)) / 7

    split = [predictivity(*part) for part in halves]
    half_rhos = [rho(x, y) for x, y in zip(*split)]
    half_rho = np.mean(half_rhos)

    overlaps = []
    for x, y in zip(pred["clean"], pred["adversarial"]):
        shared, size = len(set(top(x)) & set(top(y))), len(top(x))
        overlaps.append({"shared": shared, "expected": size * size / len(x), "p": stats.hypergeom(len(x), size, size).sf(shared - 1)})
    sizes = [len(top(x)) for x in pred["clean"]]
    total = np.ones(1)
    for size, x in zip(sizes, pred["clean"]):
        total = np.convolve(total, stats.hypergeom(len(x), size, size).pmf(range(size + 1)))

    names = ["clean", "adversarial", "train"]
    pairs = np.array([np.mean([rho(x, y) for x, y in zip(pred[a], pred[b])]) for i, a in enumerate(names) for b in names[i + 1:]])
    constant = np.logical_or(clean.all((0, 2)), ~clean.any((0, 2)))

    return {
        "baseline": baseline,
        "accuracy": agreement(clean, truth, "accuracy"),
        "balancedAccuracy": agreement(clean, truth, "balanced-accuracy"),
        "predictivity": pred["clean"],
        "adversarialPredictivity": pred["adversarial"],
        "balancedPredictivity": predictivity(clean, truth, "balanced-accuracy"),
        "meanPredictivity": predictivity(clean, truth, aggregate="mean"),
        "withoutMask": predictivity(clean, truth, first=1),
        "position": position, "sign": sign, "constant": constant, "dead": ~clean.any((0, 2)),
        "crossFitted": (there + back) / 2,
        "onAdversarial": held_out(choose(clean, truth), fired["adversarial"], positive["adversarial"]),
        "auroc": np.array([[auroc(activations[:, l, i], truth) for i in range(activations.shape[2])] for l in range(activations.shape[1])]),
        "oneVersusRest": [predictivity(clean, three == c, "balanced-accuracy") for c in range(3)],
        "pairs": [predictivity(clean[np.isin(three, (a, b))], three[np.isin(three, (a, b))] == b, "balanced-accuracy") for a, b in ((0, 1), (0, 2), (1, 2))],
        "permuted": {"own": own, "layer": layer_pool, "family": family, "adjusted": stats.false_discovery_control(layer_pool.ravel())},
        "floor": floor(int((~truth).sum()), int(truth.sum()), clean.shape[2]),
        "splitHalf": {"rhos": half_rhos, "rho": half_rho, "corrected": 2 * half_rho / (1 + half_rho)},
        "overlap": {"layers": overlaps, "p": total[sum(o["shared"] for o in overlaps):].sum(), "adjusted": stats.false_discovery_control([o["p"] for o in overlaps])},
        "correlations": [correlation(pred["clean"], pred["adversarial"], scope, neurons) for scope in ("layer", "model") for neurons in ("all", "union", "intersection")],
        "specificity": {"pairs": pairs, "normalised": (pairs - pairs.mean()) / pairs.std(), "mean": np.tanh(np.arctanh(pairs).mean())},
        "retained": {scope: retained(pred["clean"], pred["adversarial"], scope) for scope in ("layer", "model")},
    }


def plain(value):
    if isinstance(value, (np.ndarray, np.generic)):
        return np.asarray(value, dtype=np.float64).ravel().round(9).tolist() if np.ndim(value) else float(value)
    raise TypeError(type(value))


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FIXTURES
    for path in sorted(folder.glob("*-activations.safetensors")):
        expected = {"versions": {"numpy": np.__version__, "scipy": scipy.__version__}, "top": TOP, **statistics(load_file(path))}
        target = path.with_name(path.name.replace("-activations.safetensors", "-expected.json"))
        target.write_text(json.dumps(expected, default=plain) + "\n")
        print(target)

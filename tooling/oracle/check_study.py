"""Checks the statistics of a whole study from its raw activations.

    python tooling/oracle/check_study.py RUN

RUN is the output folder of `skill-neurons run` of a study with `neurons: { activations: true }`. Everything is computed anew,
by definition, with numpy and scipy: baseline, predictivity, p-values under the shuffles that were drawn, floor, stability
over the halves that were drawn, profiles of single neurons, overlap, retained predictivity, rank correlations, specificity, the link, Wilson intervals.
Bootstrap intervals draw their own random numbers, so they are held to a looser bound. Exits with 1 when something is off.
"""
import collections
import csv
import itertools
import json
import math
import pathlib
import sys

import numpy as np
from safetensors.numpy import load_file
from scipy import stats

from neuron_statistics import choose, correlation, floor, held_out, predictivity, retained, rho, top

TOLERANCE = 1e-6
BOOTSTRAP = 0.08  # of 200 draws and more: their own spread

run = pathlib.Path(sys.argv[1])
results = json.loads((run / "results.json").read_text())
rng = np.random.default_rng(0)
worst = collections.defaultdict(lambda: [0, 0.0])


def check(name, found, expected):
    """Notes the largest difference of a statistic; null, None and NaN are equal."""
    nan = lambda x: np.array([math.nan if v is None else float(v) for v in np.asarray(x, dtype=object).ravel()])
    found, expected = nan(found), nan(expected)
    assert found.shape == expected.shape, (name, found.shape, expected.shape)
    both = np.isnan(found) & np.isnan(expected)
    difference = np.where(both, 0, np.abs(found - expected))
    entry = worst[name]
    entry[0] += found.size
    entry[1] = max(entry[1], math.inf if np.isnan(difference).any() else float(difference.max(initial=0)))


# A store may hold results of earlier settings too: the newest null of each place, and the neurons that it was made from.
manifests = {}
for path in (run / "store").glob("*/*/manifest.json"):
    manifests[path.parent] = json.loads(path.read_text())
by_key = {manifest["key"]: folder for folder, manifest in manifests.items()}
jobs = {}
for folder in sorted(manifests, key=lambda folder: (folder / "manifest.json").stat().st_mtime):
    if manifests[folder]["kind"] == "null":
        place = tuple(manifests[folder]["parameters"][name] for name in ("model", "task", "seed"))
        jobs["null", *place] = folder
        jobs["neurons", *place] = by_key[manifests[folder]["inputs"]["neurons"]["key"]]
keys = [key[1:] for key in jobs if key[0] == "null"]
if not keys or not (jobs["null", *keys[0]] / "clean.raw.safetensors").exists():
    sys.exit("no raw activations in this run: it needs `neurons: { activations: true }`")

names = {"clean": "clean", "adversarial": "adversarial", "at-clean": "adversarial-at-clean"}
found = {}
nulls = {(e["model"], e["task"], e["seed"], e["adversarial"]): e for e in results["nulls"]}


def adjusted_null(pred, permuted, layer):
    own, all_of_layer = pred[layer], permuted[:, layer].ravel()
    return (1 + (all_of_layer[None, :] >= own[:, None] - 1e-9).sum(1)) / (1 + all_of_layer.size)


def check_null(entry, folder, kind, fired, positive, raw, pred):
    permuted = np.stack([predictivity(fired, shuffled == 1) for shuffled in raw["shuffles"]])
    stored = load_file(folder / f"{kind}.safetensors")
    p = np.stack([adjusted_null(pred, permuted, layer) for layer in range(len(pred))])
    adjusted = stats.false_discovery_control(p.ravel()).reshape(p.shape)
    highest = permuted.max((1, 2))
    family = (1 + (highest[:, None, None] >= pred - 1e-9).sum(0)) / (1 + len(permuted))
    check("null: p", stored["p"], p)
    check("null: false discovery rate", stored["adjusted_p"], adjusted)
    check("null: family-wise", stored["family_wise_p"], family)
    for layer in entry["layers"]:
        l = layer["layer"]
        own = [layer[name] for name in ("discoveries", "familyWise", "best", "bestOfShuffles", "mean", "meanOfShuffles")]
        check("null: layers", own, [(adjusted[l] <= entry["rate"]).sum(), (family[l] <= entry["rate"]).sum(), pred[l].max(), permuted[:, l].max(1).mean(), pred[l].mean(), permuted[:, l].mean(1).mean()])
    check("null: floor by calculation", entry["expected"], floor(int((~positive).sum()), int(positive.sum()), fired.shape[2]))
    if entry["stability"]:
        halves = [(fired[raw["halves"][0] == h], positive[raw["halves"][0] == h]) for h in (0, 1)]
        own = [predictivity(*half) for half in halves]
        percent = entry["stability"]["top"]
        kept = [retained(own[h], held_out(choose(*halves[h]), *halves[1 - h]), "layer", percent) for h in (0, 1)]
        half_rho = np.mean([rho(x, y) for x, y in zip(*own)])
        both = lambda field: (kept[0][field] + kept[1][field]) / 2
        stability = [entry["stability"][name] for name in ("rho", "corrected", "whereChosen", "elsewhere", "othersElsewhere")]
        check("stability over halves", stability, [half_rho, 2 * half_rho / (1 + half_rho), both("clean"), both("adversarial"), both("others")])


def check_rounded(name, found, expected):
    """Of numbers that are written with six digits."""
    found, expected = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    scale = 1 + 10 * np.abs(expected)
    check(name, found / scale, expected / scale)


def check_profile(profile, raw, baseline, fired, positive):
    l, neuron, j = (profile[name] for name in ("layer", "neuron", "position"))
    own = lambda kind: raw[kind]["activations"][:, l, :, neuron]
    check_rounded("profiles: threshold", profile["threshold"], baseline[l, j, neuron])
    everything = np.concatenate([own(kind)[:, j] for kind in fired])
    check_rounded("profiles: range", [profile["low"], profile["high"]], [everything.min(), everything.max()])
    for kind, counts, most, least in (("clean", "histogram", "highest", "lowest"), ("adversarial", "adversarialHistogram", "adversarialHighest", "adversarialLowest")):
        accuracy = (fired[kind][:, l, :, neuron] == positive[kind][:, None]).mean(0)
        check("profiles: accuracy by position", profile["accuracyByPosition"][kind], np.round(accuracy, 4))
        at = own(kind)[:, j]
        labels = raw[kind]["labels"].astype(int)
        check("profiles: rows per label", np.sum(profile[counts], 1), [(labels == label).sum() for label in range(len(profile[counts]))])
        order = np.argsort(-at, kind="stable")
        shown = len(profile[most])
        check_rounded("profiles: rows that fire most", [[e["activation"], e["label"]] for e in profile[most]], [[at[i], labels[i]] for i in order[:shown]])
        check_rounded("profiles: rows that fire least", [[e["activation"], e["label"]] for e in profile[least]], [[at[i], labels[i]] for i in order[::-1][:shown]])
        silent = fired[kind][:, l, :, neuron].all(0) | ~fired[kind][:, l, :, neuron].any(0)
        expected = "varied" if not silent.all() else "constant" if fired[kind][:, l, :, neuron].any() else "dead"
        assert profile["answers"][kind] == expected, (profile["model"], l, neuron, kind)


for model, task, seed in keys:
    neurons, null = jobs["neurons", model, task, seed], jobs["null", model, task, seed]
    raw = {kind: load_file(null / f"{kind}.raw.safetensors") for kind in ("train", "clean", "adversarial")}
    baseline = load_file(neurons / "baseline.safetensors")["baseline"]
    check("baseline", baseline, raw["train"]["activations"].astype(np.float64).mean(0))
    fired = {kind: raw[kind]["activations"] > baseline for kind in ("clean", "adversarial")}
    positive = {kind: raw[kind]["labels"] == 1 for kind in fired}
    pred = {kind: predictivity(fired[kind], positive[kind]) for kind in fired}
    # Rounded, so that 0.4 and 1 - 0.6 are equal when neurons are ranked by them.
    pred["at-clean"] = np.round(held_out(choose(fired["clean"], positive["clean"]), fired["adversarial"], positive["adversarial"]), 12)
    for kind, file in names.items():
        check(f"predictivity, {kind}", load_file(neurons / f"{file}.safetensors")["predictivity"], pred[kind])
    for kind in fired:
        check_null(nulls[model, task, seed, kind == "adversarial"], null, kind, fired[kind], positive[kind], raw[kind], pred[kind])
    found[model, task, seed] = pred
    for profile in results.get("neuronProfiles", []):
        if (profile["model"], profile["task"], profile["seed"]) == (model, task, seed):
            check_profile(profile, raw, baseline, fired, positive)
            check("profiles: predictivity", [profile["clean"], profile["adversarial"]], [pred[kind][profile["layer"], profile["neuron"]] for kind in ("clean", "at-clean")])

for entry in results["overlap"]:
    pred = found[entry["model"], entry["task"], entry["seed"]]
    for layer in entry["layers"]:
        a, b = (set(top(pred[kind][layer["layer"]], entry["percent"]).tolist()) for kind in ("clean", "adversarial"))
        check("overlap", [layer["shared"], layer["size"]], [len(a & b), len(a)])

for entry in results["retained"]:
    pred = found[entry["model"], entry["task"], entry["seed"]]
    other = pred["adversarial" if entry["positions"] == "own" else "at-clean"]
    expected = retained(pred["clean"], other, "layer", entry["percent"])
    check("retained", [entry[name] for name in ("clean", "adversarial", "others", "separation")], [expected[name] for name in ("clean", "adversarial", "others", "separation")])
    check("retained", entry["histogram"], expected["histogram"])


def mean_over_seeds(model, task):
    return np.round(np.mean([np.float32(found[model, task, seed]["clean"]) for seed in results["seeds"]], axis=0, dtype=np.float64), 6)


for model, task in sorted({key[:2] for key in keys}):
    profiles = [p for p in results.get("neuronProfiles", []) if (p["model"], p["task"], p["seed"]) == (model, task, results["seeds"][0])]
    averages = mean_over_seeds(model, task)
    check("profiles: the best by mean", [averages[p["layer"], p["neuron"]] for p in profiles], np.sort(averages.ravel())[::-1][:len(profiles)])


def bootstrap_interval(a, b, scope, draws=400):
    values = []
    lists = list(zip(a, b)) if scope == "layer" else [(a.ravel(), b.ravel())]
    for _ in range(draws):
        drawn = []
        for x, y in lists:
            i = rng.integers(0, len(x), len(x))
            drawn.append(rho(x[i], y[i]))
        values.append(np.mean(drawn))
    return np.quantile(values, [0.025, 0.975])


for entry in results["rankCorrelations"]:
    model, task = entry["model"], entry["task"]
    if entry["between"] == "tasks":
        pair = mean_over_seeds(model, task), mean_over_seeds(model, entry["otherTask"])
    elif entry["between"] == "seeds":
        pair = found[model, task, entry["seed"]]["clean"], found[model, task, entry["otherSeed"]]["clean"]
    else:
        pair = found[model, task, entry["seed"]]["clean"], found[model, task, entry["seed"]]["adversarial"]
    check(f"rank correlation, {entry['scope']}, {entry['neurons']}", entry["rho"], correlation(*pair, entry["scope"], entry["neurons"], entry["percent"] or 0)["rho"])
    if entry["neurons"] == "all" and entry["between"] == "clean-adversarial":
        check("~ bootstrap of a rank correlation", [entry["low"], entry["high"]], bootstrap_interval(*pair, entry["scope"]))

for entry in results["specificity"]:
    for i, j in itertools.combinations(range(len(entry["tasks"])), 2):
        a, b = (mean_over_seeds(entry["model"], entry["tasks"][k]) for k in (i, j))
        check("specificity", entry["rho"][i][j], np.mean([rho(x, y) for x, y in zip(a, b)]))


def rows(table):
    with open(run / "tables" / f"{table}.csv", newline="") as file:
        return list(csv.DictReader(file))


number = lambda text: float(text) if text else math.nan

for row in rows("overlap"):
    shared, size, width = (int(row[name]) for name in ("shared", "size", "width"))
    if size > 0:
        law = stats.hypergeom(width, size, size)
        check("overlap against chance", [number(row["chance"]), number(row["p"])], [law.mean() / size, law.sf(shared - 1)])

for row in rows("accuracy"):
    share, n = number(row["accuracy"]), int(row["rows"])
    z = stats.norm.ppf(0.975)
    centre, half = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    check("Wilson intervals", [number(row["low"]), number(row["high"])], [max(0, (centre - half) / (1 + z * z / n)), min(1, (centre + half) / (1 + z * z / n))])


def accuracy(model, task, seed, adversarial):
    own = [e for e in results["evaluations"] if (e["model"], e["source"], e["task"], e["seed"], e["adversarial"]) == (model, task, task, seed, adversarial)]
    return sum(e["correct"] for e in own) / sum(e["n"] for e in own)


# The percentage nearest to 5 is what the link and the claims are about.
percent = min({entry["percent"] for entry in results["overlap"]}, key=lambda p: (abs(p - 5), p))
models = [model["id"] for model in results["models"]]
tasks = [task["id"] for task in results["tasks"] if any(entry["task"] == task["id"] for entry in results["overlap"])]
seeds = results["seeds"]
drop = np.array([[[accuracy(m, t, s, False) - accuracy(m, t, s, True) for s in seeds] for t in tasks] for m in models])


def kept(model, task, seed):
    pred = found[model, task, seed]
    shared = size = chance = 0
    for a, b in zip(pred["clean"], pred["adversarial"]):
        best = set(top(a, percent).tolist())
        shared, size, chance = shared + len(best & set(top(b, percent).tolist())), size + len(best), chance + len(best) ** 2 / len(a)
    share, by_chance = shared / size, chance / size
    return (share - by_chance) / (1 - by_chance), retained(pred["clean"], pred["at-clean"], "layer", percent)["separation"], np.mean([rho(x, y) for x, y in zip(pred["clean"], pred["adversarial"])])


measures = np.array([[[kept(m, t, s) for s in seeds] for t in tasks] for m in models])
for row in rows("link-points"):
    m, t, s = models.index(row["model"]), tasks.index(row["target"].removesuffix(" adv.")), seeds.index(int(row["seed"]))
    check("link: points", [number(row[name]) for name in ("drop", "overlap", "retained", "correlation")], [drop[m, t, s], *measures[m, t, s]])


def link(x, y):
    """x, y [models, sets] -> statistics by name."""
    less = lambda a: np.concatenate([row - row.mean() for row in a])
    ranks = lambda a: np.array([stats.rankdata(row) for row in a])
    design = np.column_stack([x.ravel(), np.repeat(np.eye(len(x)), x.shape[1], axis=0)])
    safe = lambda f, a, b: math.nan if np.ptp(a) < 1e-12 or np.ptp(b) < 1e-12 else f(a, b).statistic
    return {
        "within models/Spearman": safe(stats.pearsonr, less(ranks(x)), less(ranks(y))),
        "within models/Pearson": safe(stats.pearsonr, less(x), less(y)),
        "within models/points lost per 0.1": 10 * np.linalg.lstsq(design, y.ravel(), rcond=None)[0][0],
        "all pairs/Spearman": safe(stats.spearmanr, x.ravel(), y.ravel()),
        "all pairs/Pearson": safe(stats.pearsonr, x.ravel(), y.ravel()),
    }


table = rows("link")
for i, measure in enumerate(dict.fromkeys(row["measure"] for row in table)):
    x, y = np.round(measures[..., i].mean(2), 12), np.round(drop.mean(2), 12)
    expected = link(x, y)
    orders = list(itertools.permutations(range(len(tasks))))
    for row in (row for row in table if row["measure"] == measure):
        name = f"{row['scale']}/{row['statistic']}"
        check("link: correlations and slopes", number(row["value"]), expected[name])
        if row["p"]:
            permuted = [abs(link(x[:, list(order)], y)[name]) for order in orders]
            check("link: p-values", number(row["p"]), np.mean(np.array(permuted) >= abs(expected[name]) - 1e-9))
    if len(tasks) >= 5:
        # Two stages: sets with replacement, then seeds within each cell.
        drawn = []
        for _ in range(500):
            chosen = rng.integers(0, len(tasks), len(tasks))
            cells = rng.integers(0, len(seeds), (len(models), len(tasks), len(seeds)))
            take = lambda a: np.take_along_axis(a[:, chosen], cells, 2).mean(2)
            drawn.append(link(take(measures[..., i]), take(drop))["within models/Pearson"])
        own = next(row for row in table if row["measure"] == measure and (row["scale"], row["statistic"]) == ("within models", "Pearson"))
        check("~ cluster bootstrap of the link", [number(own["low"]), number(own["high"])], np.nanquantile(drawn, [0.025, 0.975]))

failed = 0
for name, (count, difference) in worst.items():
    bound = BOOTSTRAP * (3 if "link" in name else 1) if name.startswith("~") else TOLERANCE
    failed += difference > bound
    print(f"{'ok  ' if difference <= bound else 'OFF '} {name}: {count} values, furthest apart {difference:.2g}")
sys.exit(failed > 0)

"""Suppresses neurons of two small checkpoints with transformers and PyTorch forward hooks: what packages/neurons must find.

    python tooling/oracle/suppression.py

Reads the checkpoints and the prompted batch of packages/runtime/test/fixtures/{roberta,t5}, writes
packages/neurons/test/fixtures/suppression-expected.json: moments of the activations on that batch, and the mean cross-entropy and
predictions with sets of neurons set to zero, or to their means, at all, prompt, text or mask positions. Nothing here is shared
with the TypeScript code; the models are transformers' own. Needs torch, transformers and safetensors.
"""
import json
import pathlib

import torch
import torch.nn.functional as F
from transformers import RobertaForMaskedLM, T5ForConditionalGeneration

PACKAGES = pathlib.Path(__file__).parents[2] / "packages"
FIXTURES = PACKAGES / "runtime" / "test" / "fixtures"
OUT = PACKAGES / "neurons" / "test" / "fixtures" / "suppression-expected.json"
SETS = {"two layers": [[0, 3, 17, 40, 41, 42], [5, 9, 63]], "upper layer": [[], [1, 2, 3, 30, 31, 32, 33, 50]], "none": [[], []]}
# Each alone, zeroed everywhere: layer, neuron.
SINGLE = [(0, 17), (1, 9), (1, 63)]


class Roberta:
    stacks = {"encoder": ["all", "prompt", "text", "mask"]}

    def __init__(self, folder, case, mask_token):
        self.case, self.mask_token = case, mask_token
        self.model = RobertaForMaskedLM.from_pretrained(folder, torch_dtype=torch.float32).eval()

    def sites(self, stack):
        return [(block.intermediate, "output") for block in self.model.roberta.encoder.layer]

    def logits(self):
        prompt, ids, mask = (torch.tensor(self.case[name]) for name in ("prompt", "ids", "mask"))
        tables = self.model.roberta.embeddings
        words, rows = tables.word_embeddings.weight, len(prompt)
        prompt = torch.cat([words[self.mask_token][None], prompt[1:]])
        # The paper's layout: no positions at the prompt, text counts on behind it.
        positions = tables.position_embeddings.weight[torch.arange(ids.shape[1]) + self.model.config.pad_token_id + 1 + rows]
        embedded = torch.cat([prompt.expand(len(ids), -1, -1), words[ids] + positions], 1) + tables.token_type_embeddings.weight[0]
        normed = tables.LayerNorm(embedded)
        handle = tables.register_forward_hook(lambda *_: normed)
        full = torch.cat([torch.ones(len(ids), rows), mask], 1)
        try:
            return self.model(input_ids=torch.zeros(full.shape, dtype=torch.long), attention_mask=full).logits[:, 0, self.case["columns"]]
        finally:
            handle.remove()


class T5:
    stacks = {"encoder": ["all", "prompt", "text"], "decoder": ["all"]}

    def __init__(self, folder, case, _mask_token):
        self.case = case
        self.model = T5ForConditionalGeneration.from_pretrained(folder, torch_dtype=torch.float32).eval()

    def sites(self, stack):
        return [(block.layer[-1].DenseReluDense.wo, "input") for block in getattr(self.model, stack).block]

    def logits(self):
        prompt, ids, mask = (torch.tensor(self.case[name]) for name in ("prompt", "ids", "mask"))
        source = torch.cat([prompt.expand(len(ids), -1, -1), self.model.shared.weight[ids]], 1)
        start = torch.full((len(ids), 1), self.model.config.decoder_start_token_id)
        full = torch.cat([torch.ones(len(ids), len(prompt)), mask], 1)
        return self.model(inputs_embeds=source, attention_mask=full, decoder_input_ids=start).logits[:, 0, self.case["columns"]]


def with_hooks(model, stack, change):
    """Logits while `change(layer, activation)` takes the place of every FFN activation [batch, positions, width]."""
    handles = []
    for layer, (module, side) in enumerate(model.sites(stack)):
        if side == "output":
            handles.append(module.register_forward_hook(lambda _m, _i, output, layer=layer: change(layer, output)))
        else:
            handles.append(module.register_forward_pre_hook(lambda _m, inputs, layer=layer: (change(layer, inputs[0]),)))
    try:
        with torch.no_grad():
            return model.logits()
    finally:
        for handle in handles:
            handle.remove()


def moments(model, stack):
    caught = {}
    with_hooks(model, stack, lambda layer, activation: caught.__setitem__(layer, activation) or activation)
    rows, mask = len(model.case["prompt"]), torch.tensor(model.case["mask"]).bool()
    found = []
    for layer in sorted(caught):
        at_prompt = caught[layer] if stack == "decoder" else caught[layer][:, :rows]
        entry = {"prompt": {"mean": at_prompt.mean(0), "sd": at_prompt.std(0), "active": (at_prompt > 0).float().mean(0)}}
        if stack == "encoder":
            tokens = caught[layer][:, rows:][mask]
            entry["text"] = {"mean": tokens.mean(0), "sd": tokens.std(0), "active": (tokens > 0).float().mean(0)}
        found.append(entry)
    return found


def suppressed(model, stack, positions, neurons, kind, means):
    rows = len(model.case["prompt"])

    def change(layer, activation):
        length = activation.shape[1]
        # With everything computed, the mask's row is where the answer is read; padding is text that nobody attends to.
        places = {"all": range(length), "prompt": range(rows), "text": range(rows, length), "mask": range(1)}[positions]
        changed = activation.clone()
        for place in places:
            for neuron in neurons[layer]:
                if kind == "zero":
                    value = 0.0
                elif stack == "decoder":
                    value = means[layer]["prompt"]["mean"][0, neuron]
                else:
                    value = means[layer]["prompt"]["mean"][place, neuron] if place < rows else means[layer]["text"]["mean"][neuron]
                changed[:, place, neuron] = value
        return changed

    return with_hooks(model, stack, change)


def margins(logits, labels):
    right = logits.gather(1, labels[:, None])[:, 0]
    return right - logits.scatter(1, labels[:, None], float("-inf")).max(1).values


def single_effect(model, stack, layer, neuron, labels):
    with torch.no_grad():
        before = model.logits()
    after = suppressed(model, stack, "all", [[neuron] if l == layer else [] for l in range(len(model.sites(stack)))], "zero", None)
    right, still = before.argmax(1) == labels, after.argmax(1) == labels
    change = (margins(after, labels) - margins(before, labels)).double()
    return {
        "stack": stack, "layer": layer, "neuron": neuron, "n": len(labels), "correct": int(right.sum()),
        "lost": int((right & ~still).sum()), "gained": int((~right & still).sum()),
        "margins": [round(float(x), 7) for x in margins(after, labels)], "margin": round(float(margins(before, labels).double().mean()), 7),
        "marginChange": round(float(change.mean()), 8), "standardError": round(float(change.std() / len(labels) ** 0.5), 8),
        "marginChangeByLabel": [round(float(change[labels == label].mean()), 8) if (labels == label).any() else None for label in range(before.shape[1])],
    }


def plain(value):
    if isinstance(value, torch.Tensor):
        return [round(float(x), 7) for x in value.flatten()]
    return {name: plain(part) for name, part in value.items()} if isinstance(value, dict) else [plain(part) for part in value]


expected = {}
for name, kind_of_model in (("roberta", Roberta), ("t5", T5)):
    stored = json.loads((FIXTURES / name / "expected.json").read_text())
    case = stored["prompted"]
    model = kind_of_model(FIXTURES / name, case, stored.get("maskTokenId"))
    labels = torch.tensor(case["labels"])
    with torch.no_grad():
        assert torch.allclose(model.logits(), torch.tensor(case["logits"]), atol=2e-4), "not the model of the fixtures"
    expected[name] = {"moments": {}, "results": [], "single": []}
    for stack, places in kind_of_model.stacks.items():
        means = moments(model, stack)
        expected[name]["moments"][stack] = plain(means)
        layers = len(means)
        expected[name]["single"] += [single_effect(model, stack, layer, neuron, labels) for layer, neuron in SINGLE if layer < layers]
        for positions in places:
            for kind in ("zero", "mean"):
                for label, neurons in SETS.items():
                    logits = suppressed(model, stack, positions, neurons[:layers], kind, means)
                    expected[name]["results"].append({
                        "stack": stack, "positions": positions, "kind": kind, "set": label, "neurons": neurons[:layers],
                        "loss": round(float(F.cross_entropy(logits.double(), labels)), 9), "predictions": logits.argmax(1).tolist(),
                    })

OUT.write_text(json.dumps(expected, separators=(",", ":")) + "\n")
print(f"{OUT.name}: {sum(len(found['results']) for found in expected.values())} results")

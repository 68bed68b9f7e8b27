"""The original protocol: every batch padded to one fixed length, gradients of the whole model, per-example Python loops."""
import torch
import torch.nn.functional as F

from fast_cases import sampled


def to_fixed_length(batch, length, pad):
    size, present = batch["ids"].shape
    ids = torch.full((size, length), pad)
    mask = torch.zeros(size, length)
    ids[:, :present] = batch["ids"]
    mask[:, :present] = batch["mask"]
    return {**batch, "ids": ids, "mask": mask}


class OriginalCases:
    def __init__(self, model, prompt, workload, case):
        self.model = model
        self.family = "t5" if workload["maskTokenId"] is None else "roberta"
        self.columns = torch.tensor(workload["columns"])
        # All its batches have one shape, so one of them tells the time of all.
        self.batches = [to_fixed_length(workload["batches"][0], workload["fixedTextLength"], workload["padTokenId"])]
        self.prompt = prompt
        self.percent = workload["percent"]
        self.ranking = workload["ranking"]
        self.trained = prompt.clone().requires_grad_(True)
        self.optimizer = torch.optim.AdamW([self.trained], lr=workload["learningRate"], eps=1e-6, weight_decay=0)
        model.keeps_activations = case != "train"
        if case == "train":
            for weight in model.weights.values():
                weight.requires_grad_(True)

    def train(self):
        self.model.training = True
        for batch in self.batches:
            for tensor in (self.trained, *self.model.weights.values()):
                tensor.grad = None
            loss = self.model.loss(self.trained, batch, self.columns)
            loss.backward()
            self.optimizer.step()
            loss.item()

    @torch.no_grad()
    def evaluate(self):
        for batch in self.batches:
            self.model.label_logits(self.prompt, batch, self.columns).argmax(-1).tolist()

    def suppress(self):
        count = self.percent * len(self.ranking[0]) // 100
        keep = torch.ones(len(self.ranking), len(self.ranking[0]))
        for layer, order in enumerate(self.ranking):
            keep[layer, order[:count]] = 0
        self.model.keep_factors = keep
        self.evaluate()

    @torch.no_grad()
    def prompt_activations(self, batch):
        """[layers, batch, virtual tokens, width] from the kept activations of all positions."""
        self.model.label_logits(self.prompt, batch, self.columns)
        return torch.stack(self.model.kept)[:, :, : len(self.prompt)]

    def baseline(self):
        sums = sum(self.prompt_activations(batch).double().sum(1) for batch in self.batches)
        return (sums / sum(len(batch["ids"]) for batch in self.batches)).float()

    def firing_counts(self, baseline):
        correct = torch.zeros_like(baseline)
        for batch in self.batches:
            activations = self.prompt_activations(batch)
            for i, label in enumerate(batch["labels"].tolist()):
                correct += (activations[:, i] > baseline) == bool(label)
        return correct

    def neurons(self):
        self.firing_counts(self.baseline())

    def check(self, case):
        """What the first batch gives, for comparison with ours; T5 is trained on another loss, which has no counterpart."""
        if case == "train":
            if self.family == "t5":
                return {}
            prompt = self.prompt.clone().requires_grad_(True)
            loss = self.model.loss(prompt, self.batches[0], self.columns)
            (gradient,) = torch.autograd.grad(loss, prompt)
            return {"loss": [loss.item()], "gradient": gradient.flatten().tolist()}
        if case == "neurons":
            return {"baseline": sampled(self.baseline())}
        if case == "suppress":
            self.suppress()
        with torch.no_grad():
            logits = self.model.label_logits(self.prompt, self.batches[0], self.columns)
        return {"loss": [F.cross_entropy(logits, self.batches[0]["labels"]).item()], "predictions": logits.argmax(-1).tolist()}

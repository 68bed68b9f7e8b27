"""The cases on the fast models: the same computation with the same shapes as ours."""
import torch
import torch.nn.functional as F


checked_values = 4000


def sampled(values):
    """Evenly spaced values: all neurons' would be millions."""
    return values.flatten()[:: max(1, values.numel() // checked_values)].tolist()


class FastCases:
    def __init__(self, model, prompt, workload, compiled):
        self.model = model
        self.columns = torch.tensor(workload["columns"])
        self.batches = workload["batches"]
        self.prompt = prompt
        self.trained = prompt.clone().requires_grad_(True)
        self.optimizer = torch.optim.AdamW([self.trained], lr=workload["learningRate"], eps=1e-6, weight_decay=0)
        self.percent = workload["percent"]
        self.ranking = workload["ranking"]
        self.classes = len(workload["columns"])
        self.score = torch.compile(model.score) if compiled else model.score

    def loss(self, prompt, batch):
        return F.cross_entropy(self.score(prompt, batch["ids"], batch["mask"], self.columns), batch["labels"])

    def train(self):
        for batch in self.batches:
            self.optimizer.zero_grad()
            loss = self.loss(self.trained, batch)
            loss.backward()
            self.optimizer.step()
            loss.item()

    @torch.inference_mode()
    def evaluate(self):
        for batch in self.batches:
            self.score(self.prompt, batch["ids"], batch["mask"], self.columns).argmax(-1).tolist()

    def keep_factors(self):
        count = self.percent * len(self.ranking[0]) // 100
        keep = torch.ones(len(self.ranking), len(self.ranking[0]))
        for layer, order in enumerate(self.ranking):
            keep[layer, order[:count]] = 0
        return keep

    @torch.inference_mode()
    def suppress(self):
        keep = self.keep_factors()
        for batch in self.batches:
            self.score(self.prompt, batch["ids"], batch["mask"], self.columns, keep).argmax(-1).tolist()

    @torch.inference_mode()
    def baseline(self, batches):
        total = 0
        for batch in batches:
            total = total + torch.stack([a.sum(0) for a in self.model.activations(self.prompt, batch["ids"], batch["mask"])]).double()
        return (total / sum(len(batch["ids"]) for batch in batches)).float()

    @torch.inference_mode()
    def firing_counts(self, batches, baseline):
        counts = 0
        for batch in batches:
            is_class = F.one_hot(batch["labels"], self.classes).float().T
            layers = self.model.activations(self.prompt, batch["ids"], batch["mask"])
            counts = counts + torch.stack([is_class @ (a > baseline[i]).flatten(1).float() for i, a in enumerate(layers)], 1).long()
        return counts

    def neurons(self):
        self.firing_counts(self.batches, self.baseline(self.batches))

    def check(self, case):
        """What the first batch gives, for comparison with ours."""
        first = self.batches[0]
        if case == "train":
            prompt = self.prompt.clone().requires_grad_(True)
            loss = self.loss(prompt, first)
            loss.backward()
            return {"loss": [loss.item()], "gradient": prompt.grad.flatten().tolist()}
        with torch.inference_mode():
            if case == "neurons":
                baseline = self.baseline([first])
                counts = self.firing_counts([first], baseline)
                return {"baseline": sampled(baseline), "fired": sampled(counts)}
            keep = self.keep_factors() if case == "suppress" else None
            logits = self.score(self.prompt, first["ids"], first["mask"], self.columns, keep)
            return {"loss": [F.cross_entropy(logits, first["labels"]).item()], "predictions": logits.argmax(-1).tolist()}

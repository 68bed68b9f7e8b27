"""RoBERTa with a soft prompt, the way a PyTorch user makes it fast: fused attention, only what the label words need."""
import torch
import torch.nn.functional as F


class Roberta:
    def __init__(self, config, weights, workload):
        self.config = config
        self.weights = weights
        self.heads = config["num_attention_heads"]
        self.layers = config["num_hidden_layers"]
        self.epsilon = config["layer_norm_eps"]
        self.mask_token = workload["maskTokenId"]
        self.first_position = config["pad_token_id"] + 1

    def linear(self, name, x):
        return F.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def norm(self, name, x):
        return F.layer_norm(x, x.shape[-1:], self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], self.epsilon)

    def embed(self, prompt, ids):
        """Row 0 of the prompt is the mask token; virtual tokens have no position, the text's positions start behind them."""
        words = self.weights["roberta.embeddings.word_embeddings.weight"]
        positions = self.weights["roberta.embeddings.position_embeddings.weight"]
        kind = self.weights["roberta.embeddings.token_type_embeddings.weight"][0]
        batch, length = ids.shape
        rows = torch.cat([words[self.mask_token : self.mask_token + 1], prompt[1:]])
        first = self.first_position + len(rows)
        text = F.embedding(ids, words) + positions[first : first + length]
        x = torch.cat([rows.expand(batch, -1, -1), text], 1) + kind
        return self.norm("roberta.embeddings.LayerNorm", x)

    def split_heads(self, x):
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def attend(self, name, wanted, x, bias):
        query, key, value = (
            self.split_heads(self.linear(f"{name}.self.{part}", rows)) for part, rows in (("query", wanted), ("key", x), ("value", x))
        )
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        return self.linear(f"{name}.output.dense", mixed.transpose(1, 2).flatten(2))

    def neurons(self, layer, wanted, x, bias):
        """The block up to the FFN's activation: (attended, activation)."""
        name = f"roberta.encoder.layer.{layer}"
        attended = self.norm(f"{name}.attention.output.LayerNorm", self.attend(f"{name}.attention", wanted, x, bias) + wanted)
        return attended, F.gelu(self.linear(f"{name}.intermediate.dense", attended))

    def finish(self, layer, attended, activation):
        name = f"roberta.encoder.layer.{layer}"
        return self.norm(f"{name}.output.LayerNorm", self.linear(f"{name}.output.dense", activation) + attended)

    def full_mask(self, prompt, mask):
        return torch.cat([mask.new_ones(len(mask), len(prompt)), mask], 1)

    def score(self, prompt, ids, mask, columns, keep=None):
        """Label-word logits [batch, columns]; keep: factors of the activations, [layers, width]. The last block computes the mask's row alone."""
        x = self.embed(prompt, ids)
        bias = ((1 - self.full_mask(prompt, mask)) * -1e9)[:, None, None]
        for layer in range(self.layers):
            wanted = x[:, :1] if layer == self.layers - 1 else x
            attended, activation = self.neurons(layer, wanted, x, bias)
            x = self.finish(layer, attended, activation if keep is None else activation * keep[layer])
        return self.head(x[:, 0], columns)

    def head(self, hidden, columns):
        x = self.norm("lm_head.layer_norm", F.gelu(self.linear("lm_head.dense", hidden)))
        return F.linear(x, self.weights["roberta.embeddings.word_embeddings.weight"][columns], self.weights["lm_head.bias"][columns])

    def activations(self, prompt, ids, mask):
        """Yields each layer's activation at the prompt's positions, [batch, virtual tokens, width]; nothing behind the last."""
        x = self.embed(prompt, ids)
        bias = ((1 - self.full_mask(prompt, mask)) * -1e9)[:, None, None]
        for layer in range(self.layers):
            last = layer == self.layers - 1
            attended, activation = self.neurons(layer, x[:, : len(prompt)] if last else x, x, bias)
            yield activation[:, : len(prompt)]
            if not last:
                x = self.finish(layer, attended, activation)

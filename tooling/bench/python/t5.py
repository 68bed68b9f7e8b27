"""T5 with a soft prompt, the way a PyTorch user makes it fast: fused attention, one decoder step, only the label words' logits."""
import math

import torch
import torch.nn.functional as F


def bucket_table(queries, keys, bidirectional, buckets, max_distance):
    relative = torch.arange(keys)[None] - torch.arange(queries)[:, None]
    per_direction = buckets // 2 if bidirectional else buckets
    offset = (relative > 0).long() * per_direction if bidirectional else 0
    distance = relative.abs() if bidirectional else (-relative).clamp(min=0)
    exact = per_direction // 2
    growth = torch.log(distance.clamp(min=1).float() / exact) / math.log(max_distance / exact) * (per_direction - exact)
    return offset + torch.where(distance < exact, distance, (exact + growth.long()).clamp(max=per_direction - 1))


class T5:
    def __init__(self, config, weights, workload):
        self.config = config
        self.weights = weights
        self.heads = config["num_heads"]
        self.layers = config["num_layers"]
        self.decoder_layers = config["num_decoder_layers"]
        self.epsilon = config["layer_norm_epsilon"]
        self.start = config["decoder_start_token_id"]
        self.scale = config["d_model"] ** -0.5

    def linear(self, name, x):
        return F.linear(x, self.weights[f"{name}.weight"])

    def norm(self, name, x):
        return F.rms_norm(x, x.shape[-1:], self.weights[f"{name}.weight"], self.epsilon)

    def split_heads(self, x):
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def attend(self, name, queries, keys, bias):
        query, key, value = (
            self.split_heads(self.linear(f"{name}.{part}", rows)) for part, rows in (("q", queries), ("k", keys), ("v", keys))
        )
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=bias, scale=1.0)
        return self.linear(f"{name}.o", mixed.transpose(1, 2).flatten(2))

    def relative_bias(self, stack, queries, keys):
        table = bucket_table(queries, keys, stack == "encoder", self.config["relative_attention_num_buckets"], self.config["relative_attention_max_distance"])
        values = self.weights[f"{stack}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"]
        return F.embedding(table, values).permute(2, 0, 1)[None]

    def embed(self, prompt, ids):
        text = F.embedding(ids, self.weights["shared.weight"])
        return torch.cat([prompt.expand(len(ids), -1, -1), text], 1)

    def padding_bias(self, prompt, mask):
        return ((1 - torch.cat([mask.new_ones(len(mask), len(prompt)), mask], 1)) * -1e9)[:, None, None]

    def encoder_neurons(self, layer, wanted, x, bias):
        """An encoder block up to the FFN's activation: (attended, activation)."""
        name = f"encoder.block.{layer}.layer"
        norm = self.norm(f"{name}.0.layer_norm", x)
        wanted_norm = norm if wanted is x else norm[:, : wanted.shape[1]]
        attended = wanted + self.attend(f"{name}.0.SelfAttention", wanted_norm, norm, bias[..., : wanted.shape[1], :])
        return attended, F.relu(self.linear(f"{name}.1.DenseReluDense.wi", self.norm(f"{name}.1.layer_norm", attended)))

    def finish(self, layer, attended, activation):
        return attended + self.linear(f"encoder.block.{layer}.layer.1.DenseReluDense.wo", activation)

    def encode(self, prompt, ids, mask, keep=None):
        x = self.embed(prompt, ids)
        padding = self.padding_bias(prompt, mask)
        bias = self.relative_bias("encoder", x.shape[1], x.shape[1]) + padding
        for layer in range(self.layers):
            attended, activation = self.encoder_neurons(layer, x, x, bias)
            x = self.finish(layer, attended, activation if keep is None else activation * keep[layer])
        return self.norm("encoder.final_layer_norm", x), padding

    def score(self, prompt, ids, mask, columns, keep=None):
        """Label-word logits [batch, columns] of the first decoder step; keep: factors of the encoder's activations, [layers, width]."""
        encoded, padding = self.encode(prompt, ids, mask, keep)
        x = self.weights["shared.weight"][self.start].expand(len(ids), 1, -1)
        for layer in range(self.decoder_layers):
            name = f"decoder.block.{layer}.layer"
            # One position attends to itself alone.
            x = x + self.linear(f"{name}.0.SelfAttention.o", self.linear(f"{name}.0.SelfAttention.v", self.norm(f"{name}.0.layer_norm", x)))
            x = x + self.attend(f"{name}.1.EncDecAttention", self.norm(f"{name}.1.layer_norm", x), encoded, padding)
            x = x + self.linear(f"{name}.2.DenseReluDense.wo", F.relu(self.linear(f"{name}.2.DenseReluDense.wi", self.norm(f"{name}.2.layer_norm", x))))
        hidden = self.norm("decoder.final_layer_norm", x[:, 0]) * self.scale
        return F.linear(hidden, self.weights["shared.weight"][columns])

    def activations(self, prompt, ids, mask):
        """Yields each encoder layer's activation at the prompt's positions, [batch, virtual tokens, width]; nothing behind the last."""
        x = self.embed(prompt, ids)
        bias = self.relative_bias("encoder", x.shape[1], x.shape[1]) + self.padding_bias(prompt, mask)
        for layer in range(self.layers):
            last = layer == self.layers - 1
            attended, activation = self.encoder_neurons(layer, x[:, : len(prompt)] if last else x, x, bias)
            yield activation[:, : len(prompt)]
            if not last:
                x = self.finish(layer, attended, activation)

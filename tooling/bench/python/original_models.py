"""RoBERTa and T5 as the original code runs them: plain attention, dropout in training, logits of the whole vocabulary at all
positions, and in evaluation every FFN activation kept. Written from the description of the protocol, not from its code."""
import math

import torch
import torch.nn.functional as F

from roberta import Roberta
from t5 import T5

dropout_rate = 0.1


class Keeping:
    """What both share: the activations of the last forward pass, and dropout while training."""

    training = False
    keeps_activations = False
    keep_factors = None

    def start_pass(self):
        self.kept = []

    def dropout(self, x):
        return F.dropout(x, dropout_rate, self.training)

    def after_activation(self, layer, activation):
        if self.keeps_activations:
            self.kept.append(activation.clone())
        return activation if self.keep_factors is None else activation * self.keep_factors[layer]

    def plain_attention(self, query, key, value, bias, scale):
        scores = torch.matmul(query, key.transpose(-1, -2)) * scale + bias
        mixed = torch.matmul(self.dropout(F.softmax(scores, dim=-1)), value)
        return mixed.transpose(1, 2).flatten(2)


class OriginalRoberta(Keeping, Roberta):
    def forward(self, prompt, ids, mask):
        """Logits of the whole vocabulary at all positions, [batch, positions, vocabulary]."""
        self.start_pass()
        x = self.embed(prompt, ids)
        bias = ((1 - self.full_mask(prompt, mask)) * -1e9)[:, None, None]
        for layer in range(self.layers):
            name = f"roberta.encoder.layer.{layer}"
            query, key, value = (self.split_heads(self.linear(f"{name}.attention.self.{part}", x)) for part in ("query", "key", "value"))
            mixed = self.plain_attention(query, key, value, bias, 1 / math.sqrt(query.shape[-1]))
            attended = self.norm(f"{name}.attention.output.LayerNorm", self.dropout(self.linear(f"{name}.attention.output.dense", mixed)) + x)
            activation = self.after_activation(layer, F.gelu(self.linear(f"{name}.intermediate.dense", attended)))
            x = self.norm(f"{name}.output.LayerNorm", self.dropout(self.linear(f"{name}.output.dense", activation)) + attended)
        x = self.norm("lm_head.layer_norm", F.gelu(self.linear("lm_head.dense", x)))
        return F.linear(x, self.weights["roberta.embeddings.word_embeddings.weight"], self.weights["lm_head.bias"])

    def loss(self, prompt, batch, columns):
        logits = self.forward(prompt, batch["ids"], batch["mask"])
        return F.cross_entropy(logits[:, 0][:, columns], batch["labels"])

    def label_logits(self, prompt, batch, columns):
        return self.forward(prompt, batch["ids"], batch["mask"])[:, 0][:, columns]


class OriginalT5(Keeping, T5):
    def plain(self, name, queries, keys, bias):
        query, key, value = (
            self.split_heads(self.linear(f"{name}.{part}", rows)) for part, rows in (("q", queries), ("k", keys), ("v", keys))
        )
        return self.dropout(self.linear(f"{name}.o", self.plain_attention(query, key, value, bias, 1.0)))

    def feed_forward(self, name, x, layer=None):
        activation = F.relu(self.linear(f"{name}.DenseReluDense.wi", self.norm(f"{name}.layer_norm", x)))
        activation = activation if layer is None else self.after_activation(layer, activation)
        return self.dropout(self.linear(f"{name}.DenseReluDense.wo", self.dropout(activation)))

    def encode_all(self, prompt, ids, mask):
        self.start_pass()
        x = self.dropout(self.embed(prompt, ids))
        padding = self.padding_bias(prompt, mask)
        bias = self.relative_bias("encoder", x.shape[1], x.shape[1]) + padding
        for layer in range(self.layers):
            name = f"encoder.block.{layer}.layer"
            norm = self.norm(f"{name}.0.layer_norm", x)
            x = x + self.plain(f"{name}.0.SelfAttention", norm, norm, bias)
            x = x + self.feed_forward(f"{name}.1", x, layer)
        return self.dropout(self.norm("encoder.final_layer_norm", x)), padding

    def decode(self, ids, encoded, padding):
        """Logits of the whole vocabulary at all decoder positions, [batch, length, vocabulary]."""
        length = ids.shape[1]
        later = torch.ones(length, length).triu(1) * -1e9
        bias = self.relative_bias("decoder", length, length) + later
        x = self.dropout(F.embedding(ids, self.weights["shared.weight"]))
        for layer in range(self.decoder_layers):
            name = f"decoder.block.{layer}.layer"
            norm = self.norm(f"{name}.0.layer_norm", x)
            x = x + self.plain(f"{name}.0.SelfAttention", norm, norm, bias)
            x = x + self.plain(f"{name}.1.EncDecAttention", self.norm(f"{name}.1.layer_norm", x), encoded, padding)
            x = x + self.feed_forward(f"{name}.2", x)
        return F.linear(self.dropout(self.norm("decoder.final_layer_norm", x)) * self.scale, self.weights["shared.weight"])

    def loss(self, prompt, batch, columns):
        """Teacher forcing on the label word over the whole vocabulary; the text's padding is attended to."""
        encoded, padding = self.encode_all(prompt, batch["ids"], torch.ones_like(batch["mask"]))
        start = torch.full((len(batch["ids"]), 1), self.start)
        return F.cross_entropy(self.decode(start, encoded, padding)[:, 0], columns[batch["labels"]])

    def label_logits(self, prompt, batch, columns):
        """Greedy generation of two tokens without a cache; the first one's scores count."""
        encoded, padding = self.encode_all(prompt, batch["ids"], batch["mask"])
        start = torch.full((len(batch["ids"]), 1), self.start)
        first = self.decode(start, encoded, padding)[:, -1]
        self.decode(torch.cat([start, first.argmax(-1, keepdim=True)], 1), encoded, padding)
        return first[:, columns]

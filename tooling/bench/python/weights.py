"""Reads the float32 tensors of a safetensors file with PyTorch alone."""
import json
import struct

import torch


def read_safetensors(path):
    tensors = {}
    with open(path, "rb") as file:
        (header_bytes,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(header_bytes))
        for name, entry in header.items():
            if name == "__metadata__":
                continue
            begin, end = entry["data_offsets"]
            file.seek(8 + header_bytes + begin)
            values = torch.frombuffer(bytearray(file.read(end - begin)), dtype=torch.float32)
            # The copy is aligned as PyTorch's own tensors are.
            tensors[name] = values.view(entry["shape"]).clone()
    return tensors

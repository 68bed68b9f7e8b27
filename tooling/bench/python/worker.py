"""One system and one case per process. Reads commands as JSON lines on stdin and answers each with a JSON line on stdout."""
import json
import os
import sys
import time

# The protocol needs stdout for itself.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def answer(message):
    answers.write(json.dumps(message) + "\n")
    answers.flush()


try:
    import torch
except ImportError as error:
    answer({"status": "absent", "reason": f"PyTorch cannot be imported: {error}"})
    sys.exit(0)

from fast_cases import FastCases
from original_cases import OriginalCases
from original_models import OriginalRoberta, OriginalT5
from peak import PeakCase
from roberta import Roberta
from t5 import T5
from weights import read_safetensors


def peak_rss():
    """Bytes. VmHWM belongs to this program alone; ru_maxrss may hold the parent's peak."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        # Not Linux. Windows has no resource module.
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


rss_after_imports = peak_rss()


def read_json(folder, name):
    with open(os.path.join(folder, name)) as file:
        return json.load(file)


def as_tensors(batch):
    shape = (batch["size"], batch["length"])
    return {
        "ids": torch.tensor(batch["ids"]).view(shape),
        "mask": torch.tensor(batch["mask"], dtype=torch.float32).view(shape),
        "labels": torch.tensor(batch["labels"]),
    }


def load(command):
    torch.set_num_threads(command["threads"])
    if command["case"] == "peak":
        return PeakCase(command["shapes"], command["repeats"])
    folder = command["folder"]
    config = read_json(folder, "config.json")
    workload = read_json(folder, "workload.json")
    workload["batches"] = [as_tensors(batch) for batch in workload["batches"]]
    weights = read_safetensors(os.path.join(folder, "model.safetensors"))
    prompt = read_safetensors(os.path.join(folder, "prompt.safetensors"))["prompt_embeddings"]
    is_t5 = config["model_type"] == "t5"
    if command["system"] == "original":
        model = (OriginalT5 if is_t5 else OriginalRoberta)(config, weights, workload)
        return OriginalCases(model, prompt, workload, command["case"])
    model = (T5 if is_t5 else Roberta)(config, weights, workload)
    return FastCases(model, prompt, workload, compiled=command["system"] == "torch-compile")


def main():
    cases = case = None
    for line in sys.stdin:
        command = json.loads(line)
        if command["do"] == "load":
            case = command["case"]
            cases = load(command)
            answer({"status": "ready", "version": f"PyTorch {torch.__version__}", "importRss": rss_after_imports})
        elif command["do"] == "check":
            answer({"status": "checked", "values": cases.check(case)})
        elif case == "peak":
            answer({"status": "ran", "gflops": cases.peak()})
        else:
            run = getattr(cases, case)
            started = time.perf_counter()
            run()
            ms = (time.perf_counter() - started) * 1000
            examples = sum(len(batch["labels"]) for batch in cases.batches)
            answer({"status": "ran", "ms": ms, "examples": examples, "peakRss": peak_rss()})


main()

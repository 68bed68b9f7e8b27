"""DeepWordBug's edits in TextAttack itself, on the model that attack-benchmark.ts wrote. Commands and answers are JSON lines."""
import json
import os
import random
import sys
import time
from importlib.metadata import version

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def answer(message):
    answers.write(json.dumps(message) + "\n")
    answers.flush()


command = json.loads(sys.stdin.readline())
folder = command["folder"]
# TextAttack's stop words are NLTK's, a download: here both sides have the same list.
os.environ["NLTK_DATA"] = os.path.join(folder, "nltk_data")

try:
    import textattack
    import tokenizers
    import torch
except ImportError as error:
    answer({"status": "absent", "reason": f"{error}"})
    sys.exit(0)

from textattack.constraints.overlap import LevenshteinEditDistance
from textattack.constraints.pre_transformation import RepeatModification, StopwordModification
from textattack.goal_functions import UntargetedClassification
from textattack.search_methods import GreedyWordSwapWIR
from textattack.transformations import (
    CompositeTransformation,
    WordSwapNeighboringCharacterSwap,
    WordSwapRandomCharacterDeletion,
    WordSwapRandomCharacterInsertion,
    WordSwapRandomCharacterSubstitution,
)

from roberta import Roberta
from weights import read_safetensors

torch.set_num_threads(command["threads"])
textattack.shared.utils.device = torch.device("cpu")


def read_json(*names):
    with open(os.path.join(folder, *names)) as file:
        return json.load(file)


workload = read_json("attack-workload.json")
model = Roberta(read_json("config.json"), read_safetensors(os.path.join(folder, "model.safetensors")), workload)
tokenizer = tokenizers.Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
tokenizer.no_truncation()
tokenizer.no_padding()
# Row 0 of a prompt is the mask token's embedding; without a prompt it stands alone.
no_prompt = torch.zeros(1, read_json("config.json")["hidden_size"])


class Victim(textattack.models.wrappers.ModelWrapper):
    """Texts to probabilities of the two label words."""

    model = model
    queries = 0

    def __call__(self, texts):
        Victim.queries += len(texts)
        encoded = [row.ids[: workload["textTokens"]] for row in tokenizer.encode_batch(list(texts), add_special_tokens=False)]
        rows = [[workload["bos"], *ids, workload["eos"]] for ids in encoded]
        length = max(map(len, rows))
        ids = torch.tensor([row + [workload["padTokenId"]] * (length - len(row)) for row in rows])
        mask = torch.tensor([[1.0] * len(row) + [0.0] * (length - len(row)) for row in rows])
        with torch.inference_mode():
            return model.score(no_prompt, ids, mask, workload["columns"]).softmax(-1)


def attack_all(seed):
    random.seed(seed)
    # New objects: nothing is remembered from one run to the next.
    goal = UntargetedClassification(Victim(), use_cache=True, model_batch_size=workload["batchSize"])
    transformation = CompositeTransformation(
        [WordSwapNeighboringCharacterSwap(), WordSwapRandomCharacterSubstitution(), WordSwapRandomCharacterDeletion(), WordSwapRandomCharacterInsertion()]
    )
    constraints = [RepeatModification(), StopwordModification(), LevenshteinEditDistance(30)]
    attack = textattack.Attack(goal, constraints, transformation, GreedyWordSwapWIR(wir_method="delete"))
    Victim.queries = 0
    queries = succeeded = 0
    started, cpu = time.perf_counter(), time.process_time()
    for text, label in zip(workload["texts"], workload["labels"]):
        result = attack.attack(text, label)
        queries += result.num_queries
        succeeded += isinstance(result, textattack.attack_results.SuccessfulAttackResult)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    return {"status": "ran", "seconds": seconds, "cpuSeconds": cpu, "queries": queries, "modelQueries": Victim.queries, "succeeded": succeeded}


probabilities = Victim()(workload["texts"]).tolist()
answer({"status": "ready", "version": f"TextAttack {version('textattack')}, PyTorch {torch.__version__}", "probabilities": probabilities})
for line in sys.stdin:
    answer(attack_all(json.loads(line)["seed"]))

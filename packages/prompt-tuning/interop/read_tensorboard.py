"""Prints the scalars of a folder of event files, as TensorBoard reads them: {"tag": [[step, value], ...]}.

Run with a Python that has tensorboard: python read_tensorboard.py FOLDER
"""
import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "tensors": 0})
events.Reload()
print(json.dumps({tag: [[point.step, point.value] for point in events.Scalars(tag)] for tag in events.Tags()["scalars"]}))

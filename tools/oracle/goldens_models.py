"""`models.json`, `logits.json` and `stages.json`: parameters, logits and stage outputs of the original models.

Weights and inputs are the seeded ones, everything is float64, batch norms are in inference.
"""

import numpy as np
from torch import nn

from golden_file import GOLDENS, nine_digits, write_json
from models import EMBEDDED, MODELS, build, load_seeded, parameter_digest, record, seeded_logits

DEEP = ["resnest101", "resnest200", "resnest269"]
STAGES = ["maxpool", "layer1", "layer2", "layer3", "layer4"]
STAGED = ["resnest50", "resnest50_fast_4s2x40d"]


def input_shapes(name: str) -> list[list[int]]:
    """The inputs on which a model's logits are recorded; small ones for the deep models, to keep tests quick."""
    side = 32 if name in DEEP else 64
    extra = {"resnest50": [[2, 3, 65, 71]], EMBEDDED: [[1, 3, 96, 96]]}
    return [[1, 3, side, side], *extra.get(name, [])]


def parameters_entry(name: str, model: nn.Module) -> dict:
    count = sum(parameter.numel() for parameter in model.parameters())
    return {"name": name, "parameters": count, "sha256": parameter_digest(model)}


def stage_entry(name: str, output: np.ndarray) -> dict:
    return {
        "name": name,
        "shape": list(output.shape),
        "mean": nine_digits(output.mean())[0],
        "maxAbs": nine_digits(np.abs(output).max())[0],
        "first": nine_digits(output.ravel()[:16]),
    }


def write() -> None:
    parameters, logits, stages = [], [], []
    for name in MODELS:
        model = load_seeded(build(name))
        parameters.append(parameters_entry(name, model))
        for shape in input_shapes(name):
            output = seeded_logits(model, shape)
            entry = {"model": name, "input": shape, "output": list(output.shape), "logits": nine_digits(output)}
            logits.append(entry)
        if name in STAGED:
            shape = input_shapes(name)[0]
            outputs = record(model, STAGES, lambda model, shape=shape: seeded_logits(model, shape))
            entries = [stage_entry(stage, outputs[stage]) for stage in STAGES]
            stages.append({"model": name, "input": shape, "stages": entries})
    write_json(GOLDENS / "models.json", parameters)
    write_json(GOLDENS / "logits.json", logits)
    write_json(GOLDENS / "stages.json", stages)

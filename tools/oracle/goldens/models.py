"""`models.json` and `logits.json`: parameters and logits of the original models.

Weights and inputs are the seeded ones, everything is float64, batch norms are in inference.
"""

from torch import nn

from golden_file import GOLDENS, nine_digits, write_json
from models import EMBEDDED, MODELS, build, load_seeded, parameter_digest, seeded_logits

DEEP = ["resnest101", "resnest200", "resnest269"]


def input_shapes(name: str) -> list[list[int]]:
    """The inputs on which a model's logits are recorded; small ones for the deep models, to keep tests quick."""
    side = 32 if name in DEEP else 64
    extra = {"resnest50": [[2, 3, 65, 71]], EMBEDDED: [[1, 3, 96, 96]]}
    return [[1, 3, side, side], *extra.get(name, [])]


def parameters_entry(name: str, model: nn.Module) -> dict:
    count = sum(parameter.numel() for parameter in model.parameters())
    return {"name": name, "parameters": count, "sha256": parameter_digest(model)}


def write() -> None:
    parameters, logits = [], []
    for name in MODELS:
        model = load_seeded(build(name))
        parameters.append(parameters_entry(name, model))
        for shape in input_shapes(name):
            output = seeded_logits(model, shape)
            entry = {"model": name, "input": shape, "output": list(output.shape), "logits": nine_digits(output)}
            logits.append(entry)
    write_json(GOLDENS / "models.json", parameters)
    write_json(GOLDENS / "logits.json", logits)

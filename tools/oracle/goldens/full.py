"""`full.json`: the published models at the sizes they were published for, in float64. Takes minutes and 4 GB of memory."""

from golden_file import GOLDENS, nine_digits, write_json
from goldens.keywords import LAYERS, outputs_of
from models import build, load_seeded

SIZES = {"resnest50": 224, "resnest101": 256, "resnest200": 320, "resnest269": 416}


def entry(name: str, size: int) -> dict:
    shape = [1, 3, size, size]
    logits, features = outputs_of(load_seeded(build(name)), shape, ["maxpool", *LAYERS])
    return {"model": name, "input": shape, "logits": nine_digits(logits), "features": features}


def write() -> None:
    write_json(GOLDENS / "full.json", [entry(*model) for model in SIZES.items()])

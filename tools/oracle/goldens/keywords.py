"""`keywords.json`: each case of the keyword matrix in float64: logits, and digests of the layers and the embedding."""

import numpy as np
from torch import nn

import rfconv
from golden_file import GOLDENS, nine_digits, write_json
from keywords import CASES, Keywords, build_keywords
from models import load_seeded, record, seeded_logits

LAYERS = ["layer1", "layer2", "layer3", "layer4"]
SAMPLES = 16


def digest(output: np.ndarray) -> dict:
    """What a golden keeps of a feature map [N, C, H, W]: some values at even distances from the first to the last."""
    values = output.ravel()
    picked = values[np.arange(SAMPLES) * (values.size - 1) // (SAMPLES - 1)]
    mean, largest = nine_digits(np.array([values.mean(), np.abs(values).max()]))
    return {"shape": list(output.shape), "mean": mean, "maxAbs": largest, "samples": nine_digits(picked)}


def outputs_of(model: nn.Module, shape: list[int], layers: list[str]) -> tuple[np.ndarray, dict[str, dict]]:
    """The logits on the seeded input, and digests of the named layers and of the embedding [N, C, 1, 1]."""
    pool = "avgpool" if hasattr(model, "avgpool") else "global_pool"
    logits = []
    recorded = record(model, [*layers, pool], lambda model: logits.append(seeded_logits(model, shape)))
    digests = {layer: digest(recorded[layer]) for layer in layers}
    return logits[0], {**digests, "embedding": digest(recorded[pool][..., None, None])}


def entry(keywords: Keywords, shape: list[int]) -> dict:
    model = load_seeded(build_keywords(keywords))
    count = sum(parameter.numel() for parameter in model.parameters())
    logits, features = outputs_of(model, shape, LAYERS)
    assert 0.5 < np.abs(logits).max() < 200, f"seeded weights leave {keywords} no healthy logits"
    return {
        "keywords": keywords,
        "input": shape,
        "parameters": count,
        "logits": nine_digits(logits),
        "features": features,
    }


def write() -> None:
    rfconv.check()
    write_json(GOLDENS / "keywords.json", [entry(*case) for case in CASES])

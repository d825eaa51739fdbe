"""`seeded.json`: digests that hold the TypeScript generator to this one."""

import numpy as np

from golden_file import GOLDENS, sha256, write_json
from seeded import seeded_input, seeded_weights

SHAPES = {
    "conv1.0.weight": [32, 3, 3, 3],
    "bn1.weight": [64],
    "bn1.bias": [64],
    "bn1.running_mean": [64],
    "bn1.running_var": [64],
    "layer1.0.conv2.fc2.weight": [128, 32, 1, 1],
    "layer1.0.bn3.weight": [256],
    "fc.weight": [1000, 2048],
}


def entry(name: str, array: np.ndarray) -> dict:
    return {
        "name": name,
        "shape": list(array.shape),
        "first": [float(value) for value in array.ravel()[:3]],
        "sha256": sha256(array.tobytes()),
    }


def write() -> None:
    weights = [entry(name, array) for name, array in seeded_weights(SHAPES).items()]
    write_json(GOLDENS / "seeded.json", {"weights": weights, "input": entry("input", seeded_input([2, 3, 5, 7]))})

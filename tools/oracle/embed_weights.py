"""Puts a trained checkpoint into `weights/` and its manifest: `python tools/oracle/embed_weights.py FOLDER`.

FOLDER holds NAME.safetensors (f32), config.json and labels.json, as the training left them. Convolution and fc weights
become f16; biases and batch norms stay f32.
"""

import json
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from golden_file import ROOT, sha256, write_json

WEIGHTS = ROOT / "weights"
MANIFEST = WEIGHTS / "manifest.json"
TRAINING_DATA = (
    "Tiny ImageNet-200: 100,000 photos of 64x64 pixels in 200 of ImageNet's classes, "
    "which are for research use and not part of this package"
)


def to_half(state: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Matrices rounded to f16, to nearest and ties to even; everything else as it was."""
    return {name: value.astype(np.float16) if value.ndim > 1 else value for name, value in state.items()}


def main(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    name = config["model"]
    checkpoint, labels = WEIGHTS / f"{name}.safetensors", WEIGHTS / f"{name}.labels.json"

    save_file(to_half(load_file(folder / f"{name}.safetensors")), checkpoint, metadata={"format": "pt"})
    synonyms = json.loads((folder / "labels.json").read_text())
    labels.write_text(json.dumps([line.split(",")[0].strip() for line in synonyms], indent=1) + "\n")

    data = checkpoint.read_bytes()
    entry = {
        "name": name,
        "model": name,
        "url": checkpoint.name,
        "bytes": len(data),
        "sha256": sha256(data),
        "labels": labels.name,
        "inputSize": config["input_size"],
        "preprocessing": {
            "recipe": config["preprocessing"],
            "interpolation": config["interpolation"],
            "cropPct": config["crop_pct"],
            "mean": config["mean"],
            "std": config["std"],
        },
        "license": "Apache-2.0",
        "trainingData": TRAINING_DATA,
    }
    published = [other for other in json.loads(MANIFEST.read_text()) if other["name"] != name]
    write_json(MANIFEST, [entry, *published])


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""`taught.json`: what the original code makes of a checkpoint that this project saved with another head.

    node tools/run.mjs tools/oracle/goldens/save_taught.ts FILE
    cd tools/oracle && python -m goldens.taught FILE
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

import rfconv  # noqa: F401  the original code imports it by this name
from golden_file import GOLDENS, nine_digits, sha256, write_json
from models import embedded_model, seeded_logits

CLASSES = 5
INPUT = [2, 3, 96, 96]


def main(path: Path) -> None:
    model = embedded_model()
    model.fc = torch.nn.Linear(2048, CLASSES)  # as num_classes=5 makes it
    model.load_state_dict(load_file(path))  # strict: every name and every shape
    write_json(
        GOLDENS / "taught.json",
        {
            "classes": CLASSES,
            "sha256": sha256(path.read_bytes()),
            "input": INPUT,
            "logits": nine_digits(seeded_logits(model.double().eval(), INPUT)),
        },
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))

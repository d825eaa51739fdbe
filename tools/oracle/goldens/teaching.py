"""`teaching.json` and `teaching.bin`: features of held-out photos, and what scikit-learn's logistic regression makes of them.

    pip install scikit-learn==1.9.1
    cd tools/oracle && python -m goldens.teaching IMAGES TRUE.json

IMAGES is a folder of photos that the embedded model was not trained on, TRUE.json their classes by file name. No class has
enough of the 500 that this project was given, so five groups of the model's classes stand for five classes, with 40 photos
each, the first in the order of their numbers. Photos stay where they are: only their features are written.
"""

import json
import sys
import zlib
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import rfconv  # noqa: F401  the original code imports it by this name
from golden_file import GOLDENS, ROOT, nine_digits, write_json
from models import EMBEDDED, build
from preprocess import normalize, open_rgb, timm_crop

MODEL = json.loads((ROOT / "weights/manifest.json").read_text())[0]
GROUPS = {
    "mammals": [12, 23, *range(24, 36), 47, 48, *range(50, 59)],
    "arthropods": [*range(6, 11), 18, 19, *range(36, 46)],
    "food": [93, *range(177, 192), 193],
    "vehicles": [70, 81, 94, 95, 103, 107, 108, 111, 114, 116, 121, 133, 137, 145, 153, 164, 166],
    "clothes": [60, 62, 63, 74, 77, 90, 105, 112, 119, 120, 134, 144, 148, 150, 156, 158, 169],
}
EACH = 40
FOLDS = 5
STRENGTH = 0.1


def features_of(paths: list[Path]) -> np.ndarray:
    """The pooled features [photos, 2048] of the model that ships."""
    model = build(EMBEDDED)
    state = load_file(ROOT / "weights" / MODEL["url"])
    model.load_state_dict({name: value.double() for name, value in state.items()})
    model.fc = torch.nn.Identity()
    recipe = MODEL["preprocessing"]
    crops = [timm_crop(open_rgb(path), MODEL["inputSize"], recipe["cropPct"], recipe["interpolation"]) for path in paths]
    inputs = torch.from_numpy(np.stack([normalize(crop, recipe["mean"], recipe["std"]) for crop in crops]))
    with torch.inference_mode():
        return np.concatenate([model(part).numpy() for part in inputs.split(50)])


def in_four_bits(features: np.ndarray) -> tuple[bytes, float]:
    """Steps of the square root, two of them a byte, deflated; and the largest feature. The rounded ones are the golden."""
    largest = float(np.float32(features.max()))
    steps = np.round(np.sqrt(features / largest) * 15).astype(np.uint8)
    return zlib.compress((steps[:, 0::2] << 4 | steps[:, 1::2]).tobytes(), 9), largest


def from_four_bits(data: bytes, largest: float, photos: int) -> np.ndarray:
    pairs = np.frombuffer(zlib.decompress(data), np.uint8).reshape(photos, -1)
    steps = np.stack([pairs >> 4, pairs & 15], axis=-1).reshape(photos, -1)
    return ((steps / 15.0) ** 2 * largest).astype(np.float32).astype(np.float64)


def standardised(train: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """As `src/app/teach/learn/rows.ts` does it."""
    variance = train.var(axis=0)
    return (rows - train.mean(axis=0)) / np.sqrt((variance + variance.mean()) * train.shape[1])


def main(images: Path, true: Path) -> None:
    classes = json.loads(true.read_text())
    names = sorted(classes, key=lambda name: int("".join(filter(str.isdigit, name))))
    chosen = [[name for name in names if classes[name] in group][:EACH] for group in GROUPS.values()]
    class_of = np.repeat(np.arange(len(GROUPS)), EACH)
    data, largest = in_four_bits(features_of([images / name for group in chosen for name in group]))
    features = from_four_bits(data, largest, len(class_of))
    fold_of = np.arange(len(class_of)) % FOLDS

    right = {"C = 1": 0, "C by cross-validation": 0}
    regressions = {
        "C = 1": LogisticRegression(max_iter=1000),
        "C by cross-validation": LogisticRegressionCV(
            Cs=np.logspace(-5, 0, 6), cv=4, scoring="neg_log_loss", max_iter=1000, l1_ratios=(0,), use_legacy_attributes=False
        ),
    }
    for fold in range(FOLDS):
        train, rest = fold_of != fold, fold_of == fold
        for name, regression in regressions.items():
            fitted = make_pipeline(StandardScaler(), regression).fit(features[train], class_of[train])
            right[name] += int((fitted.predict(features[rest]) == class_of[rest]).sum())

    train, rest = fold_of != 0, fold_of == 0
    exact = LogisticRegression(C=1 / STRENGTH, tol=1e-8, max_iter=10_000)
    exact.fit(standardised(features[train], features[train]), class_of[train])
    held = exact.predict_proba(standardised(features[train], features[rest]))
    (GOLDENS / "teaching.bin").write_bytes(data)
    write_json(
        GOLDENS / "teaching.json",
        {
            "photos": len(class_of),
            "features": features.shape[1],
            "largest": largest,
            "classes": list(GROUPS),
            "folds": FOLDS,
            "right": right,
            "strength": STRENGTH,
            "held": nine_digits(held),
        },
    )
    print(right, len(data))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

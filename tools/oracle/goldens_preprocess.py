"""`preprocess/`, `preprocess.json` and `coefficients.json`: what Pillow and timm's transform make of small pictures."""

import numpy as np
from PIL import Image

from golden_file import GOLDENS, write_json
from preprocess import open_rgb, timm_crop
from resample import coefficients, timm_resize_and_crop
from sample_images import write_all

FOLDER = GOLDENS / "preprocess"

EMBEDDED = (96, 0.875, "bilinear")
SMALL = (64, 0.875, "bilinear")
BICUBIC = (64, 0.909, "bicubic")

RECIPES = {
    "small.png": [EMBEDDED, BICUBIC],
    "wide.png": [EMBEDDED, SMALL, BICUBIC],
    "tall.png": [EMBEDDED, SMALL, BICUBIC],  # shrunk vertically first
    "square.png": [EMBEDDED, SMALL],
    "tiny.png": [SMALL, BICUBIC],
    "kept.png": [SMALL],  # 73 is floor(64 / 0.875): neither pass runs
    "alpha.png": [SMALL],
    "grey.png": [SMALL],
    "palette.png": [SMALL],
    "profile.png": [SMALL],
    "turned6.jpg": [SMALL],
    "turned3.jpg": [SMALL],
}

AXES = [(5, 73), (37, 109), (256, 73), (300, 109), (400, 70), (1023, 9)]


def case(file: str, input_size: int, crop_pct: float, interpolation: str) -> dict:
    image = open_rgb(FOLDER / file)
    expected = timm_crop(image, input_size, crop_pct, interpolation)
    modelled = timm_resize_and_crop(np.asarray(image), input_size, crop_pct, interpolation)
    assert np.array_equal(modelled, np.asarray(expected)), f"resample.py is not what Pillow does on {file}"
    name = f"{file.split('.')[0]}-{input_size}-{interpolation}.png"
    expected.save(FOLDER / name, optimize=True)
    return {
        "file": f"preprocess/{file}",
        "expected": f"preprocess/{name}",
        "inputSize": input_size,
        "cropPct": crop_pct,
        "interpolation": interpolation,
    }


def axis(size_in: int, size_out: int, interpolation: str) -> dict:
    rows = coefficients(size_in, size_out, interpolation)
    return {
        "interpolation": interpolation,
        "input": size_in,
        "output": size_out,
        "start": [start for start, _ in rows],
        "coefficients": [row for _, row in rows],
    }


def write() -> None:
    write_all(FOLDER)
    cases = [case(file, *recipe) for file, recipes in RECIPES.items() for recipe in recipes]
    write_json(GOLDENS / "preprocess.json", cases)
    axes = [axis(*sizes, interpolation) for sizes in AXES for interpolation in ("bilinear", "bicubic")]
    write_json(GOLDENS / "coefficients.json", axes)

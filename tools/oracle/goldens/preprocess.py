"""`preprocess/`, `preprocess.json` and `coefficients.json`: what Pillow and each recipe make of small pictures."""

import numpy as np
from PIL import Image

from golden_file import GOLDENS, write_json
from preprocess import hub_crop, official_crop, open_rgb, timm_crop
from resample import coefficients, official_crop_and_resize, timm_resize_and_crop
from sample_images import write_all

FOLDER = GOLDENS / "preprocess"

# Recipe, input size, interpolation and, for timm alone, cropPct.
EMBEDDED = ("timm", 96, "bilinear", 0.875)
SMALL = ("timm", 64, "bilinear", 0.875)
BICUBIC = ("timm", 64, "bicubic", 0.909)
HUB = ("hub", 96, "bilinear")
HUB_224 = ("hub", 224, "bilinear")
TRAIN = ("official-train", 64, "bilinear")
TRAIN_96 = ("official-train", 96, "bilinear")
VERIFY = ("official-verify", 64, "bicubic")
VERIFY_96 = ("official-verify", 96, "bicubic")
VERIFY_224 = ("official-verify", 224, "bicubic")

RECIPES = {
    "small.png": [EMBEDDED, BICUBIC, TRAIN, VERIFY],
    "wide.png": [EMBEDDED, SMALL, BICUBIC, HUB, TRAIN, VERIFY],
    "tall.png": [EMBEDDED, SMALL, BICUBIC, TRAIN, VERIFY],  # timm's are shrunk vertically first
    "square.png": [EMBEDDED, SMALL, HUB_224, TRAIN_96, VERIFY_96],
    "tiny.png": [SMALL, BICUBIC, VERIFY],
    "kept.png": [SMALL],  # 73 is floor(64 / 0.875): neither pass runs
    "halves.png": [TRAIN_96, VERIFY_224],  # 17.5 pixels of 224: 17 from an odd start, 18 from an even one
    "ribbon.png": [TRAIN, VERIFY],
    "alpha.png": [SMALL],
    "grey.png": [SMALL],
    "palette.png": [SMALL],
    "profile.png": [SMALL],
    "turned6.jpg": [SMALL],
    "turned3.jpg": [SMALL, TRAIN],
}

AXES = [(5, 73), (37, 109), (256, 73), (300, 109), (400, 70), (1023, 9)]


def by_authors(image: Image.Image, recipe: str, input_size: int, interpolation: str, *crop_pct: float) -> Image.Image:
    if recipe == "timm":
        return timm_crop(image, input_size, *crop_pct, interpolation)
    return hub_crop(image, input_size) if recipe == "hub" else official_crop(image, input_size, interpolation)


def by_model(pixels: np.ndarray, recipe: str, input_size: int, interpolation: str, crop_pct=0.875) -> np.ndarray:
    if recipe.startswith("official"):
        return official_crop_and_resize(pixels, input_size, interpolation)
    return timm_resize_and_crop(pixels, input_size, crop_pct, interpolation)


def case(file: str, recipe: str, input_size: int, interpolation: str, *crop_pct: float) -> dict:
    image = open_rgb(FOLDER / file)
    expected = by_authors(image, recipe, input_size, interpolation, *crop_pct)
    modelled = by_model(np.asarray(image), recipe, input_size, interpolation, *crop_pct)
    assert np.array_equal(modelled, np.asarray(expected)), f"resample.py is not what Pillow does on {file} for {recipe}"
    words = [file.split(".")[0], *([] if recipe == "timm" else [recipe]), str(input_size), interpolation]
    name = "-".join(words) + ".png"
    expected.save(FOLDER / name, optimize=True)
    return {
        "file": f"preprocess/{file}",
        "expected": f"preprocess/{name}",
        "inputSize": input_size,
        "recipe": recipe,
        **{"cropPct": value for value in crop_pct},
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

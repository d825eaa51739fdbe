"""A model of Pillow's `Image.resize` in integers, which the GPU repeats; README.md says it in words."""

import math

import numpy as np

PRECISION_BITS = 22


def bilinear(x: float) -> float:
    return max(0.0, 1.0 - abs(x))


def bicubic(x: float) -> float:
    a, x = -0.5, abs(x)
    if x < 1:
        return ((a + 2) * x - (a + 3)) * x * x + 1
    return (((x - 5) * x + 8) * x - 4) * a if x < 2 else 0.0


FILTERS = {"bilinear": (bilinear, 1.0), "bicubic": (bicubic, 2.0)}


def to_fixed(weight: float) -> int:
    return int((-0.5 if weight < 0 else 0.5) + weight * (1 << PRECISION_BITS))


def coefficients(size_in: int, size_out: int, interpolation: str) -> list[tuple[int, list[int]]]:
    """For each output sample the first source sample and the fixed-point weights from there on."""
    filter_, radius = FILTERS[interpolation]
    scale = size_in / size_out
    stretch = max(scale, 1.0)
    support = radius * stretch
    rows = []
    for i in range(size_out):
        center = (i + 0.5) * scale
        start = max(int(center - support + 0.5), 0)
        end = min(int(center + support + 0.5), size_in)
        weights = [filter_((k - center + 0.5) * (1.0 / stretch)) for k in range(start, end)]
        total = 0.0
        for weight in weights:  # in this order: sum() compensates since Python 3.12
            total += weight
        rows.append((start, [to_fixed(weight / total) for weight in weights]))
    return rows


def resample_columns(pixels: np.ndarray, size_out: int, interpolation: str) -> np.ndarray:
    """One pass along axis 1 of [H, W, C] in 8 bits; a pass that keeps the size is skipped."""
    if pixels.shape[1] == size_out:
        return pixels
    out = np.empty((pixels.shape[0], size_out, pixels.shape[2]), np.uint8)
    for i, (start, row) in enumerate(coefficients(pixels.shape[1], size_out, interpolation)):
        window = pixels[:, start : start + len(row)].astype(np.int64)
        total = np.tensordot(window, np.array(row, np.int64), axes=(1, 0)) + (1 << (PRECISION_BITS - 1))
        assert np.abs(total).max() < 2**31, "the GPU sums in 32 bits"
        out[:, i] = np.clip(total >> PRECISION_BITS, 0, 255)
    return out


def resample_rows(pixels: np.ndarray, size_out: int, interpolation: str) -> np.ndarray:
    """The same along axis 0."""
    return resample_columns(pixels.transpose(1, 0, 2), size_out, interpolation).transpose(1, 0, 2)


def resize(pixels: np.ndarray, width: int, height: int, interpolation: str) -> np.ndarray:
    """[H, W, C] to [height, width, C]; horizontal pass first, unless the height shrinks by far more pixels."""
    lost_rows, lost_columns = pixels.shape[0] - height, pixels.shape[1] - width
    if lost_rows > 0 and lost_rows > 2 * lost_columns:  # Pillow 13; older ones never do
        return resample_columns(resample_rows(pixels, height, interpolation), width, interpolation)
    return resample_rows(resample_columns(pixels, width, interpolation), height, interpolation)


def timm_resize_and_crop(pixels: np.ndarray, input_size: int, crop_pct: float, interpolation: str) -> np.ndarray:
    """timm's evaluation recipe on [H, W, 3]: the short side to floor(input_size / crop_pct), then a central square."""
    height, width = pixels.shape[:2]
    short = math.floor(input_size / crop_pct)
    scaled = {
        side: short if side == min(width, height) else int(short * side / min(width, height))
        for side in (width, height)
    }
    resized = resize(pixels, scaled[width], scaled[height], interpolation)
    top, left = (round((side - input_size) / 2.0) for side in resized.shape[:2])
    return resized[top : top + input_size, left : left + input_size]


def official_crop_and_resize(pixels: np.ndarray, input_size: int, interpolation: str) -> np.ndarray:
    """The original's recipe: a central square, whose edges are rounded one by one, then resized."""
    size = input_size / (input_size + 32) * min(pixels.shape[:2])
    top, left = (round((side - size) / 2.0) for side in pixels.shape[:2])
    region = pixels[top : round(top + size), left : round(left + size)]
    return resize(region, input_size, input_size, interpolation)

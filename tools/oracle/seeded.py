"""The seeded generator, bit for bit as `src/core/bits/seeded.ts` has it; the scheme is explained there."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

FNV_OFFSET = 0x811C9DC5
FNV_PRIME = 0x01000193
GOLDEN_RATIO = np.uint32(0x9E3779B9)

Shape = Sequence[int]


def hash_name(name: str) -> np.uint32:
    """FNV-1a (32 bits) of the name's UTF-8 bytes."""
    value = FNV_OFFSET
    for byte in name.encode():
        value = ((value ^ byte) * FNV_PRIME) & 0xFFFFFFFF
    return np.uint32(value)


def seeded_tensor(name: str, shape: Shape, scale: float = 1, offset: float = 0) -> np.ndarray:
    """A float32 array of uniform values in [offset - scale, offset + scale), determined by its name and shape."""
    bits = np.arange(math.prod(shape), dtype=np.uint32) * GOLDEN_RATIO + hash_name(name)
    bits = (bits ^ (bits >> 16)) * np.uint32(0x85EBCA6B)
    bits = (bits ^ (bits >> 13)) * np.uint32(0xC2B2AE35)
    bits ^= bits >> 16
    unit = (bits >> 8).astype(np.float32) * np.float32(2**-23) - np.float32(1)
    return (unit * np.float32(scale) + np.float32(offset)).reshape(shape)


def seeded_input(shape: Shape) -> np.ndarray:
    """An input [N, 3, H, W] in [-2, 2), about the range of a normalised photo."""
    return seeded_tensor("input", shape, 2)


def distribution(name: str, shape: Shape) -> tuple[float, float]:
    """Scale and offset by a parameter's role; the reasons stand in `src/testing/seeded.ts`."""
    if len(shape) > 1:
        bound = math.sqrt(6 / math.prod(shape[1:]))
        return bound / 16 if name.endswith("fc2.weight") else bound, 0
    if name.endswith("bn3.weight"):
        return 0.09375, 0.1875
    if name.endswith((".weight", ".running_var")):
        return 0.5, 1
    return 0.25, 0


def seeded_weights(shapes: Mapping[str, Shape]) -> dict[str, np.ndarray]:
    """A state dict with healthy activations for the given parameters of any ResNeSt."""
    return {name: seeded_tensor(name, shape, *distribution(name, shape)) for name, shape in shapes.items()}

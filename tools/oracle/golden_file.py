"""How goldens are written: compact JSON, one line an entry, so that differences can be read."""

import hashlib
import json
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
GOLDENS = ROOT / "src/testing/goldens"


def nine_digits(values: np.ndarray) -> list[float]:
    """Row-major values, rounded to nine significant digits."""
    return [float(f"{value:.9g}") for value in values.ravel()]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def write_json(path: Path, entries: list | dict) -> None:
    """A list or a dict as JSON, one line for each entry of the outermost level."""
    if isinstance(entries, dict):
        lines, ends = [f"{compact(key)}:{compact(value)}" for key, value in entries.items()], "{}"
    else:
        lines, ends = [compact(value) for value in entries], "[]"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(ends[0] + "\n" + ",\n".join(lines) + "\n" + ends[1] + "\n", encoding="utf-8")

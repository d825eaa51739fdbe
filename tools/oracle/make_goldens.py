"""Regenerates every golden in `src/testing/goldens/`: `python tools/oracle/make_goldens.py [PART ...]`."""

import sys
import time

import make_checkpoints
from goldens import explanations, full, heads, keywords, models, ops, preprocess, seeded

PARTS = {
    "seeded": seeded.write,
    "models": models.write,
    "keywords": keywords.write,
    "heads": heads.write,
    "explanations": explanations.write,
    "ops": ops.write,
    "preprocess": preprocess.write,
    "checkpoints": make_checkpoints.write,
    "full": full.write,
}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        start = time.perf_counter()
        PARTS[part]()
        print(f"{part}: {time.perf_counter() - start:.1f} s")

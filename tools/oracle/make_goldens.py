"""Regenerates every golden in `src/testing/goldens/`: `python tools/oracle/make_goldens.py [PART ...]`."""

import sys
import time

import goldens_full
import goldens_heads
import make_checkpoints
import goldens_keywords
import goldens_models
import goldens_ops
import goldens_preprocess
import goldens_seeded

PARTS = {
    "seeded": goldens_seeded.write,
    "models": goldens_models.write,
    "keywords": goldens_keywords.write,
    "heads": goldens_heads.write,
    "ops": goldens_ops.write,
    "preprocess": goldens_preprocess.write,
    "checkpoints": make_checkpoints.write,
    "full": goldens_full.write,
}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        start = time.perf_counter()
        PARTS[part]()
        print(f"{part}: {time.perf_counter() - start:.1f} s")

"""Puts into `weights/manifest.json` how often the model that ships is right, by how sure it is.

    npm run -s classify -- IMAGES --json --top-k 1 > answers.jsonl
    python tools/oracle/reliability.py answers.jsonl TRUE.json

IMAGES is a folder of photos that the model was not trained on, TRUE.json their classes by file name.
"""

import json
import sys
from pathlib import Path

from golden_file import ROOT, write_json

MANIFEST = ROOT / "weights" / "manifest.json"
FROM = [0, 0.2, 0.4, 0.6, 0.8]
"""Lower edges of the steps: finer ones would hold too few of 500 photos."""


def table(answers: list[dict], true: dict[str, int]) -> dict:
    """Photos and right answers by the score of the first answer. `doubt` is where half of the answers begin to be right."""
    photos, right = [0] * len(FROM), [0] * len(FROM)
    for answer in answers:
        top = answer["top"][0]
        step = max(i for i, edge in enumerate(FROM) if top["score"] >= edge)
        photos[step] += 1
        right[step] += top["index"] == true[Path(answer["source"]).name]
    doubt = next(edge for edge, n, good in zip(FROM, photos, right) if 2 * good >= n)
    return {"from": FROM, "photos": photos, "right": right, "doubt": doubt}


def main(answers: Path, true: Path) -> None:
    lines = [json.loads(line) for line in answers.read_text().splitlines()]
    shipped, *published = json.loads(MANIFEST.read_text())
    shipped["reliability"] = table(lines, json.loads(true.read_text()))
    write_json(MANIFEST, [shipped, *published])
    print(shipped["reliability"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

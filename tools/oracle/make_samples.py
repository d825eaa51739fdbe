"""Makes `public/samples/`: `python tools/oracle/make_samples.py STAMPS SKIMAGE`.

STAMPS is the folder of Debian's tuxpaint-stamps-default, SKIMAGE scikit-image's folder `data`. Stops where the embedded
model does not put the expected label first.
"""

import json
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from safetensors.numpy import load_file

from embed_weights import WEIGHTS
from golden_file import ROOT, write_json
from make_thumbnails import main as make_thumbnails
from models import EMBEDDED, embedded_model
from preprocess import normalize, open_rgb, timm_crop

SAMPLES = ROOT / "public/samples"
LONGEST_SIDE = 640

SKIMAGE = "scikit-image 0.22.0"
STAMPS = "Debian package tuxpaint-stamps-default 2022.06.04-1"
PIKOLO = "Rachel Michetti (Pikolo Espresso Bar)"
GPL = "GPL-2.0-or-later"
CHILDSPLAY = "Stas Zytkiewicz (Childsplay), adapted for Tux Paint by Pere Pujal i Carabantes"


class Sample(NamedTuple):
    file: str
    title: str
    label: str
    author: str
    licence: str
    origin: str  # the path in the folder STAMPS or SKIMAGE
    source: str = STAMPS


TABLE = [
    Sample("coffee.jpg", "A cup of espresso", "espresso", PIKOLO, "CC0-1.0", "coffee.png", SKIMAGE),
    Sample("lemon.png", "A lemon", "lemon", "Chris Goerner", GPL, "food/fruit/lemon.png"),
    Sample("bison.png", "A bison", "bison", CHILDSPLAY, GPL, "animals/mammals/bovines/bison.png"),
    Sample("elephant.png", "An African elephant", "African elephant", CHILDSPLAY, GPL, "animals/mammals/elephant.png"),
    Sample("dromedary.png", "A dromedary", "Arabian camel", CHILDSPLAY, GPL, "animals/mammals/camel/dromedary.png"),
    Sample("mantis.jpg", "A praying mantis", "mantis", "Pere Pujal i Carabantes", GPL, "animals/insects/mantis.png"),
    Sample("orange.jpg", "A Seville orange", "orange", "Tux Paint contributors", GPL, "food/fruit/orange_seville.png"),
]  # fmt: skip

INTRODUCTION = """# The sample photos

They are data beside the program, each under its own licence; transparent ones were laid over white.
Files under GPL-2.0-or-later come from Tux Paint's stamps, Copyright 2002-2022 Bill Kendrick and the authors named here
(<https://tuxpaint.org>; the text of the licence is in GPL-2.0.txt beside this file). The folder
small/ has the same photos, smaller and under the same licences.

| file | title | author | source | licence |
|---|---|---|---|---|
"""


@torch.inference_mode()
def top1(model: torch.nn.Module, path: Path) -> int:
    square = timm_crop(open_rgb(path), 96, 0.875, "bilinear")
    pixels = normalize(square, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    return int(model(torch.from_numpy(pixels[np.newaxis])).argmax())


def main(stamps: Path, skimage: Path) -> None:
    model = embedded_model().double().eval()
    state = load_file(WEIGHTS / f"{EMBEDDED}.safetensors")
    model.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    labels = json.loads((WEIGHTS / f"{EMBEDDED}.labels.json").read_text())

    SAMPLES.mkdir(parents=True, exist_ok=True)
    for sample in TABLE:
        folder = stamps if sample.source == STAMPS else skimage
        photo = open_rgb(folder / sample.origin)
        photo.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        photo.save(SAMPLES / sample.file, optimize=True, quality=90)
        found = labels[top1(model, SAMPLES / sample.file)]
        if found != sample.label:
            raise SystemExit(f"{sample.file} is taken for {found}, expected {sample.label}: leave it out")

    fields = ("file", "title", "label", "author", "licence")
    write_json(SAMPLES / "samples.json", [{field: getattr(sample, field) for field in fields} for sample in TABLE])
    rows = [f"| {s.file} | {s.title} | {s.author} | {s.source}: `{s.origin}` | {s.licence} |\n" for s in TABLE]
    (SAMPLES / "LICENSES.md").write_text(INTRODUCTION + "".join(rows))
    make_thumbnails()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

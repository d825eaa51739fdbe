"""`heads.json`: heads of every kind behind one small backbone of the original class, in float64."""

import torch
from torch import nn

import rfconv  # noqa: F401  the original code imports it by this name
from golden_file import GOLDENS, nine_digits, write_json
from goldens.keywords import outputs_of
from keywords import build_keywords
from models import load_seeded, parameter_shapes
from pools import CatMaxAvg, Gem, timm_pool

KEYWORDS = {
    "layers": [1, 1, 1, 1], "radix": 2, "bottleneck_width": 16, "num_classes": 0,
    "deep_stem": True, "stem_width": 8, "avg_down": True, "avd": True,
}  # fmt: skip

HIDDEN = 48
CLASSES = 9


def linear(inputs: int, outputs: int = CLASSES, bias: bool = True) -> nn.Linear:
    return nn.Linear(inputs, outputs, bias=bias)


def sequence(*modules: nn.Module) -> nn.Sequential:
    return nn.Sequential(*modules)


RELU, DROP = nn.ReLU(), nn.Dropout(0.5)

# Input channels, the pool and what the config says of it, and the head.
CASES = [
    (3, timm_pool("avg"), None, sequence(DROP, linear(2048, bias=False))),
    (3, timm_pool("max"), "max", linear(2048)),
    (3, timm_pool("avgmax"), "avgmax", sequence(nn.BatchNorm1d(2048), DROP, linear(2048))),
    (3, timm_pool("catavgmax"), None, sequence(linear(4096, HIDDEN), nn.BatchNorm1d(HIDDEN), RELU, DROP, linear(HIDDEN))),
    (3, CatMaxAvg(), "catmaxavg",
     sequence(nn.BatchNorm1d(4096), DROP, linear(4096, HIDDEN, bias=False), RELU, nn.BatchNorm1d(HIDDEN), DROP,
              linear(HIDDEN, bias=False))),
    (3, Gem(2.75), None, sequence(linear(2048, HIDDEN), RELU, linear(HIDDEN))),
    (1, timm_pool("avg"), None, sequence(nn.BatchNorm1d(2048), RELU, DROP, linear(2048))),
    (4, Gem(1.25), None, linear(2048)),
    (6, timm_pool("avg"), None, sequence(sequence(linear(2048, HIDDEN), nn.BatchNorm1d(HIDDEN), RELU), linear(HIDDEN))),
    (3, timm_pool("avg"), None, sequence(linear(2048, HIDDEN), linear(HIDDEN), nn.BatchNorm1d(CLASSES))),
]  # fmt: skip


def entry(channels: int, pool: nn.Module, said: str | None, head: nn.Module) -> dict:
    model = build_keywords({**KEYWORDS, "num_classes": CLASSES})
    if channels != 3:
        model.conv1[0] = nn.Conv2d(channels, KEYWORDS["stem_width"], 3, stride=2, padding=1, bias=False)
    model.avgpool, model.fc = pool, head
    model = model.double().eval()
    p = pool.p.item() if isinstance(pool, Gem) else None
    load_seeded(model)
    if p is not None:
        pool.p.data.fill_(p)
    shape = [2, channels, 48, 40]
    logits, features = outputs_of(model, shape, [])
    beside = {name: size for name, size in parameter_shapes(model).items() if name.startswith(("fc.", "avgpool."))}
    told = {} if said is None else {"global_pool": said}
    return {
        "keywords": {**KEYWORDS, **({} if channels == 3 else {"in_channels": channels}), **told},
        "input": shape,
        "parameters": [{"name": name, "shape": size} for name, size in beside.items()],
        **({} if p is None else {"p": p}),
        "logits": nine_digits(logits),
        "embedding": features["embedding"],
    }


def write() -> None:
    with torch.inference_mode():
        write_json(GOLDENS / "heads.json", [entry(*case) for case in CASES])

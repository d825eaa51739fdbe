"""`explanations.json`: class activation maps and attention of small models, by hooks on the original code and timm's.

The map of a class is, at each position of layer4, the sum of its channels weighted by the class's row of the classifier
(Zhou et al. 2016, "Learning Deep Features for Discriminative Localization", equation 2), so that its mean and the
classifier's bias are the logit.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import rfconv  # noqa: F401  the original code imports it by this name
from golden_file import GOLDENS, nine_digits, write_json
from goldens.keywords import digest
from keywords import Keywords, build_keywords
from models import load_seeded, parameter_shapes, record, seeded_logits, to_torch

CLASSES = 6
SHAPE = [1, 3, 64, 96]
ODD = [1, 3, 45, 70]

DEEP = {"deep_stem": True, "stem_width": 8, "avg_down": True, "avd": True}
TIMM = {"dialect": "timm"}
ONE_EACH = [1, 1, 1, 1]
DILATED = [1, 1, 1, 2]  # a first block keeps the dilation of the layer before: a second one shows the layer's own


def case(shape: list[int], radix: int, groups: int, layers: list[int] = ONE_EACH, **keywords: object):
    return {"layers": layers, "radix": radix, "groups": groups, "bottleneck_width": 4, "num_classes": CLASSES, **keywords}, shape


# Keywords, and the input's shape.
CASES = [
    case(SHAPE, 0, 1, **DEEP),
    case(ODD, 0, 4, DILATED, avd=True, dilation=2),
    case(SHAPE, 1, 1),
    case(SHAPE, 1, 2, **DEEP | {"avd_first": True}),
    case(ODD, 1, 4, DILATED, avg_down=True, dilation=4),
    case(SHAPE, 2, 1, [2, 1, 1, 2], **DEEP),
    case(ODD, 2, 2, avd=True),
    case(SHAPE, 2, 4, avg_down=True),
    case(SHAPE, 2, 2, DILATED, **DEEP, dilation=4),
    case(ODD, 2, 1, DILATED, **DEEP, dilation=2),
    case(ODD, 4, 1, **DEEP),
    case(SHAPE, 4, 2, avg_down=True, dilated=True, layers=DILATED, bottleneck_width=8),
    case(ODD, 2, 1, **DEEP, **TIMM),
    case(SHAPE, 4, 2, DILATED, **DEEP, dilation=2, bottleneck_width=8, **TIMM),
    case(SHAPE, 1, 2, DILATED, avd=True, dilation=4, **TIMM),
    case(SHAPE, 0, 2, **DEEP, **TIMM),
]  # fmt: skip


def batch_norm_head() -> nn.Module:
    """A batch norm between pool and classifier is linear too: the map is that of the product of both."""
    return nn.Sequential(nn.BatchNorm1d(2048), nn.Dropout(0.5), nn.Linear(2048, CLASSES))


def row_of(head: nn.Module, index: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The weight of each pooled feature in the class's logit, and its bias, by autograd: any linear head has them."""
    features = torch.zeros(1, 2048, dtype=torch.float64, requires_grad=True)
    with torch.inference_mode(False), torch.enable_grad():
        logit = head(features)[0, index]
        (row,) = torch.autograd.grad(logit, features)
    return row[0], logit.detach()


def class_map(head: nn.Module, maps: np.ndarray, logits: np.ndarray, index: int, shape: list[int]) -> dict:
    row, bias = row_of(head, index)
    cam = torch.einsum("c,chw->hw", row, to_torch(maps[0]))
    logit = logits[0, index]
    assert abs(cam.mean() + bias - logit) < 1e-12 * abs(cam).max()
    on_input = F.interpolate(cam[None, None], size=shape[2:], mode="bilinear", align_corners=False)
    score = np.exp(logits[0] - logits.max())[index] / np.exp(logits[0] - logits.max()).sum()
    numbers = zip(["logit", "bias", "score"], nine_digits(np.array([logit, bias.item(), score])))
    return {
        "index": index,
        **dict(numbers),
        "map": {"shape": list(cam.shape), "data": nine_digits(cam.numpy())},
        "onInput": digest(on_input.numpy()),
    }


def attention_of(model: nn.Module, recorded: dict[str, np.ndarray], keywords: Keywords) -> list[dict]:
    """What each rsoftmax gave: radix-major, and the channels of a cardinal group beside each other within a split."""
    return [
        {
            "block": path.removesuffix(".conv2.rsoftmax"),
            "shape": [keywords["radix"], recorded[path].size // keywords["radix"]],
            "data": nine_digits(recorded[path]),
        }
        for path, _ in model.named_modules()
        if path.endswith(".rsoftmax")
    ]


def entry(keywords: Keywords, shape: list[int], head: nn.Module | None = None) -> dict:
    model = build_keywords(keywords)
    if head is not None:
        model.fc = head.double().eval()
    load_seeded(model)
    gates = [path for path, _ in model.named_modules() if path.endswith(".rsoftmax")]
    logits = []
    recorded = record(model, ["layer4", *gates], lambda model: logits.append(seeded_logits(model, shape)))
    top = int(logits[0].argmax())
    classes = [class_map(model.fc, recorded["layer4"], logits[0], index, shape) for index in [top, (top + 1) % CLASSES]]
    beside = [{"name": name, "shape": size} for name, size in parameter_shapes(model).items() if name.startswith("fc.")]
    return {
        "keywords": keywords,
        "input": shape,
        **({} if head is None else {"head": beside}),
        "classes": classes,
        "attention": attention_of(model, recorded, keywords),
    }


def write() -> None:
    headed = entry(*case(SHAPE, 2, 1, **DEEP), batch_norm_head())
    write_json(GOLDENS / "explanations.json", [*(entry(*each) for each in CASES), headed])

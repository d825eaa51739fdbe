"""Models from the keywords of the original `ResNet`, in both dialects, and the matrix of them that goldens record."""

from torch import nn

import rfconv  # noqa: F401  the original code imports it by this name
from models import timm_models
from resnest.torch.resnet import Bottleneck, ResNet

Keywords = dict[str, object]


def output_stride(keywords: Keywords) -> int:
    """timm's word for the original's `dilated` and `dilation`."""
    if keywords.get("dilated") or keywords.get("dilation") == 4:
        return 8
    return 16 if keywords.get("dilation") == 2 else 32


def timm_model(keywords: Keywords) -> nn.Module:
    resnest = timm_models()
    stem = {"stem_type": "deep", "stem_width": keywords.get("stem_width", 64)} if keywords.get("deep_stem") else {}
    return resnest.ResNet(
        resnest.ResNestBottleneck,
        keywords["layers"],
        num_classes=keywords.get("num_classes", 1000),
        output_stride=output_stride(keywords),
        cardinality=keywords.get("groups", 1),
        base_width=keywords.get("bottleneck_width", 64),
        avg_down=keywords.get("avg_down", False),
        block_args={key: keywords[key] for key in ("radix", "avd", "avd_first") if key in keywords},
        **stem,
    )


def build_keywords(keywords: Keywords) -> nn.Module:
    """The model in float64, batch norms in inference; `dialect` chooses whose code it is."""
    if keywords.get("dialect") == "timm":
        model = timm_model(keywords)
    else:
        model = ResNet(Bottleneck, **keywords)
    return model.double().eval()


# Few sizes, which many cases share: their tests then share compiled shaders.
SQUARE = [1, 3, 48, 48]
ODD = [1, 3, 45, 70]
PAIR = [2, 3, 39, 52]

ONE_EACH = [1, 1, 1, 1]
DILATED = [1, 1, 2, 2]  # a first block keeps the dilation of the layer before: a second one shows the layer's own

# A deep stem, avg_down and avd, as all published models have them.
DEEP = {"deep_stem": True, "stem_width": 16, "avg_down": True, "avd": True}
DEEP_FIRST = {**DEEP, "avd_first": True}
NARROW = {"radix": 2, "bottleneck_width": 24}


def case(shape: list[int], layers: list[int] = ONE_EACH, **keywords: object) -> tuple[Keywords, list[int]]:
    return {"layers": layers, "num_classes": 10, **keywords}, shape


OFFICIAL = [
    # The original signature's defaults, and splits of each number.
    ({"layers": ONE_EACH}, SQUARE),
    case(SQUARE, radix=0),
    case(PAIR, radix=0, groups=32, bottleneck_width=4, **DEEP),
    case(SQUARE, [2, 1, 1, 2], radix=1, groups=2, bottleneck_width=40, **DEEP | {"num_classes": 200}),
    case(SQUARE, radix=3, bottleneck_width=24, **DEEP_FIRST),
    case(ODD, radix=4, bottleneck_width=32, **DEEP | {"stem_width": 24}),
    case(PAIR, [1, 2, 1, 1], radix=2, groups=2, bottleneck_width=40, **DEEP_FIRST | {"num_classes": 7}),
    case(SQUARE, radix=1, groups=4, bottleneck_width=24, **DEEP | {"avd": False}),
    case(SQUARE, radix=3, groups=3, bottleneck_width=24, **DEEP | {"avg_down": False}),
    case(ODD, radix=2, groups=3, bottleneck_width=32, avd=True),
    case(SQUARE, radix=2, groups=4, bottleneck_width=20, avg_down=True),
    # Channels that are no multiple of 4, in models, groups and stems.
    case(ODD, radix=2, bottleneck_width=44, **DEEP | {"stem_width": 10, "num_classes": 7}),
    case(PAIR, radix=2, groups=2, bottleneck_width=20, **DEEP | {"stem_width": 9}),
    case(SQUARE, radix=1, bottleneck_width=33, avg_down=True, avd=True, num_classes=1),
    case(SQUARE, radix=3, bottleneck_width=21, deep_stem=True, stem_width=5),
    case(ODD, radix=0, groups=3, bottleneck_width=11, avd=True, avd_first=True),
    # The stem as wide as layer1, which then opens with an identity shortcut; sizes that shrink to nothing.
    case([1, 3, 32, 32], **NARROW, deep_stem=True, stem_width=128),
    case([1, 3, 1, 1], **NARROW, **DEEP),
    case([3, 3, 5, 130], **NARROW, **DEEP | {"stem_width": 64}),
    # Dilation.
    case(SQUARE, DILATED, **NARROW, **DEEP, dilated=True),
    case(ODD, DILATED, radix=1, bottleneck_width=24, avg_down=True, dilation=2),
    case(ODD, DILATED, radix=2, groups=2, bottleneck_width=20, avd=True, dilation=4),
    case(ODD, DILATED, radix=0, bottleneck_width=24, avd=True, avd_first=True, dilation=2),
    case(SQUARE, DILATED, radix=4, bottleneck_width=24, **DEEP_FIRST, dilation=2, dilated=True),
    # Rectified convolutions.
    case(SQUARE, **NARROW, **DEEP, rectified_conv=True),
    case(ODD, radix=0, groups=2, bottleneck_width=24, rectified_conv=True),
    case(SQUARE, **NARROW, **DEEP, rectified_conv=True, rectify_avg=True),
    case(ODD, radix=0, bottleneck_width=22, rectified_conv=True, rectify_avg=True),
    case(SQUARE, DILATED, **NARROW, **DEEP, rectified_conv=True, dilation=4),
    case(ODD, DILATED, radix=1, groups=2, bottleneck_width=20, **DEEP_FIRST, rectified_conv=True, rectify_avg=True,
         dilation=2),
    case([1, 3, 33, 20], DILATED, radix=0, bottleneck_width=24, rectified_conv=True, dilated=True),
    case(SQUARE, **NARROW, **DEEP, rectify_avg=True),  # without rectified_conv it does nothing
    # Keywords of the training.
    case(SQUARE, **NARROW, **DEEP, final_drop=0.2, dropblock_prob=0, last_gamma=True),
]  # fmt: skip

TIMM = [
    case(SQUARE, radix=2, **DEEP),
    case(ODD, radix=2, bottleneck_width=44, **DEEP | {"stem_width": 10}),
    case([1, 3, 32, 32], radix=1, bottleneck_width=143),  # the 0.9 rule: 35.75 becomes 40, not 32
    case(SQUARE, radix=4, groups=2, bottleneck_width=20, **DEEP_FIRST),
    case(SQUARE, radix=0, groups=4, bottleneck_width=24, avd=True),
    case(SQUARE, DILATED, **NARROW, **DEEP, dilated=True),
    case(PAIR, DILATED, radix=3, bottleneck_width=21, **DEEP_FIRST, dilation=2),
    case(ODD, DILATED, radix=1, groups=2, bottleneck_width=20, avd=True, dilation=4),
    case(SQUARE, **NARROW, **DEEP | {"num_classes": 0}),
]

CASES = [*OFFICIAL, *(({**keywords, "dialect": "timm"}, shape) for keywords, shape in TIMM)]

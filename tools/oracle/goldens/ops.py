"""`ops.json`: small cases of each operation, computed by PyTorch and the original split-attention classes in float64.

An entry of `inputs` is a seeded tensor: its key is the name, its value the shape. `parameters` are seeded weights.
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn

from golden_file import GOLDENS, nine_digits, write_json
from models import load_seeded, parameter_shapes, to_torch
from pools import CatMaxAvg, Gem, timm_pool
from resnest.torch.splat import SplAtConv2d, rSoftMax
from seeded import Shape, seeded_tensor

CONVOLUTIONS = [
    ([2, 5, 7, 9], [6, 5, 3, 3], {"stride": 1, "padding": 1, "dilation": 1, "groups": 1}),
    ([1, 3, 11, 9], [4, 3, 3, 3], {"stride": 2, "padding": 1, "dilation": 1, "groups": 1}),
    ([2, 3, 15, 14], [6, 3, 7, 7], {"stride": 2, "padding": 3, "dilation": 1, "groups": 1}),
    ([1, 8, 9, 11], [12, 4, 3, 3], {"stride": 2, "padding": 2, "dilation": 2, "groups": 2}),
    ([2, 12, 6, 5], [8, 6, 3, 3], {"stride": 1, "padding": 4, "dilation": 4, "groups": 2}),
    ([2, 16, 5, 3], [24, 4, 1, 1], {"stride": 1, "padding": 0, "dilation": 1, "groups": 4}),
    ([1, 12, 1, 1], [20, 3, 1, 1], {"stride": 1, "padding": 0, "dilation": 1, "groups": 4}),
    ([2, 7, 5, 6], [9, 7, 1, 1], {"stride": 2, "padding": 0, "dilation": 1, "groups": 1}),
]

POOLS = [
    (F.max_pool2d, [2, 5, 9, 12], {"kernel_size": 3, "stride": 2, "padding": 1}),
    (F.max_pool2d, [1, 4, 8, 7], {"kernel_size": 3, "stride": 2, "padding": 1}),
    *[
        (F.avg_pool2d, shape, {"kernel_size": k, "stride": s, "padding": p, "ceil_mode": c, "count_include_pad": i})
        for shape, k, s, p, c, i in [
            ([2, 5, 9, 12], 3, 2, 1, False, True),
            ([1, 6, 7, 8], 3, 1, 1, False, True),
            ([2, 5, 9, 7], 2, 2, 0, True, False),
            ([1, 4, 8, 6], 2, 2, 0, True, False),
            ([1, 3, 5, 4], 1, 1, 0, True, False),
        ]
    ],
    (F.adaptive_avg_pool2d, [2, 5, 7, 3], {"output_size": 1}),
]

GLOBAL_POOLS = [
    *[(name, timm_pool(name), [2, 5, 4, 3]) for name in ("max", "avgmax", "catavgmax")],
    ("catmaxavg", CatMaxAvg(), [2, 5, 4, 3]),
]

GEMS = [(3.0, [2, 5, 4, 3]), (2.75, [1, 4, 7, 6]), (0.5, [1, 3, 2, 2])]

SOFTMAXES = [(1, 1), (1, 4), (2, 1), (2, 2), (4, 2)]

SPLIT_ATTENTIONS = [
    ([2, 8, 5, 6], {"radix": 2, "groups": 2, "padding": 1, "dilation": 1}),
    ([2, 8, 6, 5], {"radix": 1, "groups": 1, "padding": 1, "dilation": 1}),
    ([1, 8, 5, 7], {"radix": 1, "groups": 4, "padding": 1, "dilation": 1}),
    ([1, 16, 4, 3], {"radix": 4, "groups": 2, "padding": 2, "dilation": 2}),
]


def entry(op: str, attributes: dict, inputs: dict[str, Shape], output: torch.Tensor, **more: object) -> dict:
    result = {"shape": list(output.shape), "values": nine_digits(output.numpy())}
    return {"op": op, "attributes": attributes, "inputs": inputs, **more, "output": result}


def seeded(name: str, shape: Shape) -> torch.Tensor:
    return to_torch(seeded_tensor(name, shape))


def convolution(shape: Shape, weight: Shape, attributes: dict) -> dict:
    inputs = {"input": shape, "weight": weight, "bias": weight[:1]}
    return entry("conv2d", attributes, inputs, F.conv2d(*(seeded(*item) for item in inputs.items()), **attributes))


def pool(function: Callable[..., torch.Tensor], shape: Shape, attributes: dict) -> dict:
    return entry(function.__name__, attributes, {"input": shape}, function(seeded("input", shape), **attributes))


def global_pool(mode: str, module: nn.Module, shape: Shape) -> dict:
    return entry("global_pool", {"mode": mode}, {"input": shape}, module(seeded("input", shape)))


def gem(p: float, shape: Shape) -> dict:
    return entry("gem", {"p": p}, {"input": shape}, Gem(p).double()(seeded("input", shape)))


def softmax(radix: int, cardinality: int) -> dict:
    """Three channels a cardinal group."""
    shape = [2, 3 * radix * cardinality]
    output = rSoftMax(radix, cardinality)(seeded("input", shape))
    return entry("rSoftMax", {"radix": radix, "cardinality": cardinality}, {"input": shape}, output)


def split_attention(shape: Shape, options: dict) -> dict:
    attributes = {"in_channels": shape[1], "channels": shape[1], "kernel_size": 3, "bias": False, **options}
    module = load_seeded(SplAtConv2d(**attributes, norm_layer=nn.BatchNorm2d).double().eval())
    parameters = [{"name": name, "shape": size} for name, size in parameter_shapes(module).items()]
    output = module(seeded("input", shape))
    return entry("SplAtConv2d", attributes, {"input": shape}, output, parameters=parameters)


@torch.inference_mode()
def write() -> None:
    entries = [
        *(convolution(*case) for case in CONVOLUTIONS),
        *(pool(*case) for case in POOLS),
        *(global_pool(*case) for case in GLOBAL_POOLS),
        *(gem(*case) for case in GEMS),
        *(softmax(*case) for case in SOFTMAXES),
        *(split_attention(*case) for case in SPLIT_ATTENTIONS),
    ]
    write_json(GOLDENS / "ops.json", entries)

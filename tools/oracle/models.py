"""The original models: PyPI's `resnest` (the article's own files) and `timm` for its two small variants."""

import hashlib
from collections.abc import Callable

import numpy as np
import torch
from torch import nn

import resnest.torch as official
from resnest.torch.resnet import Bottleneck, ResNet
from seeded import seeded_input, seeded_weights

OFFICIAL = [
    "resnest50", "resnest101", "resnest200", "resnest269",
    "resnest50_fast_1s1x64d", "resnest50_fast_2s1x64d", "resnest50_fast_4s1x64d", "resnest50_fast_1s2x40d",
    "resnest50_fast_2s2x40d", "resnest50_fast_4s2x40d", "resnest50_fast_1s4x24d",
]  # fmt: skip
TIMM = ["resnest14d", "resnest26d"]
EMBEDDED = "resnest26_2s1x32d"
MODELS = [*OFFICIAL, *TIMM, EMBEDDED]


def timm_models():
    """timm's resnest module; needs torchvision, whose PyPI build cannot load its operators beside a CPU-only torch."""
    try:
        import torchvision
    except RuntimeError:  # it wants to describe two operators that were not loaded: declare them
        for operator in ["nms", "qnms"]:
            torch.library.define(f"torchvision::{operator}", "(Tensor a, Tensor b, float c) -> Tensor")
    from timm.models import resnest

    return resnest


def embedded_model() -> nn.Module:
    """The model that the project ships, on the original class."""
    return ResNet(
        Bottleneck, [2, 2, 2, 2], radix=2, groups=1, bottleneck_width=32, num_classes=200,
        deep_stem=True, stem_width=16, avg_down=True, avd=True, avd_first=False,
    )  # fmt: skip


def build(name: str) -> nn.Module:
    """The model of that name as its authors wrote it: float64, batch norms in inference."""
    if name == EMBEDDED:
        model = embedded_model()
    else:
        source = timm_models() if name in TIMM else official
        model = getattr(source, name)()
    return model.double().eval()


def parameter_shapes(model: nn.Module) -> dict[str, list[int]]:
    """Name and shape of everything that a checkpoint must hold."""
    return {
        name: list(value.shape)
        for name, value in model.state_dict().items()
        if not name.endswith("num_batches_tracked")
    }


def parameter_digest(model: nn.Module) -> str:
    """SHA-256 of the sorted lines `name shape`, such as `conv1.0.weight 32,3,3,3`, each ended by a newline."""
    lines = sorted(f"{name} {','.join(map(str, shape))}\n" for name, shape in parameter_shapes(model).items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def load_seeded(model: nn.Module) -> nn.Module:
    """Give a model its seeded weights."""
    weights = seeded_weights(parameter_shapes(model))
    model.load_state_dict({name: torch.from_numpy(value).double() for name, value in weights.items()}, strict=False)
    return model


def to_torch(array: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(array).double()


@torch.inference_mode()
def seeded_logits(model: nn.Module, shape: list[int]) -> np.ndarray:
    """Logits [N, classes] of a model on the seeded input of that shape, in float64."""
    return model(to_torch(seeded_input(shape))).numpy()


@torch.inference_mode()
def record(model: nn.Module, modules: list[str], run: Callable[[nn.Module], object]) -> dict[str, np.ndarray]:
    """What the named submodules put out while `run(model)` runs."""
    outputs: dict[str, np.ndarray] = {}
    hooks = [
        model.get_submodule(name).register_forward_hook(
            lambda _module, _inputs, output, name=name: outputs.__setitem__(name, output.numpy().copy())
        )
        for name in modules
    ]
    run(model)
    for hook in hooks:
        hook.remove()
    return outputs

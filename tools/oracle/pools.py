"""What networks pool whole maps by: timm's own classes, fastai's order of mean and maximum, and GeM as Kaggle has it."""

import torch
import torch.nn.functional as F
from torch import nn

from models import timm_models


def timm_pool(name: str) -> nn.Module:
    """[N, C, H, W] to [N, C, 1, 1]; `catavgmax` to [N, 2C, 1, 1]."""
    timm_models()
    from timm.layers import SelectAdaptivePool2d

    return SelectAdaptivePool2d(pool_type=name, flatten=True)


class CatMaxAvg(nn.Module):
    """fastai's AdaptiveConcatPool2d."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([F.adaptive_max_pool2d(x, 1), F.adaptive_avg_pool2d(x, 1)], 1).flatten(1)


class Gem(nn.Module):
    """The generalised mean with a p that is trained."""

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = nn.Parameter(torch.full((1,), p))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.clamp(min=1e-6).pow(self.p).mean((-2, -1)).pow(1 / self.p)

"""Makes `weights/imagenet-1k.labels.json`: ImageNet's 1000 labels in torchvision's order, that of every published model."""

import json

from embed_weights import WEIGHTS
from models import timm_models

if __name__ == "__main__":
    timm_models()  # lets torchvision load
    from torchvision.models._meta import _IMAGENET_CATEGORIES as labels

    text = json.dumps(labels, indent=1, ensure_ascii=False)
    (WEIGHTS / "imagenet-1k.labels.json").write_text(text + "\n", encoding="utf-8")

"""How a photo becomes an input: Pillow, and the transforms of timm, torch.hub's page and the original code."""

import numpy as np
from PIL import Image, ImageOps

from models import timm_models


def open_rgb(path) -> Image.Image:
    """Orientation applied, transparency over white, colour profiles ignored."""
    image = ImageOps.exif_transpose(Image.open(path))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        image = white
    return image.convert("RGB")


def timm_crop(image: Image.Image, input_size: int, crop_pct: float, interpolation: str) -> Image.Image:
    """The 8-bit square that timm's evaluation transform hands to its normalisation."""
    timm_models()
    from timm.data import create_transform

    transform = create_transform(input_size, crop_pct=crop_pct, interpolation=interpolation, is_training=False)
    resize, crop, *_ = transform.transforms
    return crop(resize(image))


def hub_crop(image: Image.Image, input_size: int) -> Image.Image:
    """torch.hub's page: Resize(256) and CenterCrop(224), bilinear; for other sizes in proportion."""
    timm_models()
    from torchvision.transforms import CenterCrop, Resize

    return CenterCrop(input_size)(Resize(input_size * 256 // 224)(image))


def official_crop(image: Image.Image, input_size: int, interpolation: str) -> Image.Image:
    """The original's ECenterCrop: bicubic as PyPI has it and its verify.py, bilinear as it was trained."""
    timm_models()
    from resnest.transforms import ECenterCrop
    from torchvision.transforms import InterpolationMode

    transform = ECenterCrop(input_size)
    transform.resize_method.interpolation = InterpolationMode(interpolation)
    return transform(image)


def normalize(image: Image.Image, mean: list[float], std: list[float]) -> np.ndarray:
    """[3, H, W] in float64."""
    return ((np.asarray(image, np.float64) / 255 - mean) / std).transpose(2, 0, 1)

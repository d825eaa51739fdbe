"""Synthetic pictures for the preprocessing goldens: gradients, edges and seeded noise, in every file form."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

from seeded import seeded_tensor

ORIENTATION = 0x0112


def picture(name: str, width: int, height: int, noise: int, channels: int = 3) -> np.ndarray:
    """[H, W, channels]: a ramp in each channel, a disc with a hard edge, stripes, and noise of +- `noise`."""
    y, x = np.mgrid[0:height, 0:width]
    ramps = [x * 255 / max(width - 1, 1), y * 255 / max(height - 1, 1), (x + y) * 255 / max(width + height - 2, 1)]
    ramps.append(255 - ramps[0])
    disc = (x - width * 0.6) ** 2 + (y - height * 0.4) ** 2 < (min(width, height) * 0.3) ** 2
    stripes = (x // 3 + y // 5) % 2 * 60 - 30
    pixels = np.stack([np.where(disc, 255 - ramp, ramp) + stripes for ramp in ramps[:channels]], axis=2)
    pixels += np.round(seeded_tensor(name, [height, width, channels], noise))
    return np.clip(pixels, 0, 255).astype(np.uint8)


def swapped_profile() -> bytes:
    """sRGB with the red and the green primary swapped; its date zeroed, so that it is the same each time."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[24:36] = bytes(12)
    red, green = data.index(b"rXYZ"), data.index(b"gXYZ")
    data[red : red + 4], data[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(data)


def write_all(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)

    def save(name: str, pixels: np.ndarray, **options) -> None:
        Image.fromarray(pixels).save(folder / name, optimize=True, **options)

    for name, width, height, noise in [
        ("small.png", 37, 53, 60),
        ("wide.png", 300, 200, 1),
        ("tall.png", 90, 260, 2),
        ("square.png", 256, 256, 0),
        ("tiny.png", 5, 7, 60),
        ("kept.png", 90, 73, 8),
        ("halves.png", 20, 33, 0),
        ("ribbon.png", 211, 3, 4),
    ]:
        save(name, picture(name, width, height, noise))
    save("alpha.png", picture("alpha.png", 80, 70, 8, channels=4))
    save("grey.png", picture("grey.png", 75, 101, 8, channels=1)[..., 0])
    save("profile.png", picture("profile.png", 90, 75, 8), icc_profile=swapped_profile())

    palette = Image.fromarray(picture("palette.png", 77, 80, 0)).quantize(16)
    palette.save(folder / "palette.png", transparency=bytes([0, 80, 160] + [255] * 13))

    for name, orientation in [("turned6.jpg", 6), ("turned3.jpg", 3)]:
        image = Image.fromarray(picture(name, 120, 85, 4))
        exif = image.getexif()
        exif[ORIENTATION] = orientation
        image.save(folder / name, quality=92, subsampling=0, exif=exif)

"""Makes `public/samples/small/`, the samples as their buttons show them: `python tools/oracle/make_thumbnails.py`.

Needs Pillow alone. They are for people; the model sees the photos themselves.
"""

from pathlib import Path

from PIL import Image

SAMPLES = Path(__file__).parents[2] / "public/samples"
SIDE = 192  # a button is 40 to 90 CSS pixels wide


def main() -> None:
    small = SAMPLES / "small"
    small.mkdir(exist_ok=True)
    for path in sorted([*SAMPLES.glob("*.png"), *SAMPLES.glob("*.jpg")]):
        photo = Image.open(path).convert("RGB")
        photo.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
        photo.save(small / f"{path.stem}.webp", quality=72, method=6)


if __name__ == "__main__":
    main()

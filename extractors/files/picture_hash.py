"""What a still picture looks like: PDQ, 256 bits that hardly change when it is recompressed, resized or marked.

Source: Davis and Rosen, The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm, 2019
(facebook/ThreatExchange, hashing/hashing.pdf); computed by the library pdqhash. Hashes of low quality (a picture with
hardly a gradient in it: a blank page, a black frame) say nothing, and are not used.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image, Transpose

    from extractors.port import Source

READABLE: Final = frozenset((
    "image/jpeg", "image/png", "image/gif", "image/tiff", "image/webp", "image/heic", "image/heif", "image/avif",
    "image/bmp", "image/vnd.adobe.photoshop", "image/jp2",
))  # fmt: skip
"""Media types of pictures that Pillow decodes."""

SIDE: Final = 384
"""Pixels of the square that every picture is brought to first, larger and smaller ones alike.

So a copy of half or a quarter the size is 2 or 7 bits away on the average instead of 16 or 18, and hashes stay within
22 bits (8 on the average) of those that Facebook's own tool makes of 512 x 512 (measured on 24 pictures:
docs/decisions/0006-fingerprints.md).
"""
SMALLEST: Final = 64
"""Pixels of the shorter side below which a picture has no hash: PDQ looks at 64 x 64 of them."""
ENOUGH_QUALITY: Final = 50
"""Quality, 0..100, below which a hash is not used; what ThreatExchange advises (vpdq/README.md)."""
MOST_PIXELS: Final = 100_000_000
"""Pixels that are decoded at most, after what a JPEG's own reduction saves; about two seconds and 400 MB."""
MOST_READ: Final = 400_000_000
"""Pixels of a picture that is read at all: a progressive JPEG is held whole before it is reduced, 6 bytes each."""


def picture_hash(source: Source) -> bytes | None:
    """Return the PDQ hash of a still picture, 32 bytes; None where it has none that can be used.

    Of an animation the first frame counts, of several pages the first. A picture is taken as it is to be seen (EXIF's
    orientation), on white where it is transparent. Raises whatever Pillow raises for a damaged picture.
    """
    from PIL import Image as pillow  # noqa: N813

    limit = pillow.MAX_IMAGE_PIXELS
    if source.media_type in ("image/heic", "image/heif"):
        import pillow_heif

        pillow_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's bomb warning: the limits here are lower
            pillow.MAX_IMAGE_PIXELS = MOST_READ
            with pillow.open(BytesIO(source.data) if source.whole else source.path) as image:
                if min(image.size) < SMALLEST or image.width * image.height > MOST_READ:
                    return None
                image.draft(None, (SIDE, SIDE))
                return hash_of(_square(image)) if image.width * image.height <= MOST_PIXELS else None
    except pillow.DecompressionBombError:
        return None
    finally:
        pillow.MAX_IMAGE_PIXELS = limit


def hash_of(pixels: NDArray[np.uint8]) -> bytes | None:
    """Return the PDQ hash of pixels, shape (SIDE, SIDE, 3), as 32 bytes; None where its quality is too low."""
    import numpy as np
    import pdqhash

    bits, quality = pdqhash.compute(pixels)
    return np.packbits(bits.astype(np.uint8)).tobytes() if quality >= ENOUGH_QUALITY else None


def _square(image: Image) -> NDArray[np.uint8]:
    """Return a picture's pixels in RGB, squeezed or stretched into the square."""
    import numpy as np
    from PIL import Image as pillow  # noqa: N813

    small = _eight_bits(image).resize((SIDE, SIDE), pillow.Resampling.BILINEAR)
    turn = _turn(image)
    if turn is not None:
        small = small.transpose(turn)
    if small.mode == "RGBA":
        white = pillow.new("RGBA", small.size, "white")
        white.alpha_composite(small)
        small = white
    return np.ascontiguousarray(np.asarray(small.convert("RGB"), dtype=np.uint8))


def _eight_bits(image: Image) -> Image:
    """Return a picture in RGB, RGBA or grey of eight bits: what can be resized smoothly."""
    if image.mode.startswith("I") or image.mode == "F":
        return _from_numbers(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _from_numbers(image: Image) -> Image:
    """Return a picture of 16 or 32 bits a pixel in eight, from its darkest to its lightest."""
    import numpy as np
    from PIL import Image as pillow  # noqa: N813

    values: NDArray[Any] = np.nan_to_num(np.asarray(image, dtype=np.float32))
    low, high = float(values.min()), float(values.max())
    scale = 255.0 / (high - low) if high > low else 0.0
    return pillow.fromarray(((values - low) * scale).astype(np.uint8))


def _turn(image: Image) -> Transpose | None:
    """Return how a picture is to be turned to be seen upright, by EXIF's orientation (tag 274); None for not at all."""
    from PIL.Image import Transpose

    try:
        orientation = image.getexif().get(274, 1)
    except Exception:  # damaged metadata, which the image extractor names
        return None
    turns = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
    }  # fmt: skip
    return turns.get(orientation)

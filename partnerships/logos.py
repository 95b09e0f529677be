"""Logos as they come from people: read with care, drawn anew, and small.

What is kept is never the file itself, so nothing that hides in one is ever sent on. An SVG can carry scripts: it is
refused, like everything that is not one of three formats of pixels.
"""

import hashlib
import io
import warnings

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

FORMATS = ["PNG", "JPEG", "WEBP"]
MOST_BYTES, MOST_PIXELS, LEAST = 2_000_000, 16_000_000, 40
SIZE = (480, 240)  # twice as large as it is shown, for sharp screens
MEDIA_TYPE = "image/webp"


def drawn_anew(file):
    """Return the columns of a Logo for an uploaded picture; refuse what is none, with a sentence."""
    if file.size > MOST_BYTES:
        raise ValidationError(_("This file is larger than 2 MB: make the logo smaller."))
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, once it is imported, lets half a picture pass
    try:
        picture = _opened(file)
        picture = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValidationError(_("This is no picture that can be used: give a PNG, JPEG or WebP file.")) from None
    picture.thumbnail(SIZE, Image.Resampling.LANCZOS)
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=90, method=6)
    content = written.getvalue()
    return {
        "picture": content,
        "fingerprint": hashlib.sha256(content).hexdigest()[:16],
        "width": picture.width,
        "height": picture.height,
    }


def _opened(file):
    """Return a picture whose size is known to be bearable, before any pixel of it is read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we count the pixels ourselves
        picture = Image.open(file, formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        raise ValidationError(_("This picture has more than 16 million pixels: make the logo smaller."))
    if min(picture.size) < LEAST:
        raise ValidationError(_("This picture is less than 40 pixels high or wide: give a larger one."))
    return picture

"""Pictures as people upload them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture_file(kind="PNG", size=(200, 80), colour=(160, 30, 60), mode="RGB", **options):
    """Return a picture of one colour as a file that somebody chose."""
    content = io.BytesIO()
    Image.new("RGB", size, colour).convert(mode).save(content, kind, **options)
    return SimpleUploadedFile(f"logo.{kind.lower()}", content.getvalue())

"""Answers with a PDF of what a page says.

Setting type takes a processor for a second or two. So it is done once for the same content, and for one reader at a
time; who cannot be served that way gets the page itself, which is made for paper too.
"""

import hashlib
import logging
from functools import cache
from importlib import import_module
from threading import Lock

from django.conf import settings
from django.core.cache import cache as kept
from django.http import HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control

WAIT = 4  # seconds
KEEP = 60 * 60  # seconds

log = logging.getLogger(__name__)
press = Lock()


@cache
def typesetting():
    """Return the module that sets type, or None on a machine that lacks a library for it."""
    try:
        return import_module("domains.typesetting")
    except OSError as problem:
        log.warning("No PDF on this machine, pages are printed instead: %s", problem)
        return None


def answer(request, template, page, name):
    """Return the document that `template` makes of the context of a page, as a file with this name."""
    # Nothing of the address but what the page is about: other content would be set anew for every made-up query.
    address = page["lens"].on(settings.SITE_URL + request.path.removesuffix("pdf/"))
    html = render_to_string(template, page | {"address": address}, request)
    fingerprint = hashlib.sha256(html.encode()).hexdigest()
    tag = f'"{fingerprint[:32]}"'
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    elif pdf := _printed(html, fingerprint):
        response = HttpResponse(pdf, content_type="application/pdf")
        # To keep, not to show: browsers disagree on what the strict policy means for their viewers of PDFs.
        response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    else:
        query = request.GET.copy()
        query["print"] = "1"
        return HttpResponseRedirect(f"../?{query.urlencode()}")
    response["ETag"] = tag
    patch_cache_control(response, no_cache=True)  # kept, and asked after each time: it never says less than the page
    return response


def _printed(html, fingerprint):
    """Return the PDF of a text; None when that cannot be done here, or not now."""
    key = f"pdf:{fingerprint}"
    if pdf := kept.get(key):
        return pdf
    setter = typesetting()
    if setter is None or not press.acquire(timeout=WAIT):
        return None
    try:
        pdf = setter.pdf_of(html, settings.SITE_URL)
    finally:
        press.release()
    kept.set(key, pdf, KEEP)
    return pdf

"""The look of an organisation's pages: its colour as a style sheet, and its logo. Both addresses name their content."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control

from partnerships import colours, logos
from partnerships.models import Logo

for_ever = cache_control(public=True, max_age=365 * 24 * 60 * 60, immutable=True)


@for_ever
def theme(request, colour, fingerprint):
    """The style sheet of one colour."""
    if fingerprint != colours.fingerprint(colour):
        raise Http404
    return HttpResponse(colours.style_sheet(colour), content_type="text/css; charset=utf-8")


@for_ever
def logo(request, slug, fingerprint):
    """The logo of an organisation."""
    found = get_object_or_404(Logo, organisation__slug=slug, fingerprint=fingerprint)
    return HttpResponse(bytes(found.picture), content_type=logos.MEDIA_TYPE)

"""Who acts where: a place with its measures, and an organisation with its measures."""

from django.http import Http404


def territory_detail(request, code):
    """One place."""
    raise Http404


def organisation_detail(request, slug):
    """One organisation."""
    raise Http404

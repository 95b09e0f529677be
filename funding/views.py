"""The funds that can pay for measures."""

from django.http import Http404


def fund_list(request):
    """Every fund."""
    raise Http404


def fund_detail(request, slug):
    """One fund."""
    raise Http404

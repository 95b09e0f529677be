"""Measures: the list with its filters, and one measure."""

from django.http import Http404


def measure_list(request):
    """The published measures, narrowed by the filters of the address."""
    raise Http404


def measure_detail(request, reference):
    """One published measure."""
    raise Http404

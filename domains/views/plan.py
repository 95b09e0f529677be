"""A domain and an objective: how far their measures are, with what money, and whom to ask."""

from django.http import Http404


def domain_detail(request, slug):
    """One domain of a plan."""
    raise Http404


def objective_detail(request, code):
    """One objective of a domain."""
    raise Http404

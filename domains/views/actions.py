"""What the EU, a state or a region promised, and which measures carry it out."""

from django.http import Http404


def action_list(request):
    """Every action of the plan, by domain and area."""
    raise Http404


def action_detail(request, code):
    """One action."""
    raise Http404

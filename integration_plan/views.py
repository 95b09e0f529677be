"""Pages about the whole: progress of a plan, how numbers are counted, and what the site owes its visitors."""

from django.shortcuts import render


def dashboard(request):
    """Progress of the plan with the lowest position."""
    return render(request, "integration_plan/dashboard.html")


def plan_detail(request, slug):
    """Progress of any other plan."""
    return render(request, "integration_plan/dashboard.html")


def methodology(request):
    """How every number on the site is counted."""
    return render(request, "integration_plan/dashboard.html")


def accessibility(request):
    """The accessibility statement."""
    return render(request, "integration_plan/dashboard.html")


def privacy(request):
    """What the site keeps of its visitors."""
    return render(request, "integration_plan/dashboard.html")

"""What the EU, a state or a region promised, and which measures carry it out."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render

from domains import overview
from domains.filters import ActionFilter
from domains.models import Action

MEASURES = 20


def action_list(request):
    """Every action, by domain and area, narrowed by the filters of the address."""
    actions = Action.objects.select_related("domain", "plan").annotate(
        carried_out=Count("measures", filter=Q(measures__publication="published"))
    )
    filters = ActionFilter(request.GET, actions)
    valid = filters.is_valid()
    shown = filters.qs if valid else actions.none()
    return render(
        request,
        "domains/action_list.html",
        {
            "filters": filters,
            "groups": by_theme(shown),
            "query": request.GET.urlencode(),
            "statuses": overview.count_statuses(action.status for action in shown),
        },
        status=200 if valid else 400,
    )


def by_theme(actions):
    """Return [(domain or None, name of the area, actions)]: the domains of each plan by number, then the areas."""
    groups = {}
    for action in actions:
        groups.setdefault((action.domain, action.area), []).append(action)

    def place(group):
        (domain, area), (first, *_others) = group
        return first.plan.position, first.plan_id, domain is None, domain.number if domain else area

    return [
        (domain, Action.Area(area).label if area else "", found)
        for (domain, area), found in sorted(groups.items(), key=place)
    ]


def action_detail(request, code):
    """One action."""
    action = get_object_or_404(Action.objects.select_related("domain", "plan"), code=code)
    return render(
        request,
        "domains/action_detail.html",
        {
            "action": action,
            "objectives": action.objectives.select_related("domain"),
            "measures": action.measures.public()[:MEASURES].for_list(),
            "number_of_measures": action.measures.public().count(),
        },
    )

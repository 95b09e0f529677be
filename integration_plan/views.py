"""Pages about the whole: progress of a plan, how numbers are counted, and what the site owes its visitors."""

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from domains import overview, progress
from domains.models import ActionPlan, Domain, Measure
from domains.views.lens import through_a_lens
from funding.models import largest_first
from integration_plan import search as searching
from integration_plan.explanations import Question
from integration_plan.figures import FIGURES
from integration_plan.files import FILES, LICENCE
from integration_plan.personal_data import RULES
from partnerships.words import MOST, words_of

LATEST = 6
TOWNS_IN_TABLE = 50


@through_a_lens
def dashboard(request, lens):
    """Progress of the plan with the lowest position."""
    return _progress_page(request, lens, list(ActionPlan.objects.select_related("owner__territory")), slug=None)


@through_a_lens
def plan_detail(request, lens, slug):
    """Progress of one plan."""
    return _progress_page(request, lens, list(ActionPlan.objects.select_related("owner__territory")), slug)


def _progress_page(request, lens, plans, slug):
    plan = next((plan for plan in plans if slug in {None, plan.slug}), None)
    if plan is None:
        if slug is None:
            return render(request, "integration_plan/no_plan.html")
        raise Http404(_("There is no such plan."))
    domains = list(plan.domains.prefetch_related("objectives"))
    objectives = [objective for domain in domains for objective in domain.objectives.all()]
    everything = overview.towards(objectives, lens.everything())
    measures = lens.narrow(everything)
    counted = lens.counted(measures, objectives)
    lines = overview.domain_lines(domains, counted, lens.day)
    towns = overview.place_lines(plan.municipalities(former=True), counted)
    return render(
        request,
        "integration_plan/dashboard.html",
        {
            "plan": plan,
            "lens": lens,
            "tally": lens.tally(everything),
            "is_home": slug is None,
            "other_plans": [other for other in plans if other != plan],
            "successor": next((other for other in plans if other.pk == plan.successor_id), None),
            "predecessors": [other for other in plans if other.successor_id == plan.pk],
            "time_passed": plan.time_passed(lens.day),
            "sectoral": [line for line in lines if line.about.kind == Domain.Kind.SECTORAL],
            "cross_cutting": [line for line in lines if line.about.kind == Domain.Kind.CROSS_CUTTING],
            "lines": lines,
            "total": progress.total(line.delivery for line in lines),
            "covered_objectives": progress.coverage(part.delivery for line in lines for part in line.parts),
            "covered_towns": progress.coverage(town.delivery for town in towns),
            "places": overview.by_name(town.about for town in towns),
            **overview.about_towns(towns, TOWNS_IN_TABLE),
            "action_statuses": overview.action_statuses(plan.actions),
            "money": money_bars(largest_first(lens.money(measures, objectives))),
            "latest": lens.latest(measures, LATEST),
        },
    )


def money_bars(sources):
    """Return each source with its amount and the width of its bar; the first one's is full."""
    return [
        {
            "fund": fund,
            "name": f"money-{fund.slug if fund else 'own-means'}",
            "amount": amount,
            "width": f"{100 * amount / sources[0][1]:.2f}%",
        }
        for fund, amount in sources
    ]


def search(request):
    """Everything the public can read that holds the words of a question, by kind; or all there is of one kind."""
    question, kind = request.GET.get("q", "").replace("\0", "").strip(), request.GET.get("kind", "")
    known = kind in {"", *searching.KINDS}
    groups = searching.find(question, [kind] if kind and known else searching.KINDS)
    return render(
        request,
        "integration_plan/search.html",
        {
            "question": question[:MOST],
            "words": words_of(question),
            "most": MOST if len(question) > MOST else None,
            "is_unknown_kind": not known,
            "one_kind": bool(kind and known),
            "groups": groups,
            "most_counted": searching.MOST_COUNTED,
            "suggestion": "" if groups else searching.suggestion(question),
        },
        status=200 if known else 400,
    )


def methodology(request):
    """How every number on the site is counted."""
    return render(request, "integration_plan/methodology.html")


def open_data(request):
    """The files of open data: what is in each, and how to count a figure again with them."""
    return render(request, "integration_plan/open_data.html", {"files": FILES.items(), "licence": LICENCE})


@through_a_lens
def figure_detail(request, lens, name):
    """The sum behind a figure: the numbers that went in, the rule, and the files that give the same."""
    figure = FIGURES.get(name)
    if figure is None:
        raise Http404(_("There is no such figure."))
    question = Question(figure.filters(request.GET, figure.records(lens)), lens)
    explanation, problems = figure.answer(question)
    context = {
        "figure": figure,
        "question": question,
        "explanation": explanation,
        "problems": problems,
        "others": figure.others(question, FIGURES),
    }
    return render(request, "integration_plan/figure.html", context, status=400 if problems else 200)


def accessibility(request):
    """The accessibility statement."""
    return render(request, "integration_plan/accessibility.html", {"contact_email": settings.CONTACT_EMAIL})


def privacy(request):
    """What the site keeps of its visitors."""
    return render(request, "integration_plan/privacy.html", {"contact_email": settings.CONTACT_EMAIL, "rules": RULES})


ROBOTS = """User-agent: *
Allow: /sitemap
Disallow: /admin/
Disallow: /api/
Disallow: /i18n/
Disallow: /*/pdf/
Disallow: /*?
Sitemap: {site}/sitemap.xml
"""


def robots(request):
    """Tell search engines where every page is, and to leave alone what is made to order: filters and PDFs."""
    return HttpResponse(ROBOTS.format(site=settings.SITE_URL), content_type="text/plain")


def live(request):
    """Tell a watchdog that the server answers."""
    return HttpResponse("live", content_type="text/plain")


def ready(request):
    """Tell a watchdog whether pages can be shown: the database answers, and knows the newest columns."""
    try:
        list(Measure.objects.all()[:1])
    except DatabaseError:
        return HttpResponse("the database does not answer", content_type="text/plain", status=503)
    return HttpResponse("ready", content_type="text/plain")

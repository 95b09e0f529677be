"""A domain and an objective: how far their measures are, with what money, and whom to ask."""

from csp.decorators import csp_replace
from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from domains import linked_data, overview, pdf, population, progress
from domains.models import DialogueSubject, Domain, Measure, Objective
from domains.rollup import Sums
from domains.views.lens import through_a_lens
from partnerships.beside import linked
from partnerships.models import Dialogue, Partnership

LATEST, CONTACTS, MEASURES, DONE, TOWNS_ON_PAPER, PARTNERSHIPS, FEW = 6, 8, 20, 5, 8, 8, 3


@through_a_lens
def domain_detail(request, lens, slug):
    """One domain of a plan."""
    page = about_domain(slug, lens, request.GET.get("country", ""))
    status = 400 if page["outcomes"].get("problem") else 200
    return render(request, "domains/domain_detail.html", page | beside(page["domain"], lens), status=status)


@through_a_lens
def domain_pdf(request, lens, slug):
    """The same domain on two sheets of paper, with a map."""
    page = about_domain(slug, lens)
    towns = overview.place_lines(page["domain"].plan.municipalities(former=True), page["counted"])
    paper = overview.about_towns(towns, TOWNS_ON_PAPER)
    return pdf.answer(request, "domains/domain_document.html", page | paper, slug)


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def domain_embed(request, slug):
    """The progress of one domain as a card on other sites."""
    domain, objectives = domain_with_objectives(slug)
    today = timezone.localdate()
    lines = overview.objective_lines(objectives, Sums.of(objectives), today)
    total = progress.total(line.delivery for line in lines)
    return render(request, "domains/domain_embed.html", {"domain": domain, "total": total, "today": today})


def about_domain(slug, lens, country=""):
    """Return what there is to say of a domain, on whatever it is shown."""
    domain, objectives = domain_with_objectives(slug)
    everything = overview.towards(objectives, lens.everything())
    measures = lens.narrow(everything)
    counted = lens.counted(measures, objectives)
    lines = overview.objective_lines(objectives, counted, lens.day)
    contacts = list(domain.contacts.select_related("organisation")[: CONTACTS + 1])
    return {
        "domain": domain,
        "lens": lens,
        "tally": lens.tally(everything),
        "lines": lines,
        "total": progress.total(line.delivery for line in lines),
        "time_passed": domain.plan.time_passed(lens.day),
        "covered_objectives": progress.coverage(line.delivery for line in lines),
        "covered_towns": covered_towns(domain.plan, measures),
        "counted": counted,
        "latest": lens.latest(measures, LATEST),
        "funds": funds_of(domain, lens.money(measures, objectives)),
        "actions": domain.actions.all(),
        "contacts": contacts[:CONTACTS],
        "has_more_contacts": len(contacts) > CONTACTS,
        "outcomes": population.of_domain(domain, country),
        "kept": [("country", country)] if country else [],
        "document": lens.on(reverse("domain_pdf", args=[slug])),
        "snippets": list(snippets(domain)),
        "linked_data": [linked_data.domain(domain), linked_data.breadcrumb(domain.plan, domain)],
    }


def beside(domain, lens):
    """Return the documents about a domain, and today also some of its partnerships and meetings. One query."""
    found = {"documents": domain.plan.documents.filter(Q(domain=domain) | Q(domain=None))}
    if not lens.past_day:
        found |= {
            "partnerships": Partnership.objects.serving(domain=domain).ended_last(lens.day)[:FEW],
            "dialogues": Dialogue.objects.public().filter(pk__in=about(domain)).nearest_first()[:FEW],
        }
    return linked(**found)


def about(domain):
    """Return the keys of the meetings that talk about an objective of a domain."""
    return DialogueSubject.objects.filter(objective__domain=domain).order_by().values("dialogue")


def snippets(domain):
    """Yield (language, HTML to copy) that shows a domain on another site."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            frame = format_html(
                '<iframe src="{}" title="{}" width="100%" height="400" loading="lazy"></iframe>',
                settings.SITE_URL + reverse("domain_embed", args=[domain.slug]),
                _("Progress: %(domain)s") % {"domain": domain.title},
            )
            yield translation.get_language_info(code), frame


def domain_with_objectives(slug):
    """Return a domain and its objectives. One query: the objectives bring their domain with them."""
    around = "plan__owner__territory"
    objectives = list(Objective.objects.filter(domain__slug=slug).select_related(f"domain__{around}"))
    if objectives:
        return objectives[0].domain, objectives
    return get_object_or_404(Domain.objects.select_related(around), slug=slug), []


def covered_towns(plan, measures):
    """Return in how many municipalities of a plan at least one of these measures is running or done. One query."""
    started = measures.filter(status__in=["running", "done"])
    here = Exists(started.filter(territory=OuterRef("pk")))
    in_what_merged = Exists(started.filter(territory__level="former", territory__parent=OuterRef("pk")))
    part = Count("pk", filter=here | in_what_merged)
    return progress.Share(**plan.municipalities().aggregate(part=part, whole=Count("*")))


def funds_of(domain, sums):
    """Return each fund that can pay in a domain, with what measures get from it: euros or None."""
    return [(fund, sums.get(fund.pk)) for fund in domain.funds.all()]


@through_a_lens
def objective_detail(request, lens, code):
    """One objective of a domain."""
    objective = get_object_or_404(Objective.objects.select_related("domain__plan", "successor"), code=code)
    everything = overview.towards([objective], lens.everything())
    measures = lens.narrow(everything)
    (line,) = overview.objective_lines([objective], lens.counted(measures, [objective]), lens.day)
    return render(
        request,
        "domains/objective_detail.html",
        {
            "objective": objective,
            "lens": lens,
            "tally": lens.tally(everything),
            "delivery": line.delivery,
            "time_passed": objective.domain.plan.time_passed(lens.day),
            "measures": lens.latest(measures, MEASURES),
            "done": done_already(measures, lens),
            "also_serving": also_serving(objective, lens),
            "actions": objective.actions.all(),
            "fund_facts": objective.fund_facts.select_related("fund").order_by("fund__position", "position"),
            "partnerships": [] if lens.past_day else Partnership.objects.serving(pk=objective.pk)[:PARTNERSHIPS],
            "related": objective.related.select_related("domain__plan"),
            "linked_data": [linked_data.breadcrumb(objective.domain.plan, objective.domain, objective)],
        },
    )


def done_already(measures, lens):
    """Return the measures that were done last: links without a schedule, so nobody asks for their milestones."""
    if lens.past_day:
        return []
    return measures.filter(status=Measure.Status.DONE)[:DONE].for_list().prefetch_related(None)


def also_serving(objective, lens):
    """Return the measures that serve an objective beside their main one, for a list."""
    if lens.past_day:
        return []
    return lens.latest(lens.narrow(lens.everything().filter(further_objectives=objective)), MEASURES)

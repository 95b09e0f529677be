"""Who acts where: a place with its measures, and an organisation with its measures."""

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from domains import linked_data, overview, pdf, population, quality
from domains.lens import Lens
from domains.models import Contact, Measure
from domains.partnership_filters import within
from domains.views.lens import through_a_lens
from partnerships.beside import linked
from partnerships.models import Dialogue, Organisation, Partnership, Territory

MEASURES, CONTACTS, TOWNS_IN_TABLE, TOWNS_ON_PAPER, ALIKE, MEETINGS, PARTNERSHIPS, FEW = 20, 8, 50, 8, 3, 4, 8, 3


@through_a_lens
def territory_detail(request, lens, code):
    """One place: what happens in it and in every place in it."""
    page = about_place(code, lens)
    return render(request, "domains/territory_detail.html", page | beside(page["place"], lens))


@through_a_lens
def territory_pdf(request, lens, code):
    """The same place on two sheets of paper."""
    return pdf.answer(request, "domains/territory_document.html", about_place(code, lens, TOWNS_ON_PAPER), code)


def about_place(code, lens, most_towns=TOWNS_IN_TABLE):
    """Return what there is to say of a place, on whatever it is shown."""
    *around, place = get_list_or_404(Territory.objects.with_around(code))
    everything = lens.everything().within(place)
    measures = lens.narrow(everything)
    within = list(Territory.objects.within(place).for_list())
    lines = overview.place_lines(within, measures)
    region = next((larger for larger in around if larger.level == Territory.Level.NUTS1), None)
    return {
        "place": place,
        "lens": lens,
        "tally": lens.tally(everything),
        "around": around,
        "parts": overview.parts_of(place, lines),
        "formerly": [part for part in within if part.level == part.Level.FORMER and part.parent_id == place.pk],
        "itself": next(line for line in lines if line.about == place),
        "alike": alike(place, region),
        "outcomes": population.of_place(place),
        "document": lens.on(reverse("territory_pdf", args=[code])),
        "linked_data": [linked_data.place(place, around), linked_data.breadcrumb(*around, place)],
        **_map_of([line for line in lines if line.about.level == Territory.Level.MUNICIPALITY], most_towns),
        **_work(lens, measures, Contact.objects.filter(organisation__territory=place)),
    }


def beside(place, lens):
    """Return who works for a place, and today also some of the partnerships and meetings there. One query."""
    found = {"organisations": place.organisations.kept()}
    if not lens.past_day:
        here = Territory.objects.within(place).order_by().values("pk")
        found |= {
            "partnerships": Partnership.objects.with_member(**within(place)).ended_last(lens.day)[:FEW],
            "dialogues": Dialogue.objects.public().filter(territory__in=here).nearest_first()[:FEW],
        }
    return linked(**found)


def alike(place, region):
    """Return a few places to compare this one with: like it, and with published measures."""
    at_work = Territory.objects.filter(Exists(Measure.objects.public().filter(territory=OuterRef("pk"))))
    # Paths are digits: this is the range of a whole subtree, for each of many places at once.
    in_it = at_work.filter(path__gte=OuterRef("path"), path__lt=Concat(OuterRef("path"), Value("99999")))
    return Territory.objects.like(place, region).filter(Exists(in_it)).for_list()[:ALIKE]


def _map_of(towns, most):
    """Draw municipalities, with the `most` busiest as a table, unless there is one only."""
    if len(towns) < 2:
        return {}
    return overview.about_towns(towns, most) | {"places": overview.by_name(line.about for line in towns)}


def organisation_detail(request, slug):
    """One organisation: what it does, for which domains, and whom to ask."""
    organisation = get_object_or_404(Organisation.objects.with_look().select_related("territory"), slug=slug)
    if organisation.merged_into_id:
        return redirect(organisation.merged_into, permanent=True)
    measures = Measure.objects.public().filter(organisation=organisation)
    itself, today = Organisation.objects.filter(pk=organisation.pk), timezone.localdate()
    return render(
        request,
        "domains/organisation_detail.html",
        {
            "organisation": organisation,
            "plans": organisation.plans.all(),
            **linked(
                partnerships=Partnership.objects.with_member(pk=organisation.pk).ended_last(today)[:PARTNERSHIPS],
                dialogues=Dialogue.objects.public().of(itself).nearest_first()[:MEETINGS],
            ),
            "linked_data": [
                linked_data.organisation(organisation),
                linked_data.breadcrumb(organisation.territory, organisation),
            ],
            **_work(Lens(), measures, organisation.contacts.all()),
        },
    )


def organisation_quality(request, slug):
    """How complete and up to date the published measures of an organisation are."""
    organisation = get_object_or_404(Organisation.objects.with_look(), slug=slug)
    measures = Measure.objects.public().filter(organisation=organisation)
    found = quality.of_measures(measures, quality.PUBLIC, timezone.localdate())
    return render(request, "domains/organisation_quality.html", {"organisation": organisation, "quality": found})


def _work(lens, measures, contacts):
    """Return how far measures are, plan by plan, the latest of them, and whom to ask."""
    contacts = list(contacts.select_related("organisation")[: CONTACTS + 1])
    return {
        "progress": [(line, line.about.time_passed(lens.day)) for line in overview.plan_lines(measures, lens.day)],
        "latest": lens.latest(measures, MEASURES),
        "contacts": contacts[:CONTACTS],
        "has_more_contacts": len(contacts) > CONTACTS,
    }

"""Spreadsheets of partnerships: looked at first, stored after a yes, and the same that went out."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from domains.partnership_sheet import PartnershipResource, PartnershipSpreadsheet
from partnerships.models import Event, Partnership
from tests.factories import (
    MembershipFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PartnershipFactory,
    PartnershipRoundFactory,
    ServedObjectiveFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

HEAD = "slug;level;name_nl;objectives;lead;members;advisers\n"


@override("en")
def taken(text, dry_run=False):
    dataset = PartnershipSpreadsheet().create_dataset(text.encode())
    return PartnershipResource().import_data(dataset, dry_run, rollback_on_validation_errors=True)


def kinds(result):
    return {kind: number for kind, number in result.seen.counts.items() if number}


@pytest.fixture
def around():
    """The organisations, objectives and the round that rows name."""
    for slug in ("gent", "aalst", "vdab"):
        OrganisationFactory(slug=slug)
    ObjectiveFactory(code="P1")
    ObjectiveFactory(code="P2")
    PartnershipRoundFactory(slug="round-3")


def members_of(slug):
    found = Partnership.objects.get(slug=slug).memberships.select_related("organisation", "round")
    return {(each.organisation.slug, each.role, each.round and each.round.slug) for each in found}


def test_a_row_becomes_a_partnership_and_says_who_leaves_comes_and_leads(around):
    assert kinds(taken(f"{HEAD}welcome;local;Welkom;P1, P2;gent;aalst@round-3;vdab\n", dry_run=True)) == {"new": 1}
    assert not Partnership.objects.exists()
    assert kinds(taken(f"{HEAD}welcome;local;Welkom;P1, P2;gent;aalst@round-3;vdab\n")) == {"new": 1}
    assert members_of("welcome") == {
        ("gent", "lead", None),
        ("aalst", "member", "round-3"),
        ("vdab", "adviser", None),
    }
    Event.objects.update(at=timezone.now() - datetime.timedelta(days=2))
    result = taken(f"{HEAD}welcome;local;Welkom;P2;vdab;gent;\n")
    assert [*Event.objects.values_list("kind", flat=True)] == ["partnership_new", "member_left"]  # two changed roles
    assert kinds(result) == {"changed": 1}
    ((_number, _kind, texts, _faults),) = result.outcome
    assert ("lead", "gent", "vdab") in texts
    assert ("objectives", "P1, P2", "P2") in texts
    assert members_of("welcome") == {("vdab", "lead", None), ("gent", "member", None)}
    assert kinds(taken("slug;name_nl\nwelcome;Welkom\n")) == {"unchanged": 1}
    assert len(members_of("welcome")) == 2  # a column that is not there leaves what is stored


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        ("x;local;X;P9;;;", "objectives", "There is no “P9” on this site."),
        ("x;local;X;;nobody;;", "lead", "There is no “nobody” on this site."),
        ("x;local;X;;gent@nowhere;;", "lead", "There is no “nowhere” on this site."),
        ("x;local;X;;gent, aalst;;", "lead", "gent: A partnership has one lead."),
        ("x;local;X;;aalst@round-3;;", "lead", "aalst@round-3: This organisation is in a partnership of this round"),
        ("x;moon;X;;;;", "level", "moon"),
        ("x;local;;;;;", "", "Give the partnership a name"),
        ("x;local;X;;;;\nx;local;Y;;;;", "slug", "This partnership stands twice in the file."),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_line_and_a_sentence_and_nothing_is_stored(
    around, row, column, sentence
):
    taken(f"{HEAD}other;local;Ander;;;aalst@round-3;\n")
    result = taken(f"{HEAD}good;local;Goed;;;;\n{row}\n")
    faults = {number: faults for number, kind, _texts, faults in result.outcome if kind == "wrong"}
    assert faults[3][0][0] == column
    assert sentence in faults[3][0][1]
    assert not Partnership.objects.filter(slug__in=["x", "good"]).exists()


def test_what_went_out_comes_back_in_without_a_difference(client, around):
    held = PartnershipRoundFactory(slug="held")
    partnership = PartnershipFactory(agreement_fr="Ensemble; et « toujours »", website="https://example.org")
    MembershipFactory(partnership=partnership, role="lead", round=held)
    MembershipFactory.create_batch(2, partnership=partnership)
    ServedObjectiveFactory(partnership=partnership)
    PartnershipFactory(level="eu")
    file = client.get("/data/partnerships.csv").getvalue().decode("utf-8-sig")
    result = taken(file)
    assert kinds(result) == {"unchanged": 2}
    assert result.unknown == []


def test_curators_import_after_a_look_and_the_approver_of_the_lead_keeps_the_words(client, around):
    address = reverse("admin:partnerships_partnership_import")
    upload = SimpleUploadedFile("x.csv", f"{HEAD}welcome;local;Welkom;P1;gent;;\n".encode())
    approver = UserFactory(organisation__slug="ghent", approver=True)
    client.force_login(approver)
    assert client.get(address).status_code == 403
    client.force_login(UserFactory(curator=True))
    looked = client.post(address, {"import_file": upload, "format": "0", "resource": ""})
    assert looked.context["result"].seen.counts == {"new": 1}
    assert not Partnership.objects.exists()
    yes = {field.name: field.value() for field in looked.context["confirm_form"]}
    answer = client.post(reverse("admin:partnerships_partnership_process_import"), yes)
    assert answer.status_code == 302
    partnership = Partnership.objects.get()

    form = reverse("admin:partnerships_partnership_change", args=[partnership.pk])
    client.force_login(approver)
    assert client.get(form).status_code == 403
    partnership.memberships.update(organisation=approver.organisation)
    page = client.get(form, headers={"accept-language": "en"})
    assert "agreement_nl" in page.content.decode()
    assert "Everybody reads this as soon as you save it" in page.content.decode()
    assert "name_nl" not in page.context["adminform"].form.fields
    assert client.get(reverse("admin:partnerships_partnership_changelist")).status_code == 200

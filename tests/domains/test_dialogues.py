"""The structured dialogue: who met about what, what was concluded, and what was done with it."""

import csv
import datetime
from io import StringIO

import pytest
import time_machine
from django.db import IntegrityError, transaction
from icalendar import Calendar

from domains.models import DialogueSubject
from partnerships.models import Conclusion, Dialogue, Event
from tests.back_office import at_work, fill_in
from tests.factories import (
    ActionFactory,
    ConclusionFactory,
    DialogueDocumentFactory,
    DialogueFactory,
    DialogueSubjectFactory,
    FollowUpFactory,
    MeasureFactory,
    ObjectiveFactory,
    OrganisationFactory,
    TerritoryFactory,
    UserFactory,
)
from tests.reading import number_of_queries, text_of

pytestmark = pytest.mark.django_db

BRUSSELS = datetime.timezone(datetime.timedelta(hours=1))
NOON = datetime.datetime(2026, 2, 10, 12, tzinfo=BRUSSELS)


def told():
    return list(Event.objects.filter(subject_type__model="dialogue").order_by("pk").values_list("kind", flat=True))


def test_a_meeting_has_a_topic_does_not_end_before_it_begins_and_names_an_objective_once():
    for wrong in ({"title_nl": "", "title_en": ""}, {"starts_at": NOON, "ends_at": NOON}, {"publication": "hidden"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DialogueFactory(**wrong)
    subject = DialogueSubjectFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        DialogueSubject.objects.create(dialogue=subject.dialogue, objective=subject.objective)
    for wrong in (lambda: ConclusionFactory(text_nl=""), lambda: FollowUpFactory(text_nl="")):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_a_meeting_of_today_is_to_come_until_midnight_in_brussels():
    DialogueFactory(slug="today", starts_at=NOON)
    DialogueFactory(slug="later", starts_at=NOON + datetime.timedelta(days=3))
    DialogueFactory(slug="long-ago", starts_at=NOON - datetime.timedelta(days=90))
    DialogueFactory(slug="before", starts_at=NOON - datetime.timedelta(days=1))
    with time_machine.travel("2026-02-10T22:59+00:00", tick=False):
        assert [meeting.slug for meeting in Dialogue.objects.nearest_first()] == [
            *("today", "later", "before", "long-ago")
        ]
        assert not Dialogue.objects.get(slug="today").is_past
        assert {meeting.slug for meeting in Dialogue.objects.coming()} == {"today", "later"}
    with time_machine.travel("2026-02-10T23:00+00:00", tick=False):
        assert Dialogue.objects.get(slug="today").is_past
        assert {meeting.slug for meeting in Dialogue.objects.past()} == {"today", "before", "long-ago"}


def test_each_filter_leaves_out_what_it_should_on_the_page_the_api_the_calendar_and_the_feed(client):
    assert "No meeting is known yet" in text_of(client.get("/en/dialogues/"))
    churches = OrganisationFactory(slug="parish", kind="churches-communities")
    ghent = OrganisationFactory(slug="gent", territory=TerritoryFactory(code="44021"))
    objective = ObjectiveFactory(code="E1", domain__slug="education")
    found = DialogueFactory(slug="found", organisation=ghent, title_en="Language lessons")
    found.participants.add(churches)
    DialogueSubjectFactory(dialogue=found, objective=objective)
    other = DialogueFactory(slug="other", past=True, title_en="Homes")
    DialogueSubjectFactory(dialogue=other)
    DialogueFactory(slug="hidden", draft=True, organisation=ghent, title_en="Language lessons")

    for question in (
        *("q=lessons", "when=coming", "domain=education", "objective=E1"),
        *("kind=churches-communities", "organisation=gent", "organisation=parish", "territory=44021"),
    ):
        page = text_of(client.get(f"/en/dialogues/?{question}"))
        assert ("Language lessons" in page, "Homes" in page) == (True, False), question
        results = client.get(f"/api/v1/dialogues/?{question}").json()["results"]
        assert [meeting["slug"] for meeting in results] == ["found"], question
        calendar = Calendar.from_ical(client.get(f"/calendar/dialogues.ics?{question}").content)
        assert [str(event["uid"]) for event in calendar.walk("VEVENT")] == ["dialogue-found@127.0.0.1"]
        assert "Language lessons" in client.get(f"/feeds/dialogues.atom?language=en&{question}").content.decode()
    assert "Homes" in text_of(client.get("/en/dialogues/?when=past"))
    assert "Remove one to see more" in text_of(client.get("/en/dialogues/?q=nothing"))
    assert "Remove one to see more" in text_of(client.get("/en/dialogues/?q=%2B"))
    for address in ("/api/v1/dialogues/", "/calendar/dialogues.ics", "/feeds/dialogues.atom", "/en/dialogues/"):
        assert client.get(f"{address}?organisation=nowhere").status_code == 400
    assert client.get("/calendar/dialogues/found.ics?language=xx").status_code == 400
    assert client.get("/calendar/dialogues/hidden.ics").status_code == 404


@pytest.mark.any_database
def test_the_page_of_a_meeting_says_what_was_done_with_each_conclusion_and_openly_where_nothing_was(client):
    meeting = DialogueFactory(slug="talks", concluded=True, is_example=True, location="Town hall", summary_en="Why.")
    meeting.participants.add(OrganisationFactory(kind="migrants", name_en="Newcomers together"))
    DialogueDocumentFactory(dialogue=meeting, title="Minutes")
    DialogueSubjectFactory(dialogue=meeting, objective__title_en="Everybody learns")
    taken = ConclusionFactory(dialogue=meeting, text_en="Lessons at night")
    ConclusionFactory(dialogue=meeting, text_en="Childcare")
    measure = MeasureFactory(title_en="Evening school", reference="m-1")
    FollowUpFactory(conclusion=taken, text_en="Begun.", measure=measure, done_on=datetime.date(2026, 3, 1))
    FollowUpFactory(conclusion=taken, action=ActionFactory(title_en="A promise"), text_nl="")
    secret = FollowUpFactory(conclusion=taken, text_en="Not to be seen", measure=MeasureFactory(draft=True))

    page = text_of(client.get("/en/dialogues/talks/"))
    for shown in (
        *("Town hall", "Migrants and migrant-led organisations", "Newcomers together", "Minutes", "Why."),
        *("Lessons at night", "Begun.", "Evening school", "1 March 2026", "A promise", "Childcare", "nothing yet"),
        *("Everybody learns", "made up to try the site"),
    ):
        assert shown in page, shown
    assert secret.text_en not in page
    said = client.get("/en/measures/m-1/").content.decode()
    assert f'<a href="/en/dialogues/talks/">{meeting.title}</a>' in said
    assert 'href="/en/dialogues/?measure=m-1"' in said
    assert "Talks talks" in text_of(client.get("/en/dialogues/?measure=m-1"))
    assert "Talks talks" in text_of(client.get(f"/en/organisations/{meeting.organisation.slug}/"))

    Dialogue.objects.filter(pk=meeting.pk).update(conclusions_are_public=False)
    page = text_of(client.get("/en/dialogues/talks/"))
    assert "Lessons at night" not in page
    assert "No conclusions are published yet" in page
    assert "The meetings that concluded it" not in text_of(client.get("/en/measures/m-1/"))
    assert "Talks talks" not in text_of(client.get("/en/dialogues/?measure=m-1"))
    assert client.get("/api/v1/dialogues/talks/").json()["conclusions"] == []


@pytest.mark.any_database
def test_files_and_api_have_the_meetings_and_what_became_of_their_conclusions(client):
    meeting = DialogueFactory(slug="talks", concluded=True)
    meeting.participants.set([OrganisationFactory(slug="a"), OrganisationFactory(slug="b")])
    DialogueSubjectFactory(dialogue=meeting, objective__code="E1")
    done = ConclusionFactory(dialogue=meeting)
    ConclusionFactory(dialogue=meeting, text_nl="Kinderopvang")
    FollowUpFactory(conclusion=done, measure=MeasureFactory(reference="m-1"), done_on=datetime.date(2026, 3, 1))
    FollowUpFactory(conclusion=done, action=ActionFactory(code="EU-E-01"))
    DialogueFactory(draft=True)

    (row,) = rows_of(client.get("/data/dialogues.csv"))
    assert (row["slug"], row["participants"], row["objectives"]) == ("talks", "a b", "E1")
    assert row["address"].endswith("/nl/dialogues/talks/")
    rows = rows_of(client.get("/data/conclusions.csv?when=past"))
    assert [(row["number"], row["measure"], row["action"], row["done_text_nl"] != "") for row in rows] == [
        ("1", "m-1", "", True),
        ("1", "", "EU-E-01", True),
        ("2", "", "", False),
    ]
    item = client.get("/api/v1/dialogues/talks/").json()
    assert (item["participants"], item["objectives"]) == (["a", "b"], ["E1"])
    assert [len(conclusion["follow_ups"]) for conclusion in item["conclusions"]] == [2, 0]


def rows_of(answer):
    return list(csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))


@pytest.mark.any_database
def test_a_calendar_has_the_hours_of_brussels_and_reads_back_whatever_a_topic_holds(client):
    summer = datetime.datetime(2026, 7, 1, 12, 30, tzinfo=datetime.UTC)
    meeting = DialogueFactory(
        slug="a",
        starts_at=summer,
        ends_at=summer + datetime.timedelta(hours=2),
        title_nl="Wonen; werk,\\ \u202e" + "é" * 150,
        location="Zaal 1, Gent\x0b",
        is_example=True,
    )
    answer = client.get("/calendar/dialogues/a.ics")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["summary"] == f"VOORBEELD: {meeting.title_nl}"
    assert event["dtstart"].dt == summer
    assert event["dtstart"].params["TZID"] == "Europe/Brussels"
    assert event["dtend"].dt.hour == 16
    assert event["location"] == "Zaal 1, Gent"


@pytest.mark.any_database
def test_a_meeting_that_is_called_off_says_so_wherever_it_stands_and_takes_itself_out_of_calendars(client):
    meeting = DialogueFactory(slug="a", title_en="Language lessons")

    def in_calendar():
        (event,) = Calendar.from_ical(client.get("/calendar/dialogues/a.ics").content).walk("VEVENT")
        return event["status"], event["sequence"]

    Dialogue.objects.filter(pk=meeting.pk).update(updated_at=NOON)
    status, before = in_calendar()
    assert status == "CONFIRMED"
    meeting.is_called_off = True
    meeting.save()
    status, after = in_calendar()
    assert (status, after > before) == ("CANCELLED", True)
    assert "does not take place" in text_of(client.get("/en/dialogues/a/"))
    assert "called off" in text_of(client.get("/en/dialogues/?when=coming"))
    assert client.get("/api/v1/dialogues/a/").json()["is_called_off"] is True
    assert rows_of(client.get("/data/dialogues.csv"))[0]["is_called_off"] == "true"
    with pytest.raises(IntegrityError), transaction.atomic():
        Dialogue.objects.filter(pk=meeting.pk).update(conclusions_are_public=True)


@pytest.mark.any_database
def test_an_approver_announces_a_meeting_and_later_its_conclusions_and_what_was_done_with_one():
    approver = UserFactory(approver=True)
    town = approver.organisation
    desk = at_work(approver)
    typed = {"title_nl": "Overleg", "slug": "overleg", "starts_at": "2030-05-01T14:00", "territory": town.territory_id}
    fill_in(desk, "/admin/partnerships/dialogue/add/", **typed, publication="published")
    meeting = Dialogue.objects.get()
    assert meeting.organisation == town
    assert meeting.starts_at.isoformat() == "2030-05-01T12:00:00+00:00"
    change = f"/admin/partnerships/dialogue/{meeting.pk}/change/"
    page = fill_in(desk, change, conclusions_are_public="on")
    assert "Write at least one conclusion" in text_of(page)
    fill_in(desk, change, **{"conclusions_are_public": "on", "conclusions-0-text_nl": "Meer lessen"})
    assert told() == ["meeting_announced", "conclusions_published"]
    assert "Names of people do not belong here" in text_of(desk.get(change))

    own = f"/admin/partnerships/conclusion/{Conclusion.objects.get().pk}/change/"
    assert own in desk.get(change).content.decode()
    assert "Meer lessen" in text_of(desk.get("/admin/partnerships/conclusion/?done=nothing"))
    measure = MeasureFactory(reference="m-1")
    MeasureFactory(reference="m-2", draft=True)
    page = fill_in(desk, own, **{"follow_ups-0-measure": "m-2"})
    assert "no published measure with this reference" in text_of(page)
    fill_in(desk, own, **{"follow_ups-0-measure": "m-1"})
    assert measure.follow_ups.get().conclusion.dialogue == meeting
    assert 'value="m-1"' in desk.get(own).content.decode()
    assert "Meer lessen" in text_of(desk.get("/admin/partnerships/conclusion/?done=something"))
    assert at_work(UserFactory(organisation=town)).get(change).status_code == 403
    assert at_work(UserFactory(approver=True)).get(change).status_code == 302


@pytest.mark.any_database
def test_a_feed_and_a_calendar_take_as_many_queries_for_many_meetings_as_for_one(client):
    DialogueFactory()
    addresses = ("/calendar/dialogues.ics", "/feeds/dialogues.atom")
    client.get(addresses[1])  # kinds of records are read once in a process
    few = [number_of_queries(client, address) for address in addresses]
    DialogueFactory.create_batch(5)
    assert [number_of_queries(client, address) for address in addresses] == few

"""What everybody sees alike is made once, and is never older than the data and the day."""

import datetime
import gzip
from zoneinfo import ZoneInfo

import brotli
import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from domains.models import Kpi, Measure, Milestone
from funding.models import Allocation, Fund
from integration_plan import data_version
from tests.factories import (
    ActionFactory,
    AllocationFactory,
    CallFactory,
    FundFactory,
    KpiFactory,
    MeasureFactory,
    MilestoneFactory,
    UserFactory,
)
from tests.test_security import POLICY

pytestmark = pytest.mark.django_db(transaction=True)

PAGE, LIST, API = "/nl/measures/m-1/", "/nl/measures/", "/api/v1/measures/"
STILL_OWN = {"Content-Type", "Content-Length", "Content-Language"}


@pytest.fixture
def measure():
    measure = MeasureFactory(reference="m-1", title_nl="Taalbuddy's", budget=1000, ends_on=datetime.date(2026, 12, 31))
    measure.implements.add(ActionFactory(code="EU-O-1"))
    MilestoneFactory(measure=measure, title="Eerste stap", due_on=datetime.date(2026, 12, 31))
    AllocationFactory(measure=measure, fund=FundFactory(slug="amif"), amount=100)
    KpiFactory(measure=measure)
    return measure


@pytest.fixture
def without_memory(settings):
    """Return a reader for whom each page is made anew."""
    kept = [name for name in settings.MIDDLEWARE if name != "integration_plan.page_cache.shared_pages"]
    settings.MIDDLEWARE, before = kept, settings.MIDDLEWARE
    reader = Client()
    reader.get("/nl/privacy/")  # a client reads the settings when it first asks
    settings.MIDDLEWARE = before
    return reader


def queries_of(client, address, **headers):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, headers=headers).status_code == 200
    return [query["sql"] for query in queries]


def is_from_memory(client, address, **headers):
    """Say whether a page came without a question to the database, but for its version."""
    queries = queries_of(client, address, **headers)
    return len(queries) == 1 and "data_version" in queries[0]


def by_hand(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def save(measure):
    measure.title_nl = "Anders"
    measure.save()


def bulk_update(measure):
    measure.title_nl = "In een keer anders"
    Measure.objects.bulk_update([measure], ["title_nl"])


WAYS = {
    "save": save,
    "update": lambda measure: Measure.objects.update(title_nl="Anders"),
    "bulk_update": bulk_update,
    "create": lambda measure: MilestoneFactory(measure=measure, title="Tweede stap"),
    "bulk_create": lambda measure: Kpi.objects.bulk_create([Kpi(measure=measure, name_nl="Gezinnen", target=5)]),
    "insert or update": lambda measure: Allocation.objects.bulk_create(
        [Allocation(measure=measure, fund=Fund.objects.get(), amount=7)],
        update_conflicts=True,
        update_fields=["amount"],
        unique_fields=["measure", "fund"],
    ),
    "delete": lambda measure: Milestone.objects.all().delete(),
    "delete with all that hangs on it": lambda measure: measure.delete(),
    "add": lambda measure: measure.implements.add(ActionFactory(code="EU-O-2")),
    "remove": lambda measure: measure.implements.clear(),
    "set": lambda measure: measure.further_objectives.set([measure.objective]),
    "a name far away": lambda measure: type(measure.territory).objects.update(name_nl="Elders"),
    "SQL by hand": lambda measure: by_hand("UPDATE domains_measure SET title_nl = 'Met de hand'"),
    "SQL that deletes": lambda measure: by_hand("DELETE FROM domains_milestone"),
    "withdraw": lambda measure: Measure.objects.update(publication="withdrawn"),
}


@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS)
def test_after_a_write_of_any_kind_the_next_reader_sees_it_and_after_an_undone_one_nothing(
    write, client, without_memory, measure
):
    def seen(reader):
        return {address: reader.get(address).content for address in (PAGE, API)}

    before = seen(client)
    with transaction.atomic():
        write(measure)
        assert seen(client) == seen(without_memory)  # who writes sees it at once
        transaction.set_rollback(True)
    assert seen(client) == before
    assert is_from_memory(client, PAGE)

    write(Measure.objects.get())

    assert seen(client) == seen(without_memory) != before


def test_reference_facts_that_are_loaded_are_seen_at_once(client):
    assert b"AMIF" not in client.get("/en/funding/").content
    assert is_from_memory(client, "/en/funding/")

    call_command("load_reference", verbosity=0)

    assert b"AMIF" in client.get("/en/funding/").content


def test_a_page_of_yesterday_is_not_shown_today(client, measure):
    late = f"{LIST}?schedule=late"
    brussels = ZoneInfo("Europe/Brussels")
    with time_machine.travel(datetime.datetime(2026, 12, 31, 23, 59, tzinfo=brussels), tick=False):
        Measure.objects.update(status="running")
        assert b"Taalbuddy" not in client.get(late).content
        assert is_from_memory(client, late)
    with time_machine.travel(datetime.datetime(2027, 1, 1, 0, 1, tzinfo=brussels), tick=False):
        assert b"Taalbuddy" in client.get(late).content


@pytest.mark.parametrize(
    ("address", "closed"),
    [
        ("/en/funding/calls/", b">closed</span>"),
        ("/api/v1/calls/", b'"state":"closed"'),
        ("/calendar/calls.ics?language=en", b"closed"),
    ],
)
def test_a_page_with_a_deadline_is_kept_until_that_passes_and_no_longer(client, address, closed):
    noon = datetime.datetime(2026, 5, 1, 12, tzinfo=ZoneInfo("Europe/Brussels"))
    with time_machine.travel(noon, tick=False) as clock:
        later = noon + datetime.timedelta(days=9)
        CallFactory(code="a", opens_at=later, deadline=later + datetime.timedelta(days=9))
        CallFactory(code="b", opens_at=None, deadline=noon + datetime.timedelta(hours=5))
        assert closed not in client.get(address).content
        clock.shift(datetime.timedelta(hours=4, minutes=59, seconds=59))
        assert is_from_memory(client, address)
        clock.shift(datetime.timedelta(seconds=1))
        page = client.get(address)
        assert closed in page.content
        assert page["Expires"] == "Sun, 10 May 2026 10:00:00 GMT"


def test_each_way_to_ask_has_its_own_page(client, measure):
    asked = [
        (LIST, {}),
        (LIST, {"hx-request": "true"}),
        (LIST, {"hx-request": "true", "hx-history-restore-request": "true"}),
        (LIST, {"accept-encoding": "gzip, br"}),
        (LIST, {"accept-encoding": "gzip, br;q=0"}),
        (f"{LIST}?q=taal", {}),
        ("/fr/measures/", {}),
        (API, {"accept-language": "nl"}),
        (API, {"accept-language": "fr-BE, en;q=0.5"}),
        ("/api/v1/schema/", {"accept": "application/json"}),
        ("/api/v1/schema/", {"accept": "application/vnd.oai.openapi"}),
    ]
    made = []
    for address, headers in asked:
        assert len(queries_of(client, address, **headers)) > 1 or "schema" in address
        made.append(client.get(address, headers=headers))
    for page, (address, headers) in zip(made, asked, strict=True):
        assert is_from_memory(client, address, **headers)
        again = client.get(address, headers=headers)
        assert (again.content, dict(again.items())) == (page.content, dict(page.items()))
    # The button "back" gets the whole page, and the API says all languages at once.
    assert len({page.content for page in made}) == len(made) - 2
    assert made[3]["Content-Encoding"] == "br"
    assert brotli.decompress(made[3].content) == gzip.decompress(made[4].content) == made[0].content


def test_a_page_from_memory_is_as_safe_as_any_and_is_asked_for_again_each_time(client, measure):
    client.get(PAGE)
    page = client.get(PAGE)
    unchanged = client.get(PAGE, headers={"if-none-match": f'"other", W/{page["ETag"]}'})

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert set(page.headers) - set(unchanged.headers) == STILL_OWN
    for answer in (page, unchanged):
        assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-cache"
        assert "Accept-Encoding" in answer["Vary"]
        assert not answer.cookies
    assert client.get(PAGE, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_reader_who_has_a_page_is_told_so_also_after_a_write_that_does_not_change_it(client, measure):
    tag = client.get("/nl/privacy/")["ETag"]
    measure.delete()
    for reader in (client, Client()):
        assert reader.get("/nl/privacy/", headers={"if-none-match": tag}).status_code == 304


def test_head_is_answered_from_memory_and_leaves_nothing_there(client, measure):
    first = client.head(PAGE)
    assert not is_from_memory(client, PAGE)
    with CaptureQueriesContext(connection) as queries:
        head = client.head(PAGE)
    assert len(queries) == 1
    assert head.content == b""
    assert head["ETag"] == first["ETag"] == client.get(PAGE)["ETag"]


def test_who_is_signed_in_is_not_answered_from_memory(client, measure):
    client.get(PAGE)
    reader = Client()
    reader.force_login(UserFactory(organisation=measure.organisation))
    for headers in ({"cookie": reader.cookies.output(header="", sep=";")}, {"authorization": "Bearer me"}):
        page = client.get(PAGE, headers=headers)
        assert page.status_code == 200
        assert not page.has_header("ETag")
    assert not reader.get("/admin/").has_header("ETag")
    assert not client.get("/accounts/login/").has_header("ETag")
    assert not client.get("/health/ready").has_header("ETag")


def with_cookie(request):
    response = HttpResponse("yours" * 100)
    response.set_cookie("seen", "yes")
    return response


urlpatterns = [
    path("nl/cookie/", with_cookie),
    path("nl/private/", lambda request: HttpResponse("yours", headers={"Cache-Control": "private"})),
    path("nl/whose/", lambda request: HttpResponse("yours", headers={"Vary": "Cookie"})),
    path("nl/gone/", lambda request: HttpResponse("gone", status=410)),
    path("api/v1/", include("integration_plan.api")),
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("name", ["cookie", "private", "whose", "gone"])
def test_what_is_for_one_reader_or_went_wrong_is_not_kept(name, client):
    for _time in range(2):
        answer = client.get(f"/nl/{name}/", headers={"accept-encoding": "gzip"})
        assert not {"ETag", "Content-Encoding"} & set(answer.headers)
        assert answer.content.startswith((b"yours", b"gone"))


def test_pages_may_be_so_many_seconds_old_if_the_operator_says_so(settings, measure):
    settings.CACHE_SECONDS = 10
    hasty, patient = Client(), Client()
    with time_machine.travel(0, tick=False) as clock:
        hasty.get(PAGE)
        Measure.objects.update(title_nl="Anders")
        clock.shift(9)
        assert b"Anders" not in hasty.get(PAGE).content
        assert b"Anders" in patient.get(PAGE).content
        clock.shift(2)
        assert b"Anders" in hasty.get(PAGE).content


@pytest.mark.parametrize("setting", [{"CACHE_MB": 0}, {"DEBUG": True}])
def test_without_memory_pages_are_the_same(setting, settings, client, measure):
    page = client.get(PAGE)
    for name, value in setting.items():
        setattr(settings, name, value)
    reader = Client()
    for _time in range(2):
        assert not reader.get(PAGE).headers.keys() - page.headers.keys()
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(PAGE, headers={"if-none-match": page["ETag"]}).status_code == 304
        assert len(queries) > 1


def test_a_database_whose_version_stands_still_is_asked_each_time(client, measure):
    name, make_again = next(data_version.triggers("domains_measure", connection.vendor))
    by_hand(f'DROP TRIGGER "{name}"' + (' ON "domains_measure"' if connection.vendor == "postgresql" else ""))
    try:
        for _time in range(2):
            assert not is_from_memory(client, PAGE)
    finally:
        by_hand(make_again)
    client.get(PAGE)
    assert is_from_memory(client, PAGE)


def test_a_database_that_does_not_know_its_version_yet_is_asked_each_time(client, measure):
    by_hand("ALTER TABLE data_version RENAME TO elsewhere")
    try:
        for _time in range(2):
            assert client.get("/nl/privacy/").status_code == 200
    finally:
        by_hand("ALTER TABLE elsewhere RENAME TO data_version")

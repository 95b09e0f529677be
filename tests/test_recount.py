"""Every figure on the pages is counted again from the files of open data alone: in plain Python, as a reader would."""

import csv
import datetime
import io
import re
from decimal import ROUND_FLOOR, Decimal
from io import StringIO
from urllib.parse import parse_qsl, urlsplit

import html5lib
import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from domains.models import ActionPlan
from tests.factories import ReportingRoundFactory

pytestmark = pytest.mark.django_db

NOUNS = ["measures", "kpis", "allocations", "applications", "objectives", "plans", "actions", "territories", "members"]
SVG = "{http://www.w3.org/2000/svg}"
PLACES = ["BE", "BE2", "BE23", "44021", "62063"]
AMOUNTS = ["asked", "granted", "paid"]
STARTED = {"running", "done"}


@pytest.fixture(scope="module", autouse=True)
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    """A site with the reference facts, the examples and a reporting round, made once for all tests of this file."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.VAR_DIR", tmp_path_factory.mktemp("var"), raising=False)
        with override_settings(SIMPLE_HISTORY_ENABLED=False):
            call_command("load_reference", stdout=StringIO())
            call_command("demo", stdout=StringIO())
            ReportingRoundFactory(plan=ActionPlan.objects.get(slug="eu-aii-2021-2027"), due=True)
        yield
        transaction.set_rollback(True)


def day(cell):
    return datetime.date.fromisoformat(cell) if cell else None


def decimal(cell):
    return Decimal(cell.replace(",", ".")) if cell else None


def percent(part, whole):
    return 100 * part // whole if whole else None


class Reader:
    """Somebody with the files, a calendar and no access to the site's code."""

    def __init__(self, client):
        self.today = timezone.localdate()
        self.files = {}
        for noun in NOUNS:
            text = client.get(f"/data/{noun}.csv").getvalue().decode("utf-8-sig")
            self.files[noun] = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))

    def rows(self, noun, filters):
        """Return the rows about what the filters name; a place holds the places in it."""
        kept = self.files[noun]
        for name, value in filters.items():
            if name == "territory":
                kept = [row for row in kept if value in row["territory_path"].split("/")]
            else:
                column = "reference" if (noun, name) == ("measures", "measure") else name
                kept = [row for row in kept if row[column] == value]
        return kept

    def plan(self, filters):
        if "plan" not in filters:
            name = "domain" if "domain" in filters else "objective"
            column = "code" if name == "objective" else name
            filters = {"plan": next(row for row in self.files["objectives"] if row[column] == filters[name])["plan"]}
        return next(row for row in self.files["plans"] if row["slug"] == filters["plan"])

    def is_late(self, measure):
        due = [day(measure["ends_on"]), day(measure["first_open_milestone_due_on"])]
        return measure["status"] in {"planned", "running"} and any(each and each < self.today for each in due)

    def is_reported(self, measure):
        reported = day(measure["last_reported_on"])
        if measure["status"] == "running":
            return reported is not None and reported >= self.today - datetime.timedelta(days=183)
        return measure["status"] == "done" and reported is not None

    def is_overdue(self, measure):
        asked, reported = measure["last_round_deadline"], measure["last_round_reported_on"]
        return measure["status"] == "running" and bool(asked) and not reported

    def is_stale(self, measure):
        year_ago = self.today - datetime.timedelta(days=365)
        spoke = max(filter(None, [day(measure["starts_on"]), day(measure["last_reported_on"])]))
        return measure["status"] == "running" and spoke < year_ago

    def by_status(self, filters):
        measures = self.rows("measures", filters)
        counts = {
            status: sum(row["status"] == status for row in measures)
            for status in ("planned", "running", "done", "stopped")
        }
        counts["measures"] = len(measures) - counts["stopped"]
        here = filters.get("territory")
        counts["measures-here"] = sum(row["territory"] == here and row["status"] != "stopped" for row in measures)
        counts["owing"] = counts["running"] + counts["done"]
        counts["overdue"] = sum(map(self.is_overdue, measures))
        counts["stale"] = sum(map(self.is_stale, measures))
        counts["late"] = sum(map(self.is_late, measures))
        counts["reported"] = sum(map(self.is_reported, measures))
        counts["share-done"] = percent(counts["done"], counts["measures"])
        counts["share-known"] = percent(counts["reported"], counts["owing"])
        return counts

    def coverage(self, filters):
        at_work = [row for row in self.rows("measures", filters) if row["status"] in STARTED]
        objectives = {row["code"] for row in self.rows("objectives", filters)}
        around = self.plan(filters)["territory"]
        towns = {
            row["code"]
            for row in self.files["territories"]
            if row["level"] == "municipality" and (not around or around in row["territory_path"].split("/"))
        }
        return {
            "objectives": len(objectives),
            "objectives-started": len(objectives & {row["objective"] for row in at_work}),
            "municipalities": len(towns),
            "municipalities-started": len(
                towns & {code for row in at_work for code in row["territory_path"].split("/")}
            ),
        }

    def time(self, filters):
        period = self.rows("measures", filters)[0] if "measure" in filters else self.plan(filters)
        starts_on, ends_on = day(period["starts_on"]), day(period["ends_on"])
        days = (ends_on - starts_on).days + 1
        return percent(min(max((self.today - starts_on).days, 0), days), days)

    def money(self, fund, filters):
        allocations = self.rows("allocations", filters)
        return sum(decimal(row["amount_eur"]) for row in allocations if row["fund"] == fund)

    def applications(self, kind, filters):
        """Return what was asked for, granted or paid; None when no amount is known."""
        counts = {
            "asked": lambda row: row["applied_on"],
            "granted": lambda row: row["granted_on"] and not row["withdrawn_on"],
            "paid": lambda row: row["paid_on"],
        }[kind]
        amounts = [row[f"{kind}_eur"] for row in self.rows("applications", filters) if counts(row)]
        known = [decimal(amount) for amount in amounts if amount]
        return sum(known) if known else None

    def with_eu_money(self, filters):
        """Return the measures that are planned, running or done and have EU money, and those that only asked for it."""
        counted = [row["reference"] for row in self.rows("measures", filters) if row["status"] != "stopped"]
        money = {row["measure"] for row in self.files["allocations"] if row["fund"]}
        standing = {"granted", "running", "paid"}
        money |= {row["measure"] for row in self.files["applications"] if row["state"] in standing}
        asking = {row["measure"] for row in self.files["applications"] if row["state"] == "applied"} - money
        return {"eu": len(money.intersection(counted)), "asking": len(asking.intersection(counted))}

    def partners(self, filters):
        """Return who takes part: organisations, kinds of them, and levels with a partnership of several kinds."""
        asked = filters.copy()
        objective = asked.pop("objective")
        rows = [row for row in self.rows("members", asked) if objective in row["objectives"].split(", ")]
        rows = [row for row in rows if row["takes_part"] == "true"]
        kinds = {}
        for row in rows:
            kinds.setdefault((row["level"], row["partnership"]), set()).add(row["kind"])
        return {
            "partners": len({row["organisation"] for row in rows}),
            "partners-kinds": len({row["kind"] for row in rows}),
            "partners-levels": len({level for (level, _name), several in kinds.items() if len(several) > 1}),
        }

    def attainment(self, kpi):
        baseline, target, current = (decimal(kpi[name]) for name in ("baseline", "target", "current"))
        return ((current - baseline) / (target - baseline) * 100).quantize(Decimal("0.1"), ROUND_FLOOR)

    def count(self, name, filters):
        """Return a figure by the name that it has on a page."""
        kind, _dash, about = name.partition("-")
        if kind == "money":
            return self.money("" if about == "own-means" else about, filters)
        if kind in AMOUNTS:
            return self.applications(kind, filters)
        if kind == "partners":
            return self.partners(filters)[name]
        if kind in {"eu", "asking"}:
            return self.with_eu_money(filters)[kind]
        if kind == "actions":
            return sum(row["status"] == about for row in self.rows("actions", filters))
        if kind in {"objectives", "municipalities"}:
            return self.coverage(filters)[name]
        return self.time(filters) if name == "share-time" else self.by_status(filters)[name]


@pytest.fixture
def reader(client):
    return Reader(client)


@pytest.fixture
def read(client):
    """Return a function that reads a page in English as a tree."""

    def tree_of(address):
        response = client.get(address)
        assert response.status_code == 200, address
        return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)

    return tree_of


def figures(element, filters=""):
    """Yield (name, what it is about, plain value, words) of every figure in an element."""
    filters = element.get("data-filters", filters)
    if "data-figure" in element.attrib:
        yield element.get("data-figure"), dict(parse_qsl(filters)), element.get("value"), element.text or ""
    for child in element:
        yield from figures(child, filters)


def in_words(name, number):
    """Return a figure as an English page writes it."""
    written = f"{number:,.2f}".removesuffix(".00")
    if name.partition("-")[0] in {"money", *AMOUNTS}:
        return f"€\xa0{written}"
    return f"{written}%" if name.startswith("share-") else written


def check(reader, tree):
    """Count every figure of a page again; return how many there are."""
    found = list(figures(tree))
    for name, filters, value, words in found:
        counted = reader.count(name, filters)
        if counted is None:
            assert (value, re.search(r"\d", words)) == ("", None), (name, filters)
        else:
            assert (Decimal(value), words) == (counted, in_words(name, counted)), (name, filters)
    assert unmarked(tree.find(".//main")) == []
    return len(found)


def unmarked(element, in_facts=False):
    """Return the numbers that stand where figures stand, but are none that could be counted again."""
    if element.get("id") == "outcomes" or element.get("aria-labelledby") == "outcomes":
        return []
    classes = element.get("class", "").split()
    if "data-figure" in element.attrib or (element.tag == "span" and "num" in classes):  # the latter is a period
        return []
    stands_for_one = {"num", "figure-lg"} & {*classes} or (in_facts and element.tag == "dd")
    bare = "".join(text for part in element.iter() if "data-figure" not in part.attrib for text in [part.text or ""])
    if stands_for_one and re.search(r"\d", bare):
        return [bare]
    inside = in_facts or "facts" in classes
    return [text for child in element for text in unmarked(child, inside)]


def test_the_examples_try_every_kind_of_figure(read):
    tried = {name for name, _filters, value, _words in figures(read("/en/")) if value not in {"", "0"}}
    assert tried >= {
        *("planned", "running", "done", "stopped", "measures", "late", "reported", "owing", "overdue", "stale"),
        *("share-done", "share-known", "share-time", "money-amif", "money-own-means", "actions-complete"),
        *("objectives", "objectives-started", "municipalities", "municipalities-started"),
    }
    assert {name for name, *_rest in figures(read("/en/territories/BE2/"))} >= {*AMOUNTS}


def test_every_figure_on_the_pages_of_plans_comes_from_the_files(reader, read):
    assert check(reader, read("/en/")) > 150
    for plan in reader.files["plans"]:
        assert check(reader, read(f"/en/plans/{plan['slug']}/")) > 20


def test_every_figure_on_the_pages_of_domains_and_objectives_comes_from_the_files(reader, read):
    for slug in {row["domain"] for row in reader.files["objectives"]}:
        assert check(reader, read(f"/en/domains/{slug}/")) > 20, slug
    for objective in reader.files["objectives"][::4]:
        assert check(reader, read(f"/en/objectives/{objective['code']}/")), objective


@pytest.mark.any_database
def test_every_figure_on_the_pages_of_places_and_organisations_comes_from_the_files(reader, read):
    for code in PLACES:
        assert check(reader, read(f"/en/territories/{code}/")) > 10, code
    for slug in ("gent", "agentschap-binnenlands-bestuur"):
        assert check(reader, read(f"/en/organisations/{slug}/")) > 10, slug


def test_what_a_fund_was_asked_for_granted_and_paid_comes_from_the_files(reader, read):
    funds = {row["fund"] for row in reader.files["applications"]}
    for fund in funds:
        told = [figure for figure in figures(read(f"/en/funding/{fund}/")) if figure[0] in AMOUNTS]
        assert len(told) >= 4
        for name, filters, value, words in told:
            counted = reader.count(name, filters)
            assert (Decimal(value), words) == (counted, in_words(name, counted)), (name, filters)
    assert len(funds) > 1


def test_every_figure_of_the_gap_map_comes_from_the_files(reader, read):
    for query in ("", "?territory=BE2", "?territory=BE23&domain=housing"):
        assert check(reader, read(f"/en/funding/gaps/{query}")) > 4, query


@pytest.mark.any_database
def test_who_takes_part_in_partnerships_comes_from_the_file_of_members(reader, read):
    page = read("/en/domains/partnerships/partnerships/")
    assert check(reader, page) > 3 * (8 * 4 + 2)
    assert {about["territory"] for _name, about, _value, _words in figures(page) if "territory" in about} > {
        "BE1",
        "BE23",
    }
    for place in ("BE2", "BE23", "44021"):
        assert check(reader, read(f"/en/domains/partnerships/partnerships/?territory={place}")) >= 3 * (8 * 4 + 2)
    shown = [int(value) for name, _about, value, _words in figures(page) if name == "partners"]
    assert 0 in shown
    assert max(shown) > 1


@pytest.mark.any_database
def test_the_map_shows_what_the_files_say(reader, read):
    (plan,) = (row for row in reader.files["plans"] if row["slug"] == "eu-aii-2021-2027")
    names = {row["code"]: row["name_en"] or row["name_nl"] for row in reader.files["territories"]}
    shown = [title.text for title in read("/en/").iterfind(f".//{SVG}circle/{SVG}title")]
    counted = {}
    for row in reader.rows("measures", {"plan": plan["slug"]}):
        if row["status"] != "stopped":
            counted[row["territory"]] = counted.get(row["territory"], 0) + 1
    assert sorted(shown) == sorted(f"{names[code]}: {number}" for code, number in counted.items())


@pytest.mark.any_database
def test_the_way_that_each_kpi_has_come_follows_from_the_files(reader, read):
    for measure in reader.files["measures"][::5]:
        kpis = reader.rows("kpis", {"measure": measure["reference"]})
        shown = list(figures(read(f"/en/measures/{measure['reference']}/")))
        told = {name: [value for each, _about, value, _words in shown if each == name] for name, *_rest in shown}
        assert [decimal(value) for value in told.get("current", [])] == [decimal(kpi["current"]) for kpi in kpis]
        ways = [kpi for kpi in kpis if kpi["current"] and kpi["baseline"] != kpi["target"]]
        assert [Decimal(value) for value in told.get("share-attainment", [])] == [*map(reader.attainment, ways)]
        for name, filters, value, _words in shown:
            if name == "share-time":
                assert Decimal(value) == reader.time(filters)


def explained(reader, figure, filters):
    """Return what the explanation of a figure should say it is, in words."""

    def part_of(part, whole):
        return f"{reader.count(part, filters):,} of {reader.count(whole, filters):,}"

    def share(name):
        return in_words(name, reader.count(name, filters))

    def in_all(noun):
        return len(reader.rows(noun, filters))

    def largest():
        funds = {row["fund"] for row in reader.rows("allocations", filters)}
        return in_words("money-", max(reader.money(fund, filters) for fund in funds)) if funds else "nothing logged yet"

    def amount():
        asked = reader.applications(figure, filters)
        return "nothing logged yet" if asked is None else in_words(figure, asked)

    return {
        "done": lambda: share("share-done"),
        "time": lambda: share("share-time"),
        "schedule": lambda: f"{reader.count('late', filters)}",
        "known": lambda: part_of("reported", "owing"),
        "objectives": lambda: part_of("objectives-started", "objectives"),
        "municipalities": lambda: part_of("municipalities-started", "municipalities"),
        "actions": lambda: f"{in_all('actions')}",
        "money": largest,
        **dict.fromkeys(AMOUNTS, amount),
    }[figure]()


@pytest.mark.parametrize("address", ["/en/", "/en/domains/housing/", "/en/objectives/E1/", "/en/territories/BE2/"])
def test_each_question_how_a_figure_was_counted_is_answered_with_that_figure(reader, read, address):
    asked = {link.get("href") for link in read(address).iterfind(".//a[@class='how']")}
    questions = [urlsplit(question) for question in asked if "/figures/" in question]
    assert questions
    for question in questions:
        figure, filters = question.path.split("/")[-2], dict(parse_qsl(question.query))
        first = read(question.geturl()).find(".//dd[@class='figure-md']")
        assert first.text == explained(reader, figure, filters), question


@pytest.mark.parametrize(
    "figure", ["done", "schedule", "known", "objectives", "municipalities", "money", *AMOUNTS, "time", "actions"]
)
def test_a_sum_adds_up_and_is_that_of_the_files(reader, read, figure):
    for domain in {row["domain"] for row in reader.files["objectives"]}:
        page = read(f"/en/methodology/figures/{figure}/?domain={domain}")
        assert page.find(".//dd[@class='figure-md']").text == explained(reader, figure, {"domain": domain})
        for formula in page.iterfind(".//dd[@class='formula']"):
            left, right = formula.text.replace(",", "").removesuffix(" rounded down").replace("−", "-").split(" = ")
            numbers = left.replace("÷", "* 100 //") if "÷" in left else left
            assert eval(numbers) == int(right.removesuffix("%"))  # noqa: S307 digits and signs of our own page

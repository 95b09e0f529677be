"""What search engines, social networks and other sites find: addresses, words about a page, and cards of a domain."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from domains.models import Measure
from integration_plan.sitemaps import SITEMAPS, Addresses
from tests.factories import DomainFactory, MeasureFactory, ObjectiveFactory, OrganisationFactory, TerritoryFactory
from tests.test_public_pages import LANGUAGES, PAGES, address_of, log_measures  # noqa: F401 a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SITE = settings.SITE_URL
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HEAD = {"canonical", "og:url", "og:title", "og:description", "og:image", "twitter:card", "description"}


def files_of(client):
    """Return every file that the index of the sitemap names."""
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 our own answer
    return [place.text.partition("testserver")[2] for place in index.iter(f"{SITEMAP}loc")]


def lasting_address_of(name, language):
    """Return the whole address of a page, without what a reader chose on it."""
    return SITE + address_of(name, language).partition("?")[0]


def entries(client):
    """Return {address: its other addresses by language} of all that the sitemap names."""
    found = {}
    for file in files_of(client):
        for url in ElementTree.fromstring(client.get(file).content).iter(f"{SITEMAP}url"):  # noqa: S314 our own answer
            versions = {link.get("hreflang"): link.get("href") for link in url if link.get("hreflang")}
            assert found.setdefault(url.find(f"{SITEMAP}loc").text, versions) is versions, "stands twice"
    return found


def test_the_sitemap_names_every_page_in_every_language_and_each_opens(client, log_measures):  # noqa: F811
    log_measures(range(2))
    found = entries(client)
    # What stands behind another page, what belongs to a visitor, and copies of what others publish, are left out.
    behind = {"domain_embed", "figure_detail", "operation_detail", "measure_changes", "organisation_quality"}
    behind |= {"following", "follow_by_mail", "correction_new", "question_answer"}
    for name in PAGES.keys() - behind:
        for language in LANGUAGES:
            assert lasting_address_of(name, language) in found, name
    for address, versions in found.items():
        assert versions.keys() == {*LANGUAGES, "x-default"}
        assert address in versions.values()
    for address in [address for address in found if "/fr/" in address]:
        assert client.get(address.removeprefix(SITE)).status_code == 200, address
    neutral = found[f"{SITE}/nl/domains/housing/"]["x-default"]
    assert neutral == f"{SITE}/domains/housing/"
    answer = client.get("/domains/housing/", headers={"accept-language": "fr"})
    assert (answer.status_code, answer["Location"]) == (302, "/fr/domains/housing/")


@pytest.mark.parametrize("state", [state for state in Measure.Publication.values if state != "published"])
def test_the_sitemap_names_no_measure_that_is_not_published(client, state):
    measure = MeasureFactory()
    assert any(measure.reference in address for address in entries(client))
    Measure.objects.update(publication=state)
    assert not any(measure.reference in address for address in entries(client))


def test_a_long_list_is_split_and_a_file_takes_as_many_queries_however_much_there_is(client, monkeypatch):
    monkeypatch.setattr(Addresses, "limit", 8)
    objective = ObjectiveFactory()

    def queries(file):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(file).status_code == 200
        return len(captured)

    MeasureFactory(objective=objective)
    few = queries("/sitemap.xml"), queries("/sitemap-measures.xml")
    MeasureFactory.create_batch(4, objective=objective)

    assert (queries("/sitemap.xml"), queries("/sitemap-measures.xml?p=2")) == few
    files = [file for file in files_of(client) if "measures" in file]
    assert files == ["/sitemap-measures.xml", "/sitemap-measures.xml?p=2", "/sitemap-measures.xml?p=3"]
    assert len([address for address in entries(client) if "/measures/m" in address]) == 5 * len(LANGUAGES)
    for nonsense in ("/sitemap-measures.xml?p=4", "/sitemap-users.xml"):
        assert client.get(nonsense).status_code == 404


def test_the_sitemap_says_when_measures_changed(client):
    measure = MeasureFactory()
    assert SITEMAPS["measures"].get_latest_lastmod() == measure.updated_at
    assert (
        f"<lastmod>{timezone.localtime(measure.updated_at):%Y-%m-%d}</lastmod>"
        in client.get("/sitemap-measures.xml").content.decode()
    )


def test_robots_are_led_to_the_sitemap_and_away_from_what_is_made_to_order(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    assert {"Disallow: /admin/", "Disallow: /api/", "Disallow: /*/pdf/", "Disallow: /*?"} <= set(lines)


def head_of(page):
    """Return {name: content} of a page's head."""
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page)
    return dict(found) | {"canonical": re.search(r'rel="canonical" href="([^"]+)"', page)[1]}


def test_a_page_says_to_others_what_it_is_and_where_its_other_languages_are(client, log_measures, subtests):  # noqa: F811
    log_measures(range(1))
    for name in PAGES.keys() - {"domain_embed"}:
        with subtests.test(name):
            page = client.get(address_of(name, "fr") + "?from=newsletter").content.decode()
            head = head_of(page)
            assert head.keys() >= HEAD
            assert all(head[key].strip() for key in HEAD)
            assert head["canonical"] == head["og:url"] == lasting_address_of(name, "fr")
            assert head["og:title"] == re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]
            versions = dict(re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page))
            assert versions == {code: lasting_address_of(name, code) for code in LANGUAGES} | {
                "x-default": lasting_address_of(name, "fr").replace("/fr/", "/", 1)
            }


def test_the_second_page_of_a_list_is_a_page_of_its_own_and_a_filter_is_not(client):
    MeasureFactory.create_batch(60, objective=ObjectiveFactory(), organisation=OrganisationFactory())
    for query, lasting in (("?page=2", "?page=2"), ("?status=running", ""), ("?status=running&page=2", "")):
        head = head_of(client.get(f"/nl/measures/{query}").content.decode())
        assert head["canonical"] == f"{SITE}/nl/measures/{lasting}"


def test_a_page_that_is_not_there_is_nobody_s_lasting_address(client):
    page = client.get("/nl/nowhere/").content.decode()
    assert 'rel="canonical"' not in page
    assert 'rel="alternate"' not in page


def test_the_picture_for_social_networks_has_their_size():
    with Image.open(settings.BASE_DIR / "static/img/preview.png") as picture:
        assert picture.size == (1200, 630)


def data_of(client, address):
    """Return what a page is about, by kind."""
    page = client.get(address).content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


def test_pages_say_to_machines_what_they_are_about(client):
    place = TerritoryFactory(code="44021", name_nl="Gent", parent=TerritoryFactory(code="BE23", level="province"))
    organisation = OrganisationFactory(slug="gent", name_nl="Stad Gent", territory=place, website="https://gent.be")
    domain = DomainFactory(slug="housing", title_nl="Huisvesting")
    measure = MeasureFactory(
        objective__domain=domain, organisation=organisation, territory=place, status="done", title_nl="Buren"
    )
    dataset = data_of(client, "/nl/domains/housing/")["Dataset"]
    assert dataset["name"] == "Huisvesting"
    assert dataset["distribution"][0]["contentUrl"] == f"{SITE}/api/v1/progress/?domain=housing"

    about = data_of(client, measure.get_absolute_url())
    assert about["Action"]["agent"] == data_of(client, organisation.get_absolute_url())["GovernmentOrganization"]
    assert about["Action"]["actionStatus"].endswith("CompletedActionStatus")
    steps = about["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3, 4]
    assert [step["name"] for step in steps][-1] == "Buren"
    area = data_of(client, "/nl/territories/44021/")["AdministrativeArea"]
    assert (area["identifier"], area["containedInPlace"]) == ("44021", f"{SITE}/nl/territories/BE23/")

    measure.status = "stopped"
    measure.save()
    assert "actionStatus" not in data_of(client, measure.get_absolute_url())["Action"]


def test_no_text_breaks_out_of_the_data(client):
    measure = MeasureFactory(title_nl="</script><script>alert(1)</script> & <b>")
    assert data_of(client, measure.get_absolute_url())["Action"]["name"] == measure.title_nl


# Cards on other sites.


def test_only_a_card_may_stand_in_a_frame_of_another_site_and_it_sets_no_cookie(client):
    DomainFactory(slug="housing")
    card, page = client.get("/nl/embed/domains/housing/"), client.get("/nl/domains/housing/")
    policies = [set(answer["Content-Security-Policy"].split("; ")) for answer in (card, page)]
    assert policies[0] - policies[1] == {"frame-ancestors *"}
    assert policies[1] - policies[0] == {"frame-ancestors 'none'"}
    assert "X-Frame-Options" not in card
    assert page["X-Frame-Options"] == "DENY"
    assert not card.cookies
    assert "Cookie" not in card.get("Vary", "")
    assert card["Cache-Control"] == "no-cache"  # so that its figures are never stale


def test_a_card_says_the_figures_of_its_page_and_its_links_leave_the_frame(client):
    domain = DomainFactory(slug="housing")
    objective = ObjectiveFactory(domain=domain)
    for status in ("done", "running", "running"):
        MeasureFactory(objective=objective, status=status)
    card, page = (
        re.sub(r"</?data\b[^>]*>", "", client.get(address).content.decode())
        for address in ("/nl/embed/domains/housing/", "/nl/domains/housing/")
    )
    figures = re.findall(r"<span>([^<]*\d[^<]*)</span>", card[card.index("<main") :])
    assert len(figures) > 3
    assert all(figure in page for figure in figures[:-1])  # the last is the day
    assert all('target="_top"' in link for link in re.findall(r"<a [^>]+>", card))


def test_a_page_offers_its_card_to_copy_in_every_language(client):
    DomainFactory(slug="housing", title_nl='Wonen "voor allen"')
    page = client.get("/nl/domains/housing/").content.decode()
    for language in LANGUAGES:
        assert f"&lt;iframe src=&quot;{SITE}/{language}/embed/domains/housing/&quot; title=&quot;" in page
    assert "Wonen &amp;quot;voor allen&amp;quot;" in page

"""A domain and a place on paper: the same figures as on their pages, for every reader, with nothing from elsewhere."""

import html
import io
import re

import pypdf
import pytest
from django.urls import reverse

from domains import pdf
from domains.models import Measure
from tests.factories import (
    AllocationFactory,
    DomainFactory,
    FundFactory,
    MeasureFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportFactory,
    TargetGroupFactory,
    TerritoryFactory,
)
from tests.pictures import picture_file

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("needs_typesetting")]

FIGURE = re.compile(r"<(?:dd|strong|span|td)[^>]*>([^<]*\d[^<]*)</")

# A page has longer lists than a document, and tables of what its bars say.
LISTS = re.compile(
    r'<details>.*?</details>|<section[^>]* aria-labelledby="(?:latest|organisations|embed)">.*?</section>', re.DOTALL
)


@pytest.fixture
def domain():
    """A domain with measures in two towns of a province, in every status, of which some are late or reported."""
    province = TerritoryFactory(code="BE23", level="province", name_fr="Flandre orientale")
    towns = [
        TerritoryFactory(code=code, parent=province, path=f"{province.path}{code[-4:]}") for code in ("44021", "44085")
    ]
    domain = DomainFactory(slug="housing", title_fr="Logement", description_fr="Un toit pour tous.")
    fund = FundFactory(slug="amif")
    fund.domains.add(domain)
    objectives = ObjectiveFactory.create_batch(2, domain=domain)
    women = [TargetGroupFactory(slug="women")]
    for number, status in enumerate(["running", "running", "done", "planned", "stopped", "running"]):
        measure = MeasureFactory(objective=objectives[number % 2], territory=towns[number % 2], status=status)
        ReportFactory.create_batch(number % 2, measure=measure)
        AllocationFactory(measure=measure, fund=fund, amount=12_500 * (number + 1))
        measure.target_groups.add(*women[: number % 3])
    OrganisationFactory(territory=towns[0])
    return domain


def read(answer):
    return pypdf.PdfReader(io.BytesIO(answer.content))


def without_spaces(text):
    return re.sub(r"\s", "", text)


def text_of(document):
    return without_spaces("".join(page.extract_text() for page in document.pages))


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("domains/housing", ""),
        ("domains/housing", "?target_group=women"),
        ("domains/housing", "?on=2025-06-30"),
        ("territories/BE23", ""),
        ("territories/44021", ""),
    ],
)
def test_every_figure_of_a_page_stands_in_its_document(name, query, language, client, domain):
    page = html.unescape(client.get(f"/{language}/{name}/{query}").content.decode())
    main = LISTS.sub("", page[page.index("<main") : page.index("</main>")])
    main = re.sub(r"</?data\b[^>]*>", "", main)  # stands within a sentence
    figures = {without_spaces(figure) for figure in FIGURE.findall(main)}

    assert f'href="/{language}/{name}/pdf/{query}"' in page
    document = read(client.get(f"/{language}/{name}/pdf/{query}"))

    text = text_of(document)
    assert len(figures) > (3 if "on=" in query else 8)  # nothing was logged on the day that is past
    assert not [figure for figure in figures if figure not in text]
    assert len(document.pages) <= 2


def test_a_document_is_made_for_every_reader(client, domain):
    answer = client.get("/fr/domains/housing/pdf/")
    document = read(answer)
    catalogue = document.trailer["/Root"]

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="housing.pdf"'
    assert catalogue["/Lang"] == "fr"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert document.metadata.title == "Logement · Integratieplan"
    assert b"pdfuaid" in catalogue["/Metadata"].get_data()
    figures = [part for part in parts_of(catalogue["/StructTreeRoot"]) if part.get("/S") == "/Figure"]
    assert figures
    assert all(part.get("/Alt") for part in figures)
    assert any("Logement" in part["/Alt"] or "mesure" in part["/Alt"].lower() for part in figures)


def parts_of(part):
    """Yield every element of a document's structure."""
    children = part.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        found = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(found, dict) and "/S" in found:
            yield found
            yield from parts_of(found)


def test_a_document_is_made_once_for_the_same_content_and_anew_when_a_figure_changes(client, domain, monkeypatch):
    made = []
    real = pdf.typesetting().pdf_of
    monkeypatch.setattr(pdf.typesetting(), "pdf_of", lambda *arguments: made.append(1) or real(*arguments))
    first = client.get("/nl/domains/housing/pdf/")
    for made_up in ("", "?x=1", "?country=BE&print=1"):
        assert client.get(f"/nl/domains/housing/pdf/{made_up}").content == first.content
    assert client.get("/nl/domains/housing/pdf/", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert len(made) == 1

    Measure.objects.filter(status="planned").update(status="done")
    again = client.get("/nl/domains/housing/pdf/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, len(made)) == (200, 2)
    assert again["ETag"] != first["ETag"]
    assert "no-cache" in again["Cache-Control"]


@pytest.mark.parametrize("name", ["domains/housing", "territories/BE23"])
def test_while_another_document_is_made_for_long_a_reader_prints_the_page(name, client, domain, monkeypatch):
    monkeypatch.setattr(pdf, "WAIT", 0)
    with pdf.press:
        answer = client.get(f"/nl/{name}/pdf/?target_group=women", follow=True)
    assert answer.redirect_chain == [("../?target_group=women&print=1", 302)]
    assert answer.request["PATH_INFO"] == f"/nl/{name}/"
    assert 'role="status"' in answer.content.decode()


def test_a_document_asks_for_nothing_from_elsewhere(tmp_path):
    typesetting = pdf.typesetting()
    picture, secret, style = tmp_path / "picture.png", tmp_path / "secret", tmp_path / "style.css"
    picture.write_bytes(picture_file().read())
    secret.write_text("secret")
    style.write_text("p { display: none }")
    written = f"""<html lang="en"><head><title>Test</title><link rel="stylesheet" href="{style.as_uri()}">
        <link rel="attachment" href="{secret.as_uri()}"></head>
        <body><svg><pattern id="not-reported"></pattern></svg><p>here</p><img alt="words" src="{picture.as_uri()}">
        <img alt="far" src="https://example.org/a.png"></body></html>"""

    document = pypdf.PdfReader(io.BytesIO(typesetting.pdf_of(written, "https://example.org/")))

    assert "here" in document.pages[0].extract_text()
    assert not list(document.pages[0].images)
    assert not document.attachments
    for address in (picture.as_uri(), "https://example.org/", typesetting.address_of("Light"), "data:text/plain,x"):
        with pytest.raises(ValueError, match="nothing from elsewhere"):
            typesetting.OwnLetters().fetch(address)


def test_a_measure_that_is_not_public_is_in_no_document(client, domain):
    Measure.objects.update(publication="draft", title_nl="Geheimtaal")
    for name in ("domains/housing", "territories/BE23"):
        text = text_of(read(client.get(f"/nl/{name}/pdf/")))
        assert "Geheimtaal" not in text
        assert "12.500" not in text


def test_the_page_leads_to_its_document(client, domain):
    for name, code in (("domain", "housing"), ("territory", "BE23")):
        address = reverse(f"{name}_pdf", args=[code])
        assert f'href="{address}"' in client.get(reverse(f"{name}_detail", args=[code])).content.decode()

"""An organisation's own colour and logo: who may choose them, what is refused, and where they are seen."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from PIL import Image

from partnerships import logos
from partnerships.models import Logo, Organisation
from tests.back_office import at_work, fill_in, text_of
from tests.factories import LogoFactory, MeasureFactory, OrganisationFactory, UserFactory
from tests.pictures import picture_file

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NO_COLOUR = "Write a colour as # and six of 0-9 and A-F, such as #12405C."


def form_of(organisation):
    return reverse("admin:partnerships_organisation_change", args=[organisation.pk])


@pytest.mark.django_db
@pytest.mark.parametrize("colour", ["red", "#12405", "12405c", "#12405g", "#fff", "url(x)"])
def test_what_is_no_colour_is_refused_with_a_sentence_and_by_the_database(colour):
    organisation = OrganisationFactory()
    page = fill_in(at_work(UserFactory(curator=True)), form_of(organisation), colour=colour)
    assert NO_COLOUR in text_of(page)
    assert not Organisation.objects.get().colour
    with pytest.raises(IntegrityError):
        Organisation.objects.update(colour=colour[:7])


@pytest.mark.django_db
def test_an_approver_chooses_colour_and_logo_of_her_own_organisation_and_nothing_else():
    organisation, other = OrganisationFactory(website="https://gent.be"), OrganisationFactory()
    approver = at_work(UserFactory(approver=True, organisation=organisation))
    assert form_of(organisation) in text_of(approver.get("/admin/"))

    fill_in(approver, form_of(organisation), colour="#E2001A", website="https://evil.example", name_nl="Niet Gent")
    fill_in(approver, form_of(organisation), **{"logo-0-file": picture_file()})

    organisation.refresh_from_db()
    assert (organisation.colour, organisation.website) == ("#E2001A", "https://gent.be")
    assert organisation.name_nl != "Niet Gent"
    assert (organisation.logo.width, organisation.logo.height) == (200, 80)
    assert approver.get(reverse("admin:partnerships_organisation_history", args=[organisation.pk])).status_code == 200
    for address in (form_of(other), reverse("admin:partnerships_organisation_changelist")):
        assert approver.get(address).status_code == 403
    assert approver.post(form_of(organisation).replace("change", "delete"), {"post": "yes"}).status_code == 403
    contributor = at_work(UserFactory(organisation=organisation))
    assert contributor.get(form_of(organisation)).status_code == 403
    assert form_of(organisation) not in text_of(contributor.get("/admin/"))


@pytest.mark.django_db
def test_a_logo_is_changed_kept_and_removed():
    organisation, curator = OrganisationFactory(), at_work(UserFactory(curator=True))
    fill_in(curator, form_of(organisation), **{"logo-0-file": picture_file()})
    first = Logo.objects.get().fingerprint
    fill_in(curator, form_of(organisation), website="https://gent.be")
    assert Logo.objects.get().fingerprint == first
    page = fill_in(curator, form_of(organisation), **{"logo-0-file": SimpleUploadedFile("logo.svg", SVG)})
    assert "give a PNG, JPEG or WebP file" in text_of(page)
    fill_in(curator, form_of(organisation), **{"logo-0-file": picture_file(colour=(0, 0, 0))})
    assert Logo.objects.get().fingerprint != first
    fill_in(curator, form_of(organisation), **{"logo-0-DELETE": "on"})
    assert not Logo.objects.exists()
    history = text_of(curator.get(reverse("admin:partnerships_organisation_history", args=[organisation.pk])))
    assert "removed the logo" in history


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("logo.svg", SVG),
        SimpleUploadedFile("logo.png", b"no picture at all"),
        SimpleUploadedFile("logo.png", picture_file().read()[:60]),
        picture_file("GIF"),
        picture_file("BMP"),
        picture_file("TIFF"),
        picture_file(size=(39, 200)),
        picture_file(size=(5000, 4000), colour=(0, 0, 0), mode="1"),
        SimpleUploadedFile("logo.png", bytes(logos.MOST_BYTES + 1)),
    ],
    ids=["svg", "text", "cut off", "gif", "bmp", "tiff", "tiny", "bomb", "large"],
)
def test_what_cannot_be_a_logo_is_refused(file):
    with pytest.raises(ValidationError):
        logos.drawn_anew(file)


@pytest.mark.parametrize(
    "details", [{}, {"kind": "JPEG", "mode": "CMYK"}, {"kind": "WEBP"}, {"mode": "P"}, {"mode": "L"}]
)
def test_a_logo_is_drawn_anew_and_small_and_keeps_nothing_of_the_file(details):
    drawn = logos.drawn_anew(picture_file(size=(1200, 300), **details))
    picture = Image.open(io.BytesIO(drawn["picture"]))
    assert (picture.format, picture.size) == ("WEBP", (480, 120))
    assert (drawn["width"], drawn["height"]) == picture.size
    assert not picture.getexif()


@pytest.mark.django_db
def test_the_pages_of_an_organisation_and_its_measures_wear_its_look_and_others_do_not(client, count_queries):
    measure, plain = MeasureFactory(organisation__colour="#E2001A"), MeasureFactory()
    logo = LogoFactory(organisation=measure.organisation)
    for record in (measure, measure.organisation):
        page = text_of(client.get(record.get_absolute_url()))
        assert f'href="{measure.organisation.theme}"' in page
        assert f'src="{logo.get_absolute_url()}"' in page
        assert f'{measure.organisation.name}">' in page
    for record in (plain, plain.organisation, measure.territory, measure.objective):
        page = text_of(client.get(record.get_absolute_url()))
        assert "/theme/" not in page
        assert "/logo/" not in page
    assert count_queries(measure.get_absolute_url()) == count_queries(plain.get_absolute_url())


@pytest.mark.django_db
def test_style_sheet_and_logo_are_kept_for_ever_and_other_addresses_lead_nowhere(client, count_queries):
    logo = LogoFactory(organisation__colour="#E2001A")
    theme = logo.organisation.theme
    for address, media_type in ((theme, "text/css; charset=utf-8"), (logo.get_absolute_url(), "image/webp")):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
        assert "immutable" in answer["Cache-Control"]
        assert not answer.cookies
    assert count_queries(theme) == 0
    assert count_queries(logo.get_absolute_url()) == 1
    other = LogoFactory(colour=(0, 0, 0))
    for address in (
        theme.replace("e2001a", "e2001b"),
        logo.get_absolute_url().replace(logo.fingerprint, other.fingerprint),
        "/theme/zzzzzz.000000000000.css",
    ):
        assert client.get(address).status_code == 404

"""A machine that lacks a library for PDFs shows the page itself, made for paper."""

import pytest

from domains import pdf
from tests.factories import DomainFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bare_machine(monkeypatch):
    """Take away what WeasyPrint needs, as the loader of libraries would say it."""

    def lacks(name):
        raise OSError("cannot load library 'libpango-1.0-0'")

    pdf.typesetting.cache_clear()
    monkeypatch.setattr(pdf, "import_module", lacks)
    yield
    pdf.typesetting.cache_clear()


def test_without_the_libraries_the_button_leads_to_the_page_and_the_log_says_why_once(client, bare_machine, caplog):
    DomainFactory(slug="housing")
    for _time in range(2):
        answer = client.get("/nl/domains/housing/pdf/", follow=True)
        assert answer.status_code == 200
        assert answer.redirect_chain == [("../?print=1", 302)]
        assert 'class="notice" role="status"' in answer.content.decode()
    assert caplog.text.count("libpango") == 1

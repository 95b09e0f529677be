"""The pages open in a browser, for everyone: in four languages, on a phone, in the dark, without scripts."""

import pytest
from django.conf import settings


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_home_page_has_no_accessibility_fault_in_any_look(language, example_site, page, faults_in_every_look):
    page.goto(f"/{language}/")
    assert page.locator("html").get_attribute("lang") == language
    assert faults_in_every_look(page) == []


def test_the_home_page_says_the_same_without_scripts(example_site, page, page_without_scripts):
    texts = []
    for visit in (page, page_without_scripts):
        visit.goto("/nl/")
        texts.append(visit.locator("main").inner_text())
    assert texts[0] == texts[1]

"""A journalist checks a number."""

import csv
import re
from collections import Counter

from playwright.sync_api import expect


def test_a_journalist_counts_a_figure_again_with_the_file_that_belongs_to_it(example_site, page, faults_in_every_look):
    page.goto("/nl/domains/housing/")
    progress = page.get_by_role("region", name="Voortgang")
    published = progress.locator("[data-figure=share-done]").first.inner_text()
    progress.get_by_role("link", name="Hoe is dit geteld? Voortgang").click()
    expect(page).to_have_url(re.compile(r"/nl/methodology/figures/done/\?domain=housing$"))
    expect(page.locator(".figure-md")).to_have_text(published)
    assert faults_in_every_look(page) == []

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV measures").click()
    assert re.fullmatch(r"measures-\d{4}-\d{2}-\d{2}\.csv", download.value.suggested_filename)
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        counts = Counter(row["status"] for row in csv.DictReader(file, delimiter=";"))
    counted = counts["done"] + counts["running"] + counts["planned"]
    assert f"{100 * counts['done'] // counted} %" == published.replace("\xa0", " ")
    expect(page.locator(".formula").first).to_contain_text(f"{counts['done']} ÷")

    page.get_by_role("link", name=re.compile("^gepland", re.IGNORECASE)).click()
    expect(page.get_by_role("status")).to_contain_text(str(counts["planned"]))

"""A real browser on a real server. After each test the browser may have nothing to complain of.

Run apart from the other tests (`pytest tests/browser`): browser and server need a database that is a file.
"""

import os
import sqlite3
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from tests.factories import VisitsFactory
from tests.provision import FLAGS, installed_browser

# Playwright keeps an event loop in the thread of the tests; Django's queries beside it are not asynchronous for that.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What another language can spoil, and what other colours and another width can.
OF_WORDS = [
    *("html-has-lang", "html-lang-valid", "valid-lang", "document-title", "link-name", "button-name", "summary-name"),
    *("label", "select-name", "input-button-name", "aria-command-name", "aria-input-field-name", "frame-title"),
    *("image-alt", "svg-img-alt", "role-img-alt", "duplicate-id-aria", "label-content-name-mismatch"),
]
OF_LOOKS = [*OF_WORDS, "color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
CUT_OFF = ("htmx:afterRequest", "htmx:sendAbort")  # how htmx tells that a second choice came before the first was there
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """Put the test database in a file: each request to the server has a connection of its own, as in real life."""
    connections.settings["default"]["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "site.sqlite3")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    program = installed_browser()
    return browser_type_launch_args | {"args": FLAGS} | ({"executable_path": program} if program else {})


@pytest.fixture(scope="session")
def base_url(live_server):
    """Let a test go to an address without its host: `page.goto("/nl/")`."""
    return live_server.url


@pytest.fixture
def complaints():
    """Return what went wrong in the browser so far: errors, refusals of the security policy, requests to others.

    A test that provokes one on purpose, such as a page that does not exist, takes it out of the list.
    """
    return []


@pytest.fixture
def new_context(new_context, base_url, complaints):
    """Return a function that opens a browser as a person has it; the options are those of playwright."""

    def heard(message):
        if message.type in ("error", "warning") and not message.text.startswith(CUT_OFF):
            complaints.append(f"{message.type} at {message.location['url']}: {message.text}")

    def asked(request):
        if not request.url.startswith((base_url, "data:", "blob:", "about:")):
            complaints.append(f"asks another site: {request.url}")

    def open_browser(**options):
        context = new_context(**{"locale": "nl-BE", "viewport": DESK, "reduced_motion": "reduce"} | options)
        context.on("console", heard)
        context.on("request", asked)
        context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
        return context

    yield open_browser
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page_without_scripts(new_context):
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture
def sign_in(live_server):
    """Return a function that signs a person in on a page's browser, without the form."""

    def signed_in(page, user):
        visitor = Client()
        visitor.force_login(user)
        cookie = visitor.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return page

    return signed_in


@pytest.fixture(scope="session")
def accessibility_faults():
    """Return a function that says, a line each, what on a page fails WCAG 2.2 AA, or only some of its rules.

    Of a long list the first rows are looked at: the others are made of the same.
    """
    axe = Axe()
    context = {"exclude": [[f"{rows}:nth-child(n+7)"] for rows in ("tbody > tr", "ul.rows > li")]}

    def faults(page, rules=None):
        asked = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG_2_2_AA}
        options = {"resultTypes": ["violations"], "runOnly": asked, "preload": False}
        return [
            f"{fault['id']} ({fault['impact']}) at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
            for fault in axe.run(page, context=context, options=options).response["violations"]
            for node in fault["nodes"]
        ]

    return faults


@pytest.fixture
def faults_in_four_languages(accessibility_faults, live_server):
    """Return a function that says what fails on a page, after some steps on it, in each language once.

    In each its width on a phone is tried, and what words can spoil; all else is in one language dark on a phone, in the
    next light at a desk. `turn` says which language comes first: so over the pages each of them has its looks.
    """

    def faults(page, address, steps, turn):
        found = []
        for place in range(len(LANGUAGES)):
            language = LANGUAGES[(place + turn) % len(LANGUAGES)]
            cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
            page.context.add_cookies([cookie])
            page.set_viewport_size(PHONE)
            page.emulate_media(color_scheme="light" if place else "dark")
            page.goto(address)
            for step in steps:
                step(page)
            lang, wide = page.evaluate("(({lang, scrollWidth}) => [lang, scrollWidth])(document.documentElement)")
            in_this_look = [f"on a phone it is {wide} px wide"] if wide > PHONE["width"] else []
            in_this_look += [f"it is in {lang}"] if lang != language else []
            if place == 1:
                page.set_viewport_size(DESK)
            in_this_look += accessibility_faults(page, None if place < 2 else OF_WORDS)
            found += [f"{language}, look {place}: {fault}" for fault in in_this_look]
        return found

    return faults


@pytest.fixture
def faults_in_every_look(accessibility_faults):
    """Return a function that says what fails on a page, on a phone and at a desk.

    In Dutch everything is tried in light colours at a desk, and in dark ones on a phone what these can spoil. In other
    languages only the words differ: these are tried on a phone, where they have least room, and their width at a desk.
    """

    def faults(page):
        found = []
        in_dutch = page.locator("html").get_attribute("lang") == "nl"
        rules = {"dark": OF_LOOKS if in_dutch else OF_WORDS, "light": None}
        for size, colours in ((PHONE, "dark"), (DESK, "light")):
            page.set_viewport_size(size)
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            found += [f"{size['width']} px: the page is {wide} px too wide"] if wide > 0 else []
            if in_dutch:
                page.emulate_media(color_scheme=colours)
            if in_dutch or size == PHONE:
                of_this_look = accessibility_faults(page, rules[colours])
                found += [f"{size['width']} px, {colours}: {fault}" for fault in of_this_look]
        return found

    return faults


@pytest.fixture(scope="session")
def example_data(django_db_setup, django_db_blocker):
    """Load plan, funds, places and example measures once, and keep a copy of that database in memory."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)
        call_command("demo", verbosity=0)
        VisitsFactory(), VisitsFactory(kind="domains", domain="housing", language="fr")
        connection.ensure_connection()
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(copy)
        call_command("flush", interactive=False, verbosity=0)
    with closing(copy):
        yield copy


@pytest.fixture
def example_site(live_server, example_data):
    """Show the site as `make run` does, with example data; each test starts from the same."""
    connection.ensure_connection()
    example_data.backup(connection.connection)
    return live_server

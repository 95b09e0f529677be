"""Dead links: which addresses are looked at, what servers can do, and where the site never goes."""

import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from partnerships import addresses, looking
from partnerships.models import Link
from tests.factories import (
    ContactFactory,
    DocumentFactory,
    FundFactory,
    LinkFactory,
    MeasureFactory,
    OrganisationFactory,
    ReportFactory,
    days_from_now,
)

FAST = looking.Limits(answer=0.5, all=20)


class Answers(BaseHTTPRequestHandler):
    """A server that does what servers do: each path is one habit of theirs."""

    protocol_version = "HTTP/1.1"
    asked, at_once, most_at_once = [], 0, 0
    onward = {}

    def answer(self):
        cls = type(self)
        cls.asked.append((self.command, self.path, dict(self.headers)))
        cls.at_once += 1
        cls.most_at_once = max(cls.most_at_once, cls.at_once)
        try:
            self._answer(self.path.partition("?")[0].strip("/"))
        finally:
            cls.at_once -= 1

    do_HEAD = do_GET = answer  # noqa: N815 the names that a handler of requests has

    def _answer(self, habit):
        if habit == "slow":
            time.sleep(1)
        if habit == "drips":
            self._drip()
            return
        if habit == "no-words":
            self.close_connection = True
            return
        status = {"gone": 410, "fault": 500, "for-staff": 403}.get(habit, 200)
        if habit == "only-get" and self.command == "HEAD":
            status = 405
        self.send_response(302 if habit in self.onward else status)
        if habit in self.onward:
            self.send_header("Location", self.onward[habit])
        self.send_header("Set-Cookie", "followed=yes")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self):
        """Send one letter of the head after the other, for ever."""
        self.close_connection = True
        try:
            while True:
                self.wfile.write(b"H")
                time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, *_args):
        """Say nothing: it is a server of a test."""


@contextmanager
def serving():
    handler = type("Answers", (Answers,), {"asked": [], "onward": {}})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        handler.site, handler.place = f"http://127.0.0.1:{server.server_port}", server.server_address
        try:
            yield handler
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def server(settings):
    """A server on this machine, and the leave to go there; nothing else of this machine is open."""
    with serving() as handler:
        settings.LINKS_MAY_ALSO_LEAD_TO = {handler.place}
        yield handler


def what_came(*wanted):
    return list(looking.look_at(wanted, FAST).values())


def test_what_a_server_says_is_understood(server):
    site = server.site
    server.onward |= {"moved": "there", "round": "/round", "far": "http://[", "chain": f"{site}/moved#part"}
    expected = {
        "there": "there",
        "é ruimte?q=ü#deel": "there",
        "gone": "gone",
        "for-staff": "there",
        "only-get": "there",
        "moved": "there",
        "chain": "there",
        "fault": "fault",
        "round": "circle",
        "far": "no-server",
        "slow": "no-answer",
        "drips": "no-answer",
        "no-words": "no-answer",
    }
    came = looking.look_at([f"{site}/{habit}" for habit in expected], FAST)
    assert {address.removeprefix(f"{site}/"): what for address, what in came.items()} == expected


def test_it_says_who_it_is_and_brings_nothing_along(server, settings):
    server.onward |= {"moved": "there"}
    what_came(f"{server.site}/moved", f"{server.site}/gone")
    methods = Counter((method, path) for method, path, _head in server.asked)
    assert methods == {("HEAD", "/moved"): 1, ("HEAD", "/there"): 1, ("HEAD", "/gone"): 1, ("GET", "/gone"): 1}
    for _method, _path, head in server.asked:
        assert settings.SITE_URL in head["User-Agent"]
        assert {"Cookie", "Authorization", "Referer"}.isdisjoint(head)


def test_no_address_and_no_redirect_leads_into_a_network_of_our_own(server):
    with serving() as other:
        inside = [
            f"{other.site}/there",
            f"http://localhost:{other.place[1]}/",
            f"http://2130706433:{other.place[1]}/",
            f"http://[::ffff:127.0.0.1]:{other.place[1]}/",
            "http://169.254.169.254/latest/",
            f"http://me:secret@127.0.0.1:{server.place[1]}/there",
            "ftp://example.org/",
            "file:///etc/passwd",
        ]
        server.onward |= {f"to-{number}": address for number, address in enumerate(inside)}
        redirects = [f"{server.site}/to-{number}" for number in range(len(inside))]
        assert set(what_came(*inside, *redirects)) == {"closed"}
        assert other.asked == []
    assert {head["Host"] for _method, _path, head in server.asked} == {server.site.removeprefix("http://")}


NOT_PUBLIC = """
    0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.1.1 172.16.0.1 192.168.1.1 192.0.2.1 198.18.0.1 224.0.0.1
    240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::a00:1 2001:0:1::1 2001:db8::1
    2002:7f00:1::1 fc00::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
"""


def test_an_address_that_not_everybody_can_reach_is_not_public():
    assert [address for address in NOT_PUBLIC.split() if looking.is_public(address)] == []
    assert looking.is_public("8.8.8.8")
    assert looking.is_public("2a00:1450:4001::1")


def test_an_address_that_cannot_be_is_of_no_server():
    wanted = ["http://nobody.invalid/", "http://a..b/", "http://example.org:99999/", f"http://{'x' * 70}.be/"]
    assert set(what_came(*wanted)) == {"no-server"}


def test_a_server_that_speaks_no_https_is_not_safe_and_one_that_is_not_there_does_not_answer(server, settings):
    assert what_came(server.site.replace("http:", "https:") + "/there") == ["unsafe"]
    with serving() as other:
        settings.LINKS_MAY_ALSO_LEAD_TO = {other.place}
    assert what_came(f"{other.site}/there") == ["no-answer"]


def test_many_servers_are_asked_at_once_each_of_them_one_thing_and_what_there_is_no_time_for_waits(server):
    names = (server.site, server.site.replace("127.0.0.1", "localhost"))
    slow = [f"{site}/slow?{number}" for site in names for number in range(2)]
    came = looking.look_at(slow, looking.Limits(answer=5, all=1.5))
    assert came == {slow[0]: "there", slow[2]: "there"}
    assert server.most_at_once == len(names)


# Which addresses.


def test_every_column_for_a_web_address_is_looked_at_and_every_source():
    found = {(column.model, column.field.name) for column in addresses.columns()}
    for model in apps.get_models():
        if "Historical" not in model.__name__:
            for field in model._meta.concrete_fields:
                if isinstance(field, models.URLField) or field.name == "source":
                    assert (model, field.name) in found
    assert len(found) > 15


def test_addresses_in_a_text_end_where_the_address_does():
    text = "Zie https://a.be/x. (en http://b.be/y?z=1), “https://c.be/d_(e)”; https://f.be"
    assert addresses.in_text(text) == ["https://a.be/x", "http://b.be/y?z=1", "https://c.be/d_(e)", "https://f.be"]


@pytest.mark.django_db
def test_only_what_the_public_sees_is_looked_at_and_each_address_once():
    OrganisationFactory(website="https://town.example")
    ContactFactory(url="https://town.example")
    ReportFactory(source="Evaluation (https://report.example/2026).", measure__source="By hand")
    ReportFactory(source="https://secret.example", draft=True)
    MeasureFactory(source="https://draft.example", draft=True)
    FundFactory(website="https://fund.example", contact_url="https://whom.example")
    DocumentFactory(url="https://document.example")
    assert set(addresses.typed_in()) >= {
        "https://document.example",
        "https://fund.example",
        "https://report.example/2026",
        "https://town.example",
        "https://whom.example",
    }
    assert not {"https://secret.example", "https://draft.example"} & set(addresses.typed_in())


# The command.


@pytest.fixture
def look(capsys):
    """Return a function that looks for dead links on a day from now, and returns what the command says."""

    def looked(days=0, **options):
        with time_machine.travel(days_from_now(days)):
            call_command("check_links", **options)
        return capsys.readouterr().out.strip()

    return looked


@pytest.fixture
def links(server):
    """Return a function that shows addresses of the server to the public, as the website of organisations."""

    def shown(*habits):
        for habit in habits:
            OrganisationFactory(website=f"{server.site}/{habit}")

    return shown


@pytest.mark.django_db
def test_a_link_is_dead_after_it_failed_on_two_days_and_alive_once_it_works(links, look, server):
    links("there", "gone", "moved")
    server.onward["moved"] = "there"
    assert look() == "links: 3 looked at, 2 there, 1 unreachable, 0 dead, 0 left for the next run"
    assert look() == "links: 0 looked at, 0 there, 0 unreachable, 0 dead, 0 left for the next run"
    look(everything=True)
    assert not Link.objects.dead().exists()
    assert look(1) == "links: 1 looked at, 0 there, 0 unreachable, 1 dead, 0 left for the next run"
    dead = Link.objects.dead().get()
    assert (str(dead), dead.came, dead.failing_since) == (f"{server.site}/gone", "gone", days_from_now(0))
    server.onward["gone"] = "there"
    assert "1 there, 0 unreachable, 0 dead" in look(2)
    assert "2 looked at" in look(30)
    assert "3 looked at" in look(30, everything=True)


@pytest.mark.django_db
def test_what_nobody_shows_any_more_is_forgotten_and_what_there_is_no_time_for_is_said(links, look, server):
    LinkFactory(dead=True)
    links("there")
    look()
    assert [link.address for link in Link.objects.all()] == [f"{server.site}/there"]
    assert look(30, minutes=0).endswith("1 left for the next run")


@pytest.mark.django_db
def test_a_network_that_is_down_changes_nothing(links, look, server, settings):
    links("there", "gone")
    look()
    settings.LINKS_MAY_ALSO_LEAD_TO = set()
    before = list(Link.objects.values())
    with pytest.raises(CommandError, match="network down"):
        look(1)
    with pytest.raises(CommandError, match="network down"):
        look(31)
    assert list(Link.objects.values()) == before
    settings.LINKS_MAY_ALSO_LEAD_TO = {server.place}
    OrganisationFactory(website="http://nobody.invalid/")
    Link.objects.filter(came="gone").delete()
    server.onward["gone"] = "http://nobody.invalid/"
    assert "0 there, 2 unreachable" in look(1)  # another address that was there the last time still is

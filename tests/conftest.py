"""What every test stands on: a clean start, the count of queries, and the real files where they are."""

import gc
import os
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.test.utils import override_settings
from django.utils import translation
from django.utils.translation import trans_real

from benchmarks import databases
from domains import pdf
from integration_plan.translations import compile_catalogues
from tests.mails import server_for
from tests.reading import number_of_queries

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))


def pytest_configure(config):
    """Compile the translations once, before the workers start: a page is tested in the words that people read."""
    if not hasattr(config, "workerinput"):
        compile_catalogues(ROOT / "locale")
        # Loading the models has looked a message up already, perhaps before there was anything to find.
        trans_real._translations.clear()
        trans_real._default = None


def pytest_collection_modifyitems(config, items):
    """Leave out on SQLite what only PostgreSQL can show, and on PostgreSQL what SQLite shows as well."""
    if site_settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        config.hook.pytest_deselected(items=[item for item in items if not depends_on_the_database(item)])
        items[:] = [item for item in items if depends_on_the_database(item)]
        return
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="only PostgreSQL can show this"))


def pytest_collection_finish(session):
    """Have Python look for rubbish seldom, and never among what was loaded: that takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def depends_on_the_database(item):
    return item.get_closest_marker("django_db") and not item.get_closest_marker("any_database")


@pytest.fixture(scope="session", autouse=True)
def quick_settings(django_test_environment, tmp_path_factory):
    """Take static files from where they are written, keep caches in memory, and hash passwords fast."""
    with override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES=site_settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        CACHES={
            name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
            for name in site_settings.CACHES
        },
        COUNT_VISITS=False,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def clean_start():
    """Start each test in the site's own language, with nothing remembered of the test before."""
    for cache in caches.all():
        cache.clear()
    with translation.override(site_settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def count_queries(client):
    """Return a function that gets a public page and says how many queries it took; a page may only read."""
    return partial(number_of_queries, client)


@pytest.fixture
def mail_server(settings):
    """Return a function that runs a mail server with a box, for as long as a block lasts."""
    return partial(server_for, settings=settings)


@pytest.fixture(scope="session")
def empty_database(django_db_setup, django_db_blocker):
    """Make a database that nobody writes in: a copy of it is there sooner than another one."""
    until_the_end = ExitStack()
    with django_db_blocker.unblock():
        made = until_the_end.enter_context(databases.made())
    yield made
    with django_db_blocker.unblock():
        until_the_end.close()


@pytest.fixture
def database(empty_database):
    """Give a database of its own."""
    with databases.copy_of(empty_database) as own, databases.connected_to(own):
        ContentType.objects.clear_cache()  # each database has its own numbers for kinds of records
        yield own
    ContentType.objects.clear_cache()


@pytest.fixture(scope="session")
def needs_typesetting():
    """Report a test of PDFs as left out where the libraries for them are missing; `make test` brings these."""
    if pdf.typesetting() is None:
        pytest.skip("this machine cannot make PDFs: the handbook for operators names the libraries")


@pytest.fixture(scope="session")
def shared_data():
    """Return the folder of real files beside the project; a test that wants them is reported as left out without."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real files are not on this machine: no folder {SHARED_DATA} (SHARED_DATA names another)")
    return SHARED_DATA

"""The commands that the README promises work on a machine that has nothing."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from tests import postgres, provision

ROOT = settings.BASE_DIR


def make(*arguments, **environment):
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, env=os.environ | environment)


def test_make_alone_lists_the_verbs():
    listed = make().stdout
    for verb in ["run", "test", "test-lite", "check", "fix", "bench", "dist"]:
        assert f"make {verb} " in listed


def test_a_machine_without_the_right_python_is_told_so_in_one_line():
    answer = make("--always-make", ".venv/installed", PYTHON="/bin/false")
    assert answer.returncode
    assert answer.stderr.startswith("This needs Python 3.11 or newer, and /bin/false is not: install it")


def test_every_static_file_that_a_style_sheet_or_script_names_exists(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    manifest = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": manifest}}
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "svg", "txt", "md", "json", "map"]
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()
    assert staticfiles_storage.url("admin/css/base.css").endswith(".css")


def test_the_browser_that_is_named_is_the_one_that_is_used(monkeypatch):
    monkeypatch.setenv("E2E_BROWSER", "/opt/browser")
    assert provision.installed_browser() == "/opt/browser"


def test_the_libraries_for_pdfs_are_the_same_for_tests_containers_and_operators():
    packages = " ".join(provision.FOR_PDFS)
    for path in ("deploy/Dockerfile", "docs/handbook/operators.md"):
        assert packages in (ROOT / path).read_text(), path


def test_a_postgresql_that_is_named_is_the_one_that_is_used(monkeypatch, capfd):
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@example.org/plan")
    tell = [sys.executable, "-c", "import os; print(os.environ['DATABASE_URL'])"]
    assert postgres.main(tell) == 0
    assert capfd.readouterr().out == "postgres://somebody@example.org/plan\n"


def test_a_command_beside_a_throw_away_postgresql_gives_its_own_status_and_leaves_nothing(monkeypatch, capfd):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    ask = "import os, psycopg; it = psycopg.connect(os.environ['DATABASE_URL']).info; print(it.host, it.server_version)"
    assert postgres.main([sys.executable, "-c", f"{ask}; exit(3)"]) == 3

    folder, version = capfd.readouterr().out.split()
    assert int(version) >= 140000
    assert "integratieplan-" in folder
    assert not Path(folder).exists()


def test_the_real_files_are_there(shared_data):
    assert (shared_data / "SOURCES.md").exists()

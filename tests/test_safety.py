"""An unsafe site does not start, and says why."""

import json
import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from integration_plan.logging import JsonFormatter
from integration_plan.safety import refuse_unsafe, secret_key_of_this_machine

SAFE = {
    "site_url": "https://plan.example.org",
    "debug": False,
    "secret_key": "x" * 50,
    "allowed_hosts": ["plan.example.org"],
}


def test_a_safe_public_site_and_any_local_site_start():
    refuse_unsafe(**SAFE)
    refuse_unsafe(site_url="http://127.0.0.1:8000", debug=True, secret_key="", allowed_hosts=["*"])


@pytest.mark.parametrize(
    ("unsafe", "sentence"),
    [
        ({"site_url": "http://plan.example.org"}, "must begin with https"),
        ({"debug": True}, "DEBUG shows internals"),
        ({"secret_key": ""}, "SECRET_KEY must be"),
        ({"secret_key": "short"}, "SECRET_KEY must be"),
        ({"allowed_hosts": ["*"]}, "ALLOWED_HOSTS may not"),
        ({"provider_url": "http://idp.example.org"}, "OIDC_PROVIDER_URL must begin with https"),
    ],
)
def test_an_unsafe_public_site_is_refused_with_what_to_do(unsafe, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        refuse_unsafe(**{**SAFE, **unsafe})


def test_the_real_settings_refuse_to_start_too():
    environment = {**os.environ, "SITE_URL": "https://plan.example.org", "SECRET_KEY": "short"}
    run = subprocess.run(
        [sys.executable, "manage.py", "check"], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert run.returncode != 0
    assert "SECRET_KEY must be at least 50 characters" in run.stderr


def test_the_key_of_a_machine_is_made_once_and_kept_from_others(tmp_path):
    path = tmp_path / "secret_key"
    key = secret_key_of_this_machine(path, needed=True)

    assert len(key) >= 50
    assert secret_key_of_this_machine(path, needed=True) == key
    assert path.stat().st_mode & 0o077 == 0
    assert secret_key_of_this_machine(path, needed=False) == ""


def test_a_json_log_line_says_what_happened_and_where_it_failed():
    try:
        raise ValueError("broken")
    except ValueError:
        fault = sys.exc_info()
    record = logging.LogRecord("site", logging.ERROR, "", 0, "Não %s", ("go",), fault)

    line = json.loads(JsonFormatter().format(record))

    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "site", "Não go")
    assert "ValueError: broken" in line["fault"]

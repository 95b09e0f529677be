"""What keeps an unsafe site from starting. Plain rules, so that they are tested without a site."""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


def secret_key_of_this_machine(path: Path, *, needed: bool) -> str:
    """Return the key kept in `path`, making it on first use; empty when the operator has to give one."""
    if not needed:
        return ""
    if not path.exists():
        path.write_text(secrets.token_urlsafe(64))
        path.chmod(0o600)
    return path.read_text()


def refuse_unsafe(
    *, site_url: str, debug: bool, secret_key: str, allowed_hosts: list[str], provider_url: str = ""
) -> None:
    """Raise ImproperlyConfigured, with a sentence that says what to do, for settings no public site may have."""
    address = urlsplit(site_url)
    if address.scheme == "http" and address.hostname in LOCAL_HOSTS:
        return
    if address.scheme != "https":
        raise ImproperlyConfigured(f"SITE_URL is {site_url!r}: a site that others can reach must begin with https://.")
    if debug:
        raise ImproperlyConfigured(
            "DEBUG shows internals to everyone: leave it out when SITE_URL begins with https://."
        )
    if len(secret_key) < 50:
        raise ImproperlyConfigured(
            "SECRET_KEY must be at least 50 characters: make one with "
            "`python -c 'import secrets; print(secrets.token_urlsafe(64))'` and keep it secret."
        )
    if "*" in allowed_hosts:
        raise ImproperlyConfigured("ALLOWED_HOSTS may not hold '*': name the hosts that the site answers to.")
    if provider_url and not provider_url.startswith("https://"):
        raise ImproperlyConfigured("OIDC_PROVIDER_URL must begin with https://: the site believes who answers there.")

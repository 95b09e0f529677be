"""An OpenID provider on this machine, real HTTP and signed tokens, with which the site is told to sign staff in."""

from contextlib import contextmanager

import oidc_provider_mock
from django.conf import settings
from django.test import override_settings


@contextmanager
def provider_of(people):
    """Run a provider that knows people, {name: claims}; all have an address, proven unless the claims differ."""
    users = [
        oidc_provider_mock.User(sub=name, claims={"email": f"{name}@example.org", "email_verified": True} | claims)
        for name, claims in people.items()
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=users) as server:
        address = f"http://localhost:{server.server_port}"
        app = {"provider_id": "staff", "client_id": "plan", "secret": "a secret", "settings": {"server_url": address}}
        known = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        with override_settings(
            OIDC_PROVIDER_URL=address, SOCIALACCOUNT_PROVIDERS={"openid_connect": known | {"APPS": [app]}}
        ):
            yield address

"""People to sign in as while trying the site. Their password is made on this machine and kept in `var/`."""

import secrets

from django.conf import settings

from accounts.models import User
from partnerships.models import Organisation

PEOPLE = (
    ("clerk.gent@example.org", "Fatma De Smet", User.Role.CONTRIBUTOR, "gent"),
    ("approver.gent@example.org", "Jan Peeters", User.Role.APPROVER, "gent"),
    ("clerk.mechelen@example.org", "Amina Janssens", User.Role.CONTRIBUTOR, "mechelen"),
    ("curator@example.org", "Sofie Claes", User.Role.CURATOR, None),
)


def password_file():
    return settings.VAR_DIR / "demo_password"


def create():
    """Create the people who are not there yet; return their password."""
    file = password_file()
    is_new = not file.exists()
    if is_new:
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(12))
    password = file.read_text().strip()
    for email, name, role, slug in PEOPLE:
        user = User.objects.filter(email=email).first()
        if user is None:
            organisation = Organisation.objects.get(slug=slug) if slug else None
            User.objects.create_user(email, password, name=name, role=role, organisation=organisation)
        elif is_new:
            user.set_password(password)
            user.save(update_fields=["password"])
    return password

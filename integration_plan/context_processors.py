"""What every page knows about the site."""

from django.conf import settings
from django.utils.translation import get_language_info


def site(request):
    """Return the site's address and languages for the page's frame."""
    return {
        "site_url": settings.SITE_URL,
        "site_languages": [get_language_info(code) for code, _name in settings.LANGUAGES],
    }

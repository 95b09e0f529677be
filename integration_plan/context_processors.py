"""What every page knows about the site."""

from django.conf import settings
from django.utils.translation import get_language_info

from domains.models import Measure


def site(request):
    """Return the site's address and languages for the page's frame, and whether it has to warn of made-up measures."""
    return {
        "site_url": settings.SITE_URL,
        "site_languages": [get_language_info(code) for code, _name in settings.LANGUAGES],
        # A function: only a template that shows the warning asks the database.
        "has_examples": Measure.objects.filter(is_example=True).exists,
    }

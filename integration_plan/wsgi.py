"""What a web server calls: `granian --interface wsgi integration_plan.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integration_plan.settings")
application = get_wsgi_application()

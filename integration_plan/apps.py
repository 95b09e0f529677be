from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from integration_plan import data_version


class IntegrationPlanConfig(AppConfig):
    name = "integration_plan"

    def ready(self):
        # Told of one app that has tables, since the site has none: Django tells when those of all apps are there.
        post_migrate.connect(data_version.install, sender=apps.get_app_config("partnerships"))

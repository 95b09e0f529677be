from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_migrate

from integration_plan import data_version, telling


class IntegrationPlanConfig(AppConfig):
    name = "integration_plan"

    def ready(self):
        # Told of one app that has tables, since the site has none: Django tells when those of all apps are there.
        partnerships = apps.get_app_config("partnerships")
        pre_migrate.connect(telling.make_way, sender=partnerships)
        post_migrate.connect(telling.install, sender=partnerships)
        post_migrate.connect(data_version.install, sender=partnerships)

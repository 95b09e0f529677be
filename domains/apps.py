from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from domains import rollup
from partnerships.search import index


class DomainsConfig(AppConfig):
    name = "domains"
    verbose_name = _("Action plan and measures")

    def ready(self):
        pre_migrate.connect(index.make_way, sender=self)
        post_migrate.connect(index.keep, sender=self)
        pre_migrate.connect(rollup.make_way, sender=self)
        post_migrate.connect(rollup.install, sender=self)

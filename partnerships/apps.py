from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from partnerships.search import index


class PartnershipsConfig(AppConfig):
    name = "partnerships"
    verbose_name = _("Organisations and places")

    def ready(self):
        pre_migrate.connect(index.make_way, sender=self)
        post_migrate.connect(index.keep, sender=self)

"""Target groups: curators say which there are."""

from django.contrib import admin
from django.db.models import Count

from domains.models import Measure, TargetGroup
from partnerships.back_office import PROVENANCE, BackOffice, translated
from partnerships.languages import columns


@admin.register(TargetGroup)
class TargetGroupAdmin(BackOffice, admin.ModelAdmin):
    """Whom measures can be meant for."""

    title = translated(TargetGroup, "name")
    list_display = ["title", "slug", "position", "number_of_measures"]
    search_fields = ["slug", *columns("name")]
    fieldsets = [
        (None, {"fields": [*columns("name"), *columns("definition")]}),
        (None, {"fields": ["slug", "position"]}),
        PROVENANCE,
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(n_measures=Count("measures"))

    @admin.display(description=Measure._meta.verbose_name_plural, ordering="n_measures")
    def number_of_measures(self, group):
        return group.n_measures

    def get_deleted_objects(self, objs, request):
        """Keep a group that measures have: they would lose it, and their history would not say so."""
        deleted, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        measures = Measure.objects.filter(target_groups__in=objs).distinct()
        return deleted, counts, forbidden, [*protected, *map(str, measures)]

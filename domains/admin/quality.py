"""Data quality for who can do something about it: measures that want care, each with its form one click away."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from domains import quality
from domains.models import Measure
from partnerships.models import Organisation


class QualityPages:
    """Staff see their own organisation; curators an overview, and from there each."""

    def get_urls(self):
        views = [
            path("quality/", self.admin_site.admin_view(self.quality_view), name="domains_measure_quality"),
            path(
                "quality/<slug:slug>/", self.admin_site.admin_view(self.quality_view), name="domains_measure_quality_of"
            ),
        ]
        return [*views, *super().get_urls()]

    def quality_view(self, request, slug=None):
        if slug is None and request.user.is_superuser:
            return self._page(request, "quality_overview", {"lines": list(_lines())}, "")
        organisation = get_object_or_404(Organisation, slug=slug) if slug else request.user.organisation
        if not request.user.is_superuser and organisation != request.user.organisation:
            raise PermissionDenied
        measures = Measure.objects.in_use().filter(organisation=organisation)
        found = quality.of_measures(measures, quality.OF_STAFF, timezone.localdate())
        return self._page(request, "quality", {"quality": found, "organisation": organisation}, str(organisation))

    def _page(self, request, name, context, subtitle):
        context |= self.admin_site.each_context(request)
        context |= {"title": gettext("Data quality"), "subtitle": subtitle, "opts": self.opts}
        return TemplateResponse(request, f"admin/domains/measure/{name}.html", context)


def _lines():
    """Return each organisation that has measures with its quality, the one with most to do first."""
    found = quality.by_organisation(Measure.objects.in_use(), quality.OF_STAFF, timezone.localdate())
    lines = [(organisation, found[organisation.pk]) for organisation in Organisation.objects.filter(pk__in=found)]
    return sorted(lines, key=lambda line: line[1].share.rest, reverse=True)

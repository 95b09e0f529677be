"""Data quality for who can do something about it: measures that want care, each with its form one click away."""

from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext

from domains import quality
from domains.models import Measure
from partnerships import addresses
from partnerships.models import Link, Organisation

MOST_LINKS = 100


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
            return self._page(request, "quality_overview", {"lines": list(_lines())})
        organisation = get_object_or_404(Organisation, slug=slug) if slug else request.user.organisation
        if not request.user.is_superuser and organisation != request.user.organisation:
            raise PermissionDenied
        measures = Measure.objects.in_use().filter(organisation=organisation)
        found = quality.of_measures(measures, quality.OF_STAFF, timezone.localdate())
        return self._page(request, "quality", {"quality": found}, organisation)

    def _page(self, request, name, context, organisation=None):
        context |= self.admin_site.each_context(request)
        context |= {"title": gettext("Data quality"), "subtitle": organisation or "", "opts": self.opts}
        context |= {"organisation": organisation, "dead_links": self._dead_links(request, organisation)}
        return TemplateResponse(request, f"admin/domains/measure/{name}.html", context)

    def _dead_links(self, request, organisation):
        """Return each dead link with the record that holds it, and the form in which the reader can put it right."""
        dead = {link.address: link for link in Link.objects.dead()}
        held = addresses.holders(dead, organisation)
        return [(dead[each.address], each, self._form_of(request, each.record)) for each in held[:MOST_LINKS]]

    def _form_of(self, request, record):
        noun = type(record)
        may = self.admin_site.is_registered(noun) and self.admin_site.get_model_admin(noun).has_change_permission
        return reverse(admin_urlname(noun._meta, "change"), args=[record.pk]) if may and may(request, record) else ""


def _lines():
    """Return each organisation that has measures with its quality, the one with most to do first."""
    found = quality.by_organisation(Measure.objects.in_use(), quality.OF_STAFF, timezone.localdate())
    lines = [(organisation, found[organisation.pk]) for organisation in Organisation.objects.filter(pk__in=found)]
    return sorted(lines, key=lambda line: line[1].share.rest, reverse=True)

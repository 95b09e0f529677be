"""The chips above the list of measures."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from domains.models import Domain, TargetGroup


class AttentionFilter(admin.SimpleListFilter):
    """What somebody has to do something about."""

    title = _("needs attention")
    parameter_name = "attention"

    def lookups(self, request, model_admin):
        choices = [
            ("late", _("late")),
            ("not-reported", _("not reported")),
            ("report-due", _("report due")),
            ("report-overdue", _("report overdue")),
            ("stale", _("no report for over a year")),
        ]
        if request.user.may_approve:
            choices.append(("to-approve", _("waiting for you")))
        return choices

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case None:
                return queryset
            case "late":
                return queryset.in_use().late_on(today)
            case "not-reported":
                return queryset.public().not_reported_on(today)
            case "report-due":
                return queryset.public().report_due_on(today)
            case "report-overdue":
                return queryset.public().report_overdue_on(today)
            case "stale":
                return queryset.public().stale_on(today)
            case "to-approve":
                return queryset.waiting_for(request.user)
        return queryset.none()


class DomainFilter(admin.SimpleListFilter):
    """The domain of the main objective."""

    title = _("domain")
    parameter_name = "domain"

    def lookups(self, request, model_admin):
        return [(domain.slug, str(domain)) for domain in Domain.objects.all()]

    def queryset(self, request, queryset):
        return queryset.filter(objective__domain__slug=self.value()) if self.value() else queryset


class TargetGroupFilter(admin.SimpleListFilter):
    """Whom a measure is for in particular."""

    title = _("target group")
    parameter_name = "target_group"
    none = "none"

    def lookups(self, request, model_admin):
        return [*((group.slug, str(group)) for group in TargetGroup.objects.all()), (self.none, _("none"))]

    def queryset(self, request, queryset):
        if self.value() == self.none:
            return queryset.without_target_group()
        return queryset.filter(target_groups__slug=self.value()) if self.value() else queryset


CHIPS = [AttentionFilter, "publication", "status", DomainFilter, TargetGroupFilter]
FOR_CURATORS = [*CHIPS, ("organisation", admin.RelatedOnlyFieldListFilter), "approved_alone", "is_example"]

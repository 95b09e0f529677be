"""The law of money in the back office, kept by curators. What decides which fund pays is not deleted: it ends."""

from copy import copy
from hashlib import md5

from django import forms
from django.contrib import admin
from django.forms.models import construct_instance
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from funding import impact
from funding.admin.fund import AMOUNTS
from funding.models import CofinancingRate, CommonIndicator, FundRule, Obligation, Programme, RegionCategory
from funding.questions import QUESTIONS
from funding.words import BANDS
from partnerships.at_once import AtOnceForm
from partnerships.back_office import PROVENANCE, BackOffice, translated
from partnerships.languages import columns

SHOWN = 20  # measures that are named
OF_A_RULE = gettext_lazy("The rule is about measures with one of these answers; none ticked: whatever it is.")
ARTICLE = (gettext_lazy("When it holds"), {"fields": ["article", "valid_from", "valid_until"]})


class Ends:
    """What decides which fund pays is not deleted: a last day ends it, and what it said stays known."""

    def has_delete_permission(self, request, obj=None):
        return False


def ticks(noun, question):
    """Return the field in which the answers are ticked that a rule or a call is about."""
    column = noun._meta.get_field(question)
    return forms.MultipleChoiceField(
        label=column.verbose_name,
        choices=QUESTIONS[question].choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=column.help_text or OF_A_RULE,
    )


class ToldBefore(AtOnceForm):
    """Says which measures get another answer, once, before it is saved: saving again is agreeing."""

    told = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        said = super().clean()
        if self.has_changed() and not self.errors:
            self._tell(construct_instance(self, copy(self.instance)), said.get("told"))
        return said

    def _tell(self, record, told):
        changed = impact.changes(record)
        mark = str([(one.measure.pk, int(one.before), int(one.after)) for one in changed])
        mark = md5(mark.encode(), usedforsecurity=False).hexdigest()
        if not changed or told == mark:
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("told")] = mark
        number = len(changed)
        told = ngettext("%d measure gets another answer.", "%d measures get another answer.", number) % number
        lines = [
            _("%(measure)s: %(before)s before, %(after)s after")
            % {"measure": one.measure, "before": BANDS[one.before].label, "after": BANDS[one.after].label}
            for one in changed[:SHOWN]
        ]
        raise forms.ValidationError([f"{told} {_('Save again when that is right.')}", *lines])


class ProgrammeForm(ToldBefore):
    """A programme; which measures get another answer is told before."""


class FundRuleForm(ToldBefore):
    """A rule; the answers it is about are ticked instead of typed."""

    type, stage, status = (ticks(FundRule, question) for question in ("type", "stage", "status"))
    applicant, domain, setting = (ticks(FundRule, question) for question in ("applicant", "domain", "setting"))


@admin.register(FundRule)
class FundRuleAdmin(Ends, BackOffice, admin.ModelAdmin):
    """What excludes a fund, and what speaks for it."""

    form = FundRuleForm
    text = translated(FundRule, "text")
    list_display = ["text", "fund", "effect", "article", "basis", "valid_until"]
    list_filter = ["fund", "effect", "basis"]
    list_select_related = ["fund"]
    search_fields = ["slug", "article", *columns("text")]
    fieldsets = [
        (None, {"fields": [*columns("text")]}),
        (None, {"fields": ["fund", "slug", "effect", "specific_objective", "told"]}),
        (gettext_lazy("For which measures"), {"fields": [*QUESTIONS, "ends_after"]}),
        ARTICLE,
        PROVENANCE,
    ]


@admin.register(Programme)
class ProgrammeAdmin(Ends, BackOffice, admin.ModelAdmin):
    """What funds programmed in a place."""

    form = ProgrammeForm
    name = translated(Programme, "name")
    list_display = ["name", "fund", "territory", "covers_integration", "rate", "basis"]
    list_filter = ["fund", "basis"]
    list_select_related = ["fund", "territory"]
    search_fields = ["slug", *columns("name")]
    fieldsets = [
        (None, {"fields": [*columns("name"), *columns("note")]}),
        (None, {"fields": ["fund", "slug", "territory", "covers_integration", "specific_objectives", "rate", "told"]}),
        (None, {"fields": ["contact_name", "contact_url"]}),
        ARTICLE,
        PROVENANCE,
    ]


@admin.register(RegionCategory)
class RegionCategoryAdmin(BackOffice, admin.ModelAdmin):
    """Which region is of which category, and since when."""

    list_display = ["__str__", "category", "valid_from", "valid_until", "basis"]
    list_filter = ["category", "basis"]
    list_select_related = ["territory"]
    search_fields = ["territory__code", "article"]
    fieldsets = [(None, {"fields": ["territory", "category"]}), ARTICLE, PROVENANCE]


@admin.register(CofinancingRate)
class CofinancingRateAdmin(BackOffice, admin.ModelAdmin):
    """The most that each fund pays."""

    text = translated(CofinancingRate, "text")
    list_display = ["text", "fund", "rate", "article", "basis"]
    list_filter = ["fund", "category", "basis"]
    list_select_related = ["fund"]
    search_fields = ["slug", "article", *columns("text")]
    fieldsets = [
        (None, {"fields": [*columns("text")]}),
        (None, {"fields": ["fund", "slug", "rate", "category"]}),
        ARTICLE,
        PROVENANCE,
    ]


@admin.register(Obligation)
class ObligationAdmin(BackOffice, admin.ModelAdmin):
    """What who gets money has to do."""

    formfield_overrides = AMOUNTS
    text = translated(Obligation, "text")
    list_display = ["text", "article", "above", "up_to", "basis"]
    list_filter = ["funds", "basis"]
    search_fields = ["slug", "article", *columns("text")]
    fieldsets = [
        (None, {"fields": [*columns("text")]}),
        (None, {"fields": ["funds", "slug", "position", "above", "up_to", "due"]}),
        ARTICLE,
        PROVENANCE,
    ]


@admin.register(CommonIndicator)
class CommonIndicatorAdmin(BackOffice, admin.ModelAdmin):
    """What funds ask to count."""

    name = translated(CommonIndicator, "name")
    list_display = ["name", "fund", "article", "is_personal", "is_special", "basis"]
    list_filter = ["fund", "is_personal", "basis"]
    list_select_related = ["fund"]
    search_fields = ["slug", "article", *columns("name")]
    fieldsets = [
        (None, {"fields": [*columns("name")]}),
        (None, {"fields": ["fund", "slug", "position", "counts_people", "is_total", "is_personal", "is_special"]}),
        ARTICLE,
        PROVENANCE,
    ]

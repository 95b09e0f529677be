"""Money in the back office: curators keep the funds; clerks say on a measure's own form who pays for it.

The rows of money stand on the form of a measure, and domains know nothing of money: so the form is completed from here.
"""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from domains.admin.choices import SomeByDomain
from domains.fields import NumberField
from domains.models import Measure, Objective
from domains.money import EuroField
from funding.admin.duties import DutiesPage
from funding.admin.finder import FinderPage
from funding.budget import refuse_more_than
from funding.models import Allocation, Fund, FundFact
from funding.resources import MeasureWithMoneySheet
from partnerships.at_once import AtOnceForm
from partnerships.back_office import PROVENANCE, BackOffice, NativeInputs, PartInline, Parts, translated
from partnerships.languages import columns

AMOUNTS = NativeInputs.formfield_overrides | {EuroField: {"form_class": NumberField}}


class AllocationForm(forms.ModelForm):
    """Money of one source."""

    class Meta:
        model = Allocation
        fields = ["fund", "amount"]
        error_messages = {
            "amount": {
                "required": gettext_lazy("Say how much money this source gives."),
                "min_value": gettext_lazy("An allocation is more than zero."),
            }
        }


class AllocationFormSet(Parts):
    """The sources of money of one measure: each once, and together not more than it costs."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.instance.measure = self.instance  # with the budget that is being typed, not the stored one

    def _rows(self):
        forms_in_use = (form for form in self.forms if form.instance.pk or form.has_changed())
        return [form.cleaned_data for form in forms_in_use if form.is_valid() and not self._should_delete_form(form)]

    def validate_unique(self):
        funds = [row.get("fund") for row in self._rows()]
        if len(funds) != len(set(funds)):
            raise ValidationError(_("One source of money stands twice: add the amounts up in one line."))

    def clean(self):
        super().clean()
        refuse_more_than(self.instance.budget, [row["amount"] for row in self._rows()])


class AllocationInline(PartInline):
    """Who pays for a measure."""

    model = Allocation
    form = AllocationForm
    formset = AllocationFormSet
    formfield_overrides = AMOUNTS
    verbose_name_plural = gettext_lazy("Money")
    fields = ["fund", "amount"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        own_means = {"empty_label": _("own means"), "help_text": _("who pays this part")}
        return super().formfield_for_foreignkey(db_field, request, **kwargs, **own_means)


measures = admin.site.get_model_admin(Measure)
measures.inlines = [*measures.inlines, AllocationInline]
measures.sheet = MeasureWithMoneySheet


class FundForm(AtOnceForm):
    """A fund; who manages it is ticked instead of typed."""

    management = forms.MultipleChoiceField(
        label=Fund._meta.get_field("management").verbose_name,
        help_text=Fund._meta.get_field("management").help_text,
        choices=Fund.Management,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@admin.register(Fund)
class FundAdmin(DutiesPage, FinderPage, BackOffice, admin.ModelAdmin):
    """The EU's funds."""

    form = FundForm
    name = translated(Fund, "name")
    list_display = ["__str__", "name", "role", "starts_on", "ends_on", "basis"]
    list_filter = ["role", "basis"]
    search_fields = ["slug", "celex", *columns("abbreviation"), *columns("name")]
    fieldsets = [
        (None, {"fields": [*columns("abbreviation"), *columns("name"), *columns("summary")]}),
        (None, {"fields": ["slug", "role", "position", "starts_on", "ends_on", "management", "domains"]}),
        (None, {"fields": ["regulation", "celex", "website", "contact_name", "contact_url"]}),
        PROVENANCE,
    ]


@admin.register(FundFact)
class FundFactAdmin(BackOffice, admin.ModelAdmin):
    """What the law says about a fund, article by article."""

    formfield_overrides = AMOUNTS
    text = translated(FundFact, "text")
    list_display = ["text", "fund", "kind", "article", "basis"]
    list_filter = ["fund", "kind", "basis"]
    list_select_related = ["fund"]
    search_fields = ["slug", "article", *columns("text")]
    fieldsets = [
        (None, {"fields": [*columns("text")]}),
        (None, {"fields": ["fund", "slug", "kind", "position", "amount", "price_base", "article", "objectives"]}),
        PROVENANCE,
    ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs |= {"form_class": SomeByDomain, "queryset": Objective.objects.select_related("domain__plan")}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

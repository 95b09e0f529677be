"""The form of a measure, and of what belongs to it: their sentences."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from domains.models import Kpi, Measure
from partnerships.at_once import AtOnceForm
from partnerships.back_office import hide_if_no_choice
from partnerships.models import Organisation, Partnership, Territory


class MeasureForm(AtOnceForm):
    """What a clerk says about a measure. `user` is who fills it in; the admin sets it for each request."""

    user = None

    class Meta:
        model = Measure
        exclude = ()
        error_messages = {
            "objective": {"required": gettext_lazy("Choose the objective that this measure serves most.")},
            "starts_on": {"required": gettext_lazy("Say when the measure starts, or will start.")},
            "budget": {"min_value": gettext_lazy("A budget cannot be below zero.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.fields.keys() >= {"territory", "contact"} and not self.user.is_superuser:
            self._keep_within(self.user.organisation)

    def _keep_within(self, organisation):
        """Offer the organisation's own places, contacts and partnerships, and what the measure has already."""
        places = Territory.objects.within(organisation.territory).of_today()
        places |= Territory.objects.filter(pk=self.instance.territory_id)
        self.fields["territory"].queryset = places.order_by("path")
        self.fields["territory"].initial = organisation.territory_id
        hide_if_no_choice(self.fields["territory"])
        own = Q(organisation=organisation) | Q(pk=self.instance.contact_id)
        self.fields["contact"].queryset = self.fields["contact"].queryset.filter(own)
        own = Partnership.objects.with_member(pk=organisation.pk)
        if self.instance.pk:
            own |= Partnership.objects.filter(pk__in=self.instance.partnerships.values("pk"))
        self.fields["partnerships"].queryset = own

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            self.instance.version += 1
        elif organisation := cleaned.get("organisation"):
            # One at a time: of two colleagues who log the same title at once, the second gets the sentence of the rule.
            Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        return cleaned


class KpiForm(forms.ModelForm):
    """A KPI in one row."""

    class Meta:
        model = Kpi
        fields = "__all__"  # noqa: DJ007 the inline names the fields
        help_texts = {"counts_people": gettext_lazy("Others do not see 1 to 4.")}
        error_messages = {
            "target": {"required": gettext_lazy("A KPI needs a target: the number you promise to reach.")},
            "baseline": {"required": gettext_lazy("A KPI needs a baseline: the number at the start, 0 when none.")},
        }


class ReasonForm(forms.Form):
    """Why a measure goes back, or out of sight."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Your colleague reads this; the public does not."),
        error_messages={"required": gettext_lazy("Say why, so that your colleague knows what to do.")},
    )

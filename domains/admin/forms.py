"""The form of a measure: its sentences, and a second save that never silently wins."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from domains.models import Kpi, Measure
from partnerships.back_office import hide_if_no_choice, show_what_is_stored
from partnerships.models import Organisation, Territory


class MeasureForm(forms.ModelForm):
    """What a clerk says about a measure. `user` is who fills it in; the admin sets it for each request."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    user = None

    class Meta:
        model = Measure
        exclude = ()  # noqa: DJ006 the admin's fieldsets name the fields
        error_messages = {
            "objective": {"required": gettext_lazy("Choose the objective that this measure serves most.")},
            "starts_on": {"required": gettext_lazy("Say when the measure starts, or will start.")},
            "budget": {"min_value": gettext_lazy("A budget cannot be below zero.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen_version"] = self.instance.version
        if self.fields.keys() >= {"territory", "contact"} and not self.user.is_superuser:
            self._keep_within(self.user.organisation)

    def _keep_within(self, organisation):
        """Offer the organisation's own places and contacts, and what the measure has already."""
        places = Territory.objects.within(organisation.territory).of_today()
        places |= Territory.objects.filter(pk=self.instance.territory_id)
        self.fields["territory"].queryset = places.order_by("path")
        self.fields["territory"].initial = organisation.territory_id
        hide_if_no_choice(self.fields["territory"])
        own = Q(organisation=organisation) | Q(pk=self.instance.contact_id)
        self.fields["contact"].queryset = self.fields["contact"].queryset.filter(own)

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            self._refuse_to_overwrite()
        elif organisation := cleaned.get("organisation"):
            # One at a time: of two colleagues who log the same title at once, the second gets the sentence of the rule.
            Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        return cleaned

    def _refuse_to_overwrite(self):
        """Refuse to save over a version that the clerk has not seen; the lock holds until the save is done."""
        measure = self.instance
        measure.refresh_from_db(from_queryset=Measure.objects.select_for_update(of=("self",)))
        if self.cleaned_data.get("seen_version") == measure.version:
            measure.version += 1
            return
        measure.was_changed_meanwhile = True  # the rows of its parts ask for this
        self.initial |= forms.model_to_dict(measure)
        show_what_is_stored(self)
        self.add_error(None, self._who_was_first())
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = measure.version

    def _who_was_first(self):
        last = self.instance.history.select_related("history_user").first()
        return _(
            "%(person)s changed this measure on %(moment)s, after you opened it. What you typed is still here, and not "
            "stored. Where yours differs, you see what is stored now; save again to put yours in its place."
        ) % {
            "person": (last and last.history_user) or _("Somebody"),
            "moment": date_format(timezone.localtime(self.instance.updated_at), "DATETIME_FORMAT"),
        }


class KpiForm(forms.ModelForm):
    """A KPI in one row."""

    class Meta:
        model = Kpi
        fields = "__all__"  # noqa: DJ007 the inline names the fields
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

"""Meetings in the back office: approvers keep those that their organisation calls, curators all."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from domains.admin.choices import OneByDomain, PlaceField, SomeOrganisations, to_choose_from
from domains.admin.rights import OwnRecords
from domains.models import Action, DialogueSubject, FollowUp, Measure, Objective
from partnerships.at_once import Parts
from partnerships.back_office import BackOffice, PartInline, translated
from partnerships.languages import columns
from partnerships.models import Conclusion, Dialogue, DialogueDocument
from partnerships.typed import TickedAndTyped


class OfApprovers(OwnRecords):
    """The rights of what everybody reads at once: approvers write it, contributors have no part in it."""

    def has_module_permission(self, request):
        return super().has_module_permission(request) and request.user.may_approve


class ConclusionRows(Parts):
    """The conclusions of a meeting; that they are public is said of those there are."""

    def clean(self):
        super().clean()
        written = [form for form in self.forms if form.instance.pk or form.has_changed()]
        if self.instance.conclusions_are_public and all(map(self._should_delete_form, written)):
            raise ValidationError(gettext("Write at least one conclusion, or do not tick that conclusions are public."))


class ConclusionInline(PartInline):
    """What was agreed; the form behind each row says what was done with it."""

    model = Conclusion
    formset = ConclusionRows
    fields = columns("text")
    show_change_link = True

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        field.widget.attrs["rows"] = 3
        return field


class SubjectInline(PartInline):
    """The objectives that a meeting talks about."""

    model = DialogueSubject
    fields = ["objective"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs |= {"form_class": OneByDomain, "queryset": Objective.objects.select_related("domain__plan")}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class DocumentInline(PartInline):
    """Where the documents of a meeting are read."""

    model = DialogueDocument
    fields = ["title", "language", "url"]


@admin.register(Dialogue)
class DialogueAdmin(OfApprovers, BackOffice, admin.ModelAdmin):
    """Meetings of the structured dialogue: who met, about what, and what was concluded."""

    title = translated(Dialogue, "title")
    list_display = [
        "title",
        "starts_at",
        "organisation",
        "territory",
        "publication",
        "is_called_off",
        "conclusions_are_public",
    ]
    list_filter = ["publication", "is_called_off", "conclusions_are_public", "level"]
    list_select_related = ["organisation", "territory"]
    search_fields = ["slug", *columns("title")]
    fieldsets = [
        (None, {"fields": [*columns("title"), *columns("summary")]}),
        (
            _("When and where"),
            {"fields": ["slug", "organisation", ("starts_at", "ends_at"), "location", "territory", "level", "website"]},
        ),
        (_("Who takes part"), {"fields": ["participants"]}),
        (_("What everybody reads"), {"fields": ["publication", "is_called_off", "conclusions_are_public"]}),
    ]
    inlines = [ConclusionInline, SubjectInline, DocumentInline]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "territory":
            kwargs["form_class"] = PlaceField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs |= {"form_class": SomeOrganisations, "queryset": to_choose_from(), "widget": TickedAndTyped}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class MeasureByReference(forms.ModelChoiceField):
    """One of thousands of measures, by the reference that its page shows."""

    widget = forms.TextInput
    default_error_messages = {"invalid_choice": _("There is no published measure with this reference.")}

    def prepare_value(self, value):
        found = self.queryset.filter(pk=value).values_list("reference", flat=True) if isinstance(value, int) else ()
        return found[0] if found else value


class FollowUpInline(PartInline):
    """What was done with a conclusion."""

    model = FollowUp
    fields = [*columns("text"), "measure", "action", "done_on"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "measure":
            return MeasureByReference(
                Measure.objects.public(),
                to_field_name="reference",
                required=False,
                label=db_field.verbose_name,
                help_text=db_field.help_text,
            )
        kwargs |= {"form_class": OneByDomain, "queryset": Action.objects.select_related("domain__plan", "plan")}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class NothingYet(admin.SimpleListFilter):
    """Conclusions with which nothing was done, or something."""

    title = _("what was done with it")
    parameter_name = "done"

    def lookups(self, request, model_admin):
        return [("nothing", _("nothing yet")), ("something", _("something"))]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        done = FollowUp.objects.values("conclusion")
        return queryset.exclude(pk__in=done) if self.value() == "nothing" else queryset.filter(pk__in=done)


@admin.register(Conclusion)
class ConclusionAdmin(OfApprovers, BackOffice, admin.ModelAdmin):
    """Conclusions of meetings, each with what was done with it."""

    owner = "dialogue__organisation"
    text = translated(Conclusion, "text")
    list_display = ["text", "dialogue"]
    list_filter = [NothingYet]
    list_select_related = ["dialogue"]
    search_fields = columns("text")
    fieldsets = [(None, {"fields": ["dialogue", *columns("text")]})]
    inlines = [FollowUpInline]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("dialogue")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        own = {} if request.user.is_superuser else {"organisation": request.user.organisation_id}
        kwargs["queryset"] = Dialogue.objects.filter(**own)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

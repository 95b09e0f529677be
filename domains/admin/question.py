"""Questions put to everybody, and the desk at which their answers are read: released, or refused with a reason."""

from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from domains.admin import steps
from domains.admin.dialogue import OfApprovers
from domains.models import Answer, Question
from partnerships.back_office import BackOffice, translated
from partnerships.languages import columns
from partnerships.models import Dialogue


@admin.register(Question)
class QuestionAdmin(OfApprovers, BackOffice, admin.ModelAdmin):
    """Questions: approvers put those of their own organisation."""

    title = translated(Question, "title")
    list_display = ["title", "organisation", "opens_on", "closes_on", "publication"]
    list_filter = ["publication"]
    list_select_related = ["organisation"]
    search_fields = ["slug", *columns("title")]
    fieldsets = [
        (None, {"fields": [*columns("title"), *columns("summary"), *columns("purpose")]}),
        (None, {"fields": ["slug", "organisation", ("opens_on", "closes_on"), "domain", "dialogue", "publication"]}),
    ]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "dialogue":
            kwargs["queryset"] = Dialogue.objects.public()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class WhyForm(forms.Form):
    """Why answers are refused."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Only staff read this."))


@admin.action(description=_("Release: everybody reads it"), permissions=["change"])
def release_selected(answers_admin, request, queryset):
    number = _decide(queryset, Answer.State.RELEASED)
    text = ngettext("%(number)d answer is released.", "%(number)d answers are released.", number)
    answers_admin.message_user(request, text % {"number": number}, messages.SUCCESS)


@admin.action(description=_("Refuse, with a reason…"), permissions=["change"])
def refuse_selected(answers_admin, request, queryset):
    number = _decide(queryset, Answer.State.REFUSED, request.answers["reason"])
    text = ngettext("%(number)d answer is refused.", "%(number)d answers are refused.", number)
    answers_admin.message_user(request, text % {"number": number}, messages.SUCCESS)


def _decide(answers, state, reason=""):
    """Decide on each answer that is not in this state yet, one by one: so it stands in the history."""
    found = list(answers.exclude(state=state))
    for answer in found:
        answer.decide(state, reason)
    return len(found)


@admin.register(Answer)
class AnswerAdmin(OfApprovers, BackOffice, admin.ModelAdmin):
    """What people sent. Nobody changes their words: they are released as they are, or refused."""

    owner = "question__organisation"
    list_display = ["shown", "name", "question", "received_on", "state_", "reason"]
    list_filter = ["state"]
    list_select_related = ["question"]
    search_fields = ["text", "name"]
    fieldsets = [(None, {"fields": ["question", "text", "name", "language", "received_on", "state", "reason"]})]
    readonly_fields = ["question", "text", "name", "language", "received_on", "state", "reason"]
    actions = [release_selected, refuse_selected]
    asks = {"refuse_selected": WhyForm}

    @admin.display(description=_("answer"), ordering="text")
    def shown(self, answer):
        return answer.text

    @admin.display(description=_("state"), ordering="state")
    def state_(self, answer):
        colours = {"waiting": "submitted", "released": "published", "refused": "returned"}
        return steps.badge(colours[answer.state], answer.get_state_display())

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("question")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

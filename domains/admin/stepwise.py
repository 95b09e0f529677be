"""Forms with a button for each step towards the public, and a page that asks for a reason where a step wants one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from domains.admin import steps
from domains.admin.forms import ReasonForm


class StepByStep:
    """The admin of a noun that is `Stepwise`; `words` are its sentences."""

    words = None

    def get_actions(self, request):
        actions = super().get_actions(request)
        if not request.user.may_approve:
            for name, step in self.model.STEPS.items():
                if step.approves:
                    actions.pop(f"{name}_selected", None)
        return actions

    def has_change_permission(self, request, obj=None):
        """Let contributors change what is not public; what is public an approver changes."""
        return super().has_change_permission(request, obj) and (obj is None or obj.may_be_changed_by(request.user))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= self._buttons(obj or self.new_record(request), request.user)
        if change:
            is_waiting = obj.state == "submitted" and obj.submitted_by_id == request.user.pk
            context["waits_for_colleague"] = is_waiting and not obj.steps_for(request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _buttons(self, record, user):
        """Return the steps a clerk may take now: those that save the form first, and those that ask for a reason."""
        possible = record.steps_for(user)
        labels, titles = self.words.labels, self.words.titles
        return {
            "direct_steps": [(name, labels[name]) for name in possible if name not in titles],
            "reasoned_steps": [(name, labels[name]) for name in possible if name in titles],
            "is_draft": record.state == "draft",
        }

    def response_add(self, request, obj, post_url_continue=None):
        return self._answer(request, obj)

    def response_change(self, request, obj):
        return self._answer(request, obj)

    def _answer(self, request, record):
        """Take the step of the button that was pressed, and say what became of the record."""
        step = request.POST.get("_step")
        if why := step and steps.take(step, record, request.user):
            self.message_user(request, steps.told(self.words.only_saved, record, why), messages.WARNING)
            return self._back_to(record)
        sentence = self.words.done[step] if step else self.words.saved[record.state]
        self.message_user(request, steps.told(sentence, record), messages.SUCCESS)
        if "_continue" in request.POST:
            return self._back_to(record)
        return self.response_post_save_change(request, record)

    def _back_to(self, record):
        return redirect(f"admin:{self._name('change')}", record.pk)

    def _name(self, view):
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

    def get_urls(self):
        view = self.admin_site.admin_view(self.step_view)
        return [path("<int:pk>/<str:name>/reason/", view, name=self._name("step")), *super().get_urls()]

    def step_view(self, request, pk, name):
        """Ask why a record is returned or withdrawn, then do so."""
        record = self.get_object(request, str(pk))
        if record is None or name not in self.words.titles:
            raise Http404
        form = ReasonForm(request.POST or None)
        if name in record.steps_for(request.user) and not form.is_valid():
            title = {"title": self.words.titles[name], "subtitle": str(record)}
            context = {**self.admin_site.each_context(request), **title, "form": form, "record": record}
            return TemplateResponse(request, "admin/domains/reason.html", context | {"opts": self.opts})
        if why := steps.take(name, record, request.user, request.POST.get("reason", "")):
            self.message_user(request, steps.told(self.words.not_taken, record, why), messages.WARNING)
            return self._back_to(record)
        self.message_user(request, steps.told(self.words.done[name], record), messages.SUCCESS)
        return self.response_post_save_change(request, record)

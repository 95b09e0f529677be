"""The page on which a curator merges a double into the record that stays, after a look at both side by side."""

from django.contrib import messages
from django.contrib.admin.utils import model_ngettext
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext

from partnerships import merging
from partnerships.changes import shown
from partnerships.search import Asked, matches
from partnerships.words import words_of

FOUND = 20


class Doubles:
    """The admin of a noun that has `merged_into`; `merging` knows how two of them become one."""

    merging = merging

    def get_urls(self):
        views = {"merge": self.merge_view, "unmerge": self.unmerge_view}
        return [
            *(
                path(f"<int:pk>/{word}/", self.admin_site.admin_view(view), name=self._address(word))
                for word, view in views.items()
            ),
            *super().get_urls(),
        ]

    def _address(self, word):
        return f"{self.opts.app_label}_{self.opts.model_name}_{word}"

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        curates = change and request.user.is_superuser
        context["can_merge"] = curates and obj.merged_into_id is None
        context["can_unmerge"] = curates and obj.merged_into_id is not None
        return super().render_change_form(request, context, add, change, form_url, obj)

    def merge_view(self, request, pk):
        """Find a double of the record that is kept; show both, and what would move; merge them after a yes."""
        if not request.user.is_superuser:
            raise PermissionDenied
        kept, double = self._record(pk), self._record(request.POST.get("double") or request.GET.get("double"))
        if kept is None:
            raise Http404
        if request.method == "POST" and double and self._merged(request, double, kept):
            return redirect(f"admin:{self._address('change')}", kept.pk)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Merge with a double"),
            "subtitle": str(kept),
            "kept": kept,
            "opts": self.opts,
            **(self._preview(double, kept) if double else self._candidates(request, kept)),
        }
        return TemplateResponse(request, "admin/merge.html", context)

    def unmerge_view(self, request, pk):
        """Show what goes back to a double; undo its merge after a yes, or say why that cannot be any more."""
        if not request.user.is_superuser:
            raise PermissionDenied
        double = self.model.objects.filter(pk=pk).exclude(merged_into=None).select_related("merged_into").first()
        if double is None:
            raise Http404
        context = self.admin_site.each_context(request) | {
            "title": gettext("Undo the merge"),
            "subtitle": str(double),
            "double": double,
            "kept": double.merged_into,
            "opts": self.opts,
        }
        try:
            context["moved"] = [row for row, *_where in self.merging.going_back(double)]
            if request.method == "POST":
                self.merging.undo(double)
                text = gettext("The merge is undone: what it moved belongs to “%(double)s” again.")
                self.message_user(request, text % {"double": double}, messages.SUCCESS)
                return redirect(f"admin:{self._address('change')}", double.pk)
        except ValidationError as error:
            context["why_not"] = error.messages[0]
        return TemplateResponse(request, "admin/unmerge.html", context)

    def _record(self, key):
        return self.model.objects.filter(pk=key).first() if str(key).isdecimal() else None

    def _merged(self, request, double, kept):
        """Merge, and say what moved; or say why that cannot be."""
        try:
            found = self.merging.merge(double, kept)
        except ValidationError as error:
            self.message_user(request, error.messages[0], messages.ERROR)
            return False
        moved = [f"{len(part.moving)} {_noun(part)}" for part in found if part.moving]
        text = gettext("“%(double)s” is merged into this one. Moved: %(moved)s.")
        values = {"double": double, "moved": ", ".join(moved) or gettext("nothing")}
        self.message_user(request, text % values, messages.SUCCESS)
        return True

    def _candidates(self, request, kept):
        question = request.GET.get("q", "").strip()
        words = words_of(question)
        found = self.model.objects.filter(merged_into=None).exclude(pk=kept.pk)
        found = found.filter(matches(Asked(words)))[:FOUND] if words else self.merging.likely_doubles(kept)
        return {"candidates": found, "question": question, "doubles": kept.doubles.all()}

    def _preview(self, double, kept):
        found = self.merging.parts(double, kept)
        why_not = self.merging.obstacle(double, kept, found)
        before = {column.name: shown(column, kept) for column in kept._meta.fields}
        taken = {column.name for column in self.merging.taken_over(double, kept)}
        rows = [
            (capfirst(column.verbose_name), before[column.name], other, column.name in taken)
            for column in kept._meta.fields
            if column.editable and (other := shown(column, double)) != before[column.name]
        ]
        return {"double": double, "rows": rows, "parts": found, "why_not": why_not}


def _noun(part):
    return model_ngettext(part.relation.related_model._meta, len(part.moving))

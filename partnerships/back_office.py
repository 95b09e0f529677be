"""What every form and list of the back office has: native inputs, no pop-ups, texts that are never cut, a history.

The admin works without scripts and under the strict policy; select2, filter_horizontal and the calendar do not.
"""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnerships.at_once import AtOnceForm, Parts
from partnerships.bulk import OverFilter
from partnerships.changes import changes_of
from partnerships.former import Former
from partnerships.templatetags.languages import marked

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PROVENANCE = (_("Where this comes from"), {"fields": ["source", "basis", "checked_on"]})


class Day(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    """The browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


def language_of(name):
    """Return the language of a translated column (title_nl), or None."""
    ending = (name or "").rpartition("_")[2]
    return ending if ending in LANGUAGES and ending != name else None


def hide_if_no_choice(field):
    """Take a choice of one out of sight. It stays in the form: constraints on fields left out are not checked."""
    choices = list(field.queryset[:2])
    if len(choices) == 1:
        field.initial = choices[0].pk
        field.widget = forms.HiddenInput()
        field.empty_label = None


class NativeInputs:
    """Inputs of the browser itself, without pop-ups beside them."""

    formfield_overrides = {
        models.DateField: {"widget": Day},
        models.DateTimeField: {"widget": Moment, "form_class": forms.DateTimeField},
        models.URLField: {"assume_scheme": "https"},
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        if isinstance(db_field, models.ManyToManyField):
            field.help_text = db_field.help_text  # without "hold down Control": these are tick boxes
        attributes = field.widget.attrs
        if most := attributes.pop("maxlength", None):
            attributes["data-most"] = most  # the browser would cut a longer text off, in silence
        if language := language_of(db_field.name):
            attributes |= {"lang": language, "placeholder": " "}  # the style sheet sees what is empty
        return field


class BackOffice(OverFilter, NativeInputs):
    """The lists, forms and history of one noun."""

    form = AtOnceForm
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.parts = [inline.model for inline in self.get_inline_instances(request, obj)]
        form.former = self.former(request, obj)
        return form

    def former(self, request, record):
        """Return the former version that the address asks for (`?version=`), or None."""
        number = request.GET.get("version", "")
        if record is None or not number.isdecimal() or not hasattr(record, "history"):
            return None
        version = record.history.filter(pk=number).exclude(history_type="-").first()
        return version and Former(record, version)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method == "GET" and isinstance(inline, PartInline) and (former := self.former(request, obj)):
            kwargs["former"] = former.rows(inline.model)
        return kwargs

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and self.has_change_permission(request, obj):
            context["former"] = self.former(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if change and (former := self.former(request, obj)):
            obj._change_reason = former.reason
        super().save_model(request, obj, form, change)

    def changelist_view(self, request, extra_context=None):
        if "%00" in request.META["QUERY_STRING"]:  # PostgreSQL has no such character
            return redirect(f"{request.path}?{ERROR_FLAG}=1")
        if ERROR_FLAG in request.GET:
            text = gettext("There is no such page or filter: this is the whole list.")
            self.message_user(request, text, messages.WARNING)
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def history_view(self, request, object_id, extra_context=None):
        """Say who changed what and when, of the record and of its parts."""
        record = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        parts = [inline.model for inline in self.get_inline_instances(request, record)]
        page = Paginator(changes_of(record, parts), 50).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": str(record),
            "page": page,
            "object": record,
            "may_change": self.has_change_permission(request, record),
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/history.html", context)


class ToLookAt:
    """A mirror of what others publish: a list without forms, since nobody changes any of it by hand."""

    list_display_links = None

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class PartInline(NativeInputs, admin.TabularInline):
    """Parts of a record as rows of a table; whoever may change the record may change them."""

    formset = Parts
    extra = 1

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        language, label, attributes = language_of(db_field.name), capfirst(field.label), field.widget.attrs
        attributes["aria-label"] = f"{label} ({language.upper()})" if language else label
        if field.help_text:
            attributes["aria-describedby"] = f"{self.opts.model_name}-{db_field.name}-help"  # in the column's head
        return field

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_change_permission(self, request, obj=None):
        return self.admin_site.get_model_admin(self.parent_model).has_change_permission(request, obj)

    has_add_permission = has_delete_permission = has_change_permission


def translated(model, name):
    """Return a list's column that shows a translated text in the reader's language."""

    @admin.display(description=getattr(model, name).short_description, ordering=f"{name}_{settings.LANGUAGE_CODE}")
    def column(self, record):
        return marked(getattr(record, name))

    return column

"""The language tabs of a form: radio buttons, so that they work without scripts."""

import json

from django import template
from django.conf import settings
from django.utils.translation import get_language, gettext

from partnerships.back_office import language_of

register = template.Library()
register.filter("language_of", language_of)


@register.filter
def inline_data(formset):
    """Return what Django's script wants to know of rows; in the middle of a sentence, a noun has no capital."""
    data = json.loads(formset.inline_formset_data())
    data["options"]["addText"] = gettext("Add another %(noun)s") % {"noun": formset.opts.verbose_name}
    return json.dumps(data)


@register.inclusion_tag("admin/language_tabs.html", takes_context=True)
def language_tabs(context):
    """Show a tab for each language of the form's texts; open the first with an error, else the one it is written in."""
    form = context["adminform"].form
    if not any(language_of(name) for name in form.fields):
        return {"tabs": []}
    formsets = [part.formset for part in context["inline_admin_formsets"]]
    errors = [form.errors, *(row for formset in formsets if formset.is_bound for row in formset.errors)]
    wrong = {language_of(name) for row in errors for name in row}
    written_in = form["language"].value() if "language" in form.fields else get_language()
    languages = sorted(settings.LANGUAGES, key=lambda language: language[0] != written_in)
    opened = next((code for code, _name in languages if code in wrong), languages[0][0])
    return {
        "tabs": [
            {"code": code, "name": name, "open": code == opened, "wrong": code in wrong} for code, name in languages
        ]
    }

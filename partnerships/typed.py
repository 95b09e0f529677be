"""Records that are chosen by typing their names: hundreds are too many to tick, or to scroll through on a telephone.

The browser offers the names while one types. A piece of a name is looked up when the form is sent, so that it works
where browsers do not offer any, and without scripts.
"""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from partnerships.words import fold, words_of

LINES, MOST = 3, 10
NONE = _("Nothing here is called “%(text)s”. Type another part of the name.")
SEVERAL = _("Several fit “%(text)s”: choose from %(names)s.")
MANY = _("More than %(most)d fit “%(text)s”: type more of the name.")


@dataclass(frozen=True, slots=True)
class Name:
    """A record as people call it, by its public key."""

    key: str
    label: str
    words: tuple[str, ...]


def names_of(choices) -> list[Name]:
    return [Name(str(key), str(label), tuple(map(fold, words_of(f"{key} {label}")))) for key, label in choices if key]


def meant(text: str, names: list[Name]) -> list[Name]:
    """Return what is called exactly like a text, else what has a word that begins like each of its words."""
    exact = [name for name in names if fold(text) in (name.key, fold(name.label))]
    asked = tuple(map(fold, words_of(text)))
    return exact or [
        name for name in names if asked and all(any(each.startswith(word) for each in name.words) for word in asked)
    ]


def only(text: str, names: list[Name]) -> str:
    """Return the key of the one record that is meant; else say what is wrong."""
    found = meant(text, names)
    if not found:
        raise ValidationError(NONE, "none", {"text": text})
    if len(found) > MOST:
        raise ValidationError(MANY, "many", {"most": MOST, "text": text})
    if len(found) > 1:
        raise ValidationError(SEVERAL, "several", {"text": text, "names": "; ".join(name.label for name in found)})
    return found[0].key


class TickedAndTyped(forms.CheckboxSelectMultiple):
    """What is chosen stands as ticked boxes; lines below take more, by name."""

    template_name = "admin/ticked_and_typed.html"

    def render(self, name, value, attrs=None, renderer=None):
        return render_to_string(self.template_name, self.get_context(name, value, attrs))  # a template of the site

    def value_from_datadict(self, data, files, name):
        return [text.strip() for text in data.getlist(name) if text.strip()]

    def get_context(self, name, value, attrs):
        names, boxes, lines = names_of(self.choices), {}, []
        for text in map(str, value or []):
            found = meant(text, names)
            if len(found) == 1:
                boxes[found[0]] = True
            elif 1 < len(found) <= MOST:
                boxes = dict.fromkeys(found, False) | boxes
            else:
                lines.append(text)
        context = forms.Widget.get_context(self, name, value, attrs)
        context["widget"] |= {
            "boxes": boxes.items(),
            "lines": [*lines, *[""] * LINES],
            "names": [each.label for each in names if each not in boxes],
        }
        return context


class SomeTyped(forms.ModelMultipleChoiceField):
    """Some of hundreds of records with a slug."""

    widget = TickedAndTyped

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset, **kwargs | {"to_field_name": "slug"})

    def clean(self, value):
        names = names_of(self.choices)
        keys, problems = [], []
        for text in value or []:
            try:
                keys.append(only(text, names))
            except ValidationError as error:
                problems.append(error)
        if problems:
            raise ValidationError(problems)
        return super().clean(keys)


class Typed(forms.TextInput):
    """One line; its form shows the names once, as a list of this field."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{name.rpartition('-')[2]}-names"
        return context


class OneTyped(forms.ModelChoiceField):
    """One of hundreds of records with a slug."""

    widget = Typed

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset, **kwargs | {"to_field_name": "slug"})

    @property
    def names(self):
        return names_of(self.choices)

    def prepare_value(self, value):
        """Show what is stored by its name, and what was typed as it was."""
        if not isinstance(value, int):
            return super().prepare_value(value)
        record = self.queryset.filter(pk=value).first()
        return record and self.label_from_instance(record)

    def to_python(self, value):
        return super().to_python(only(value, self.names) if value else value)

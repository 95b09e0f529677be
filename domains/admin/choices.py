"""Choices in the groups people know: objectives and actions under their domain, places with their level."""

from itertools import groupby

from django import forms
from django.forms.models import ModelChoiceIterator

from partnerships.models import Organisation
from partnerships.typed import OneTyped, SomeTyped


def group_of(record):
    """Return the heading an objective or action stands under: its plan and domain."""
    return f"{record.domain.plan}: {record.domain}" if record.domain else str(record.plan)


class _ByDomain(ModelChoiceIterator):
    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for heading, records in groupby(self.queryset, key=group_of):
            yield (heading, [self.choice(record) for record in records])


class OneByDomain(forms.ModelChoiceField):
    """One of many, in a native select with a group for each domain."""

    iterator = _ByDomain


class SomeByDomain(forms.ModelMultipleChoiceField):
    """Some of many, as tick boxes with a group for each domain."""

    iterator = _ByDomain

    def label_from_instance(self, record):
        return f"{record.code} {record.title}" if hasattr(record, "types") else str(record)


class ContactField(forms.ModelChoiceField):
    """A contact; its organisation tells it from those with the same role."""

    def label_from_instance(self, contact):
        return f"{contact} ({contact.organisation})"


class PlaceField(forms.ModelChoiceField):
    """A place; above a municipality its level tells it from its namesakes."""

    def label_from_instance(self, place):
        if place.level == place.Level.MUNICIPALITY:
            return str(place)
        return f"{place} ({place.get_level_display()})"


def to_choose_from():
    """Return the organisations that one can name: no doubles."""
    return Organisation.objects.kept().select_related("territory").order_by("slug")


class _WithPlace:
    """Organisations by name; where it does not say so, their place tells them from their namesakes."""

    def label_from_instance(self, organisation):
        name, place = str(organisation), str(organisation.territory)
        return name if place in name else f"{name}, {place}"


class SomeOrganisations(_WithPlace, SomeTyped):
    """Some of hundreds of organisations."""


class OneOrganisation(_WithPlace, OneTyped):
    """One of hundreds of organisations."""

"""What a reader can ask of meetings, and of answers to questions. Page, API, files, calendar and feed share this."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from domains.models import Answer, DialogueSubject, Domain, FollowUp, Measure, Objective, Question
from partnerships.filters import LongSelect, one_of
from partnerships.models import Dialogue, Organisation, Territory
from partnerships.search import Asked, matches
from partnerships.words import MOST, words_of


class DialogueFilter(filters.FilterSet):
    """Filters of the list of meetings; each narrows it further."""

    q = filters.CharFilter(label=_("Search"), method="filter_words", max_length=MOST, widget=forms.SearchInput)
    when = filters.ChoiceFilter(
        choices=[("coming", _("to come")), ("past", _("past"))], label=_("When"), method="filter_when"
    )
    domain = one_of(Domain.objects.all(), "slug", _("Domain"), method="filter_domain")
    objective = one_of(
        Objective.objects.select_related("domain"), "code", _("Objective"), field_name="subjects__objective"
    )
    kind = filters.ChoiceFilter(
        choices=Organisation.Kind.choices, label=_("Stakeholder who takes part"), method="filter_kind"
    )
    organisation = one_of(
        Organisation.objects.all(), "slug", _("Organisation"), method="filter_organisation", widget=LongSelect
    )
    territory = one_of(Territory.objects.all(), "code", _("Place"), method="filter_place", widget=LongSelect)
    measure = one_of(
        Measure.objects.public(),
        "reference",
        _("Measure that does what was concluded"),
        method="filter_measure",
        widget=forms.TextInput,
        help_text=_("Its reference, as its page shows it."),
    )

    class Meta:
        model = Dialogue
        fields = ["q", "when", "domain", "objective", "kind", "organisation", "territory", "measure"]

    def filter_words(self, queryset, name, question):
        words = words_of(question)
        return queryset.filter(matches(Asked(words))) if words else queryset.none()

    def filter_when(self, queryset, name, when):
        return queryset.coming() if when == "coming" else queryset.past()

    def filter_domain(self, queryset, name, domain):
        return queryset.filter(pk__in=DialogueSubject.objects.filter(objective__domain=domain).values("dialogue"))

    def filter_kind(self, queryset, name, kind):
        return queryset.of(Organisation.objects.filter(kind=kind))

    def filter_organisation(self, queryset, name, organisation):
        return queryset.of(Organisation.objects.filter(pk=organisation.pk))

    def filter_place(self, queryset, name, place):
        return queryset.filter(territory__in=Territory.objects.within(place).order_by().values("pk"))

    def filter_measure(self, queryset, name, measure):
        done = FollowUp.objects.public().filter(measure=measure)
        return queryset.filter(pk__in=done.values("conclusion__dialogue"))


class AnswerFilter(filters.FilterSet):
    """Filters of the released answers."""

    question = one_of(Question.objects.public(), "slug", _("Question"))

    class Meta:
        model = Answer
        fields = ["question"]

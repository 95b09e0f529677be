"""What the finder, the chain and the calculator ask. Everything stands in the address, so that it can be shared."""

from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from domains.views.measures import LARGE_PLACES, place_groups
from funding.chain import PARTS, CostLine, Period
from funding.cofinancing import Costs
from funding.matching import END, PLACE, Answers
from funding.models import CofinancingRate, Fund, Programme, RegionCategory
from funding.questions import OTHERS, QUESTIONS
from funding.words import PARTS as PART_NAMES
from partnerships.back_office import Day
from partnerships.filters import LongSelect
from partnerships.models import Territory

NOT_KNOWN = _("not known yet")
NO_CHOICE = {"invalid_choice": _("There is no such value: %(value)s. Choose one from the list.")}
NO_CHOICES = {**NO_CHOICE, "invalid_list": NO_CHOICE["invalid_choice"]}
AMOUNT = {"required": False, "min_value": 0, "max_digits": 14, "decimal_places": 2}
PERCENT = {"required": False, "min_value": 0, "max_value": 100, "max_digits": 5, "decimal_places": 2}


def choice_of(question):
    """Return the field of a question with fixed answers."""
    asked = QUESTIONS[question]
    if asked.several:
        return forms.MultipleChoiceField(
            label=asked.label,
            choices=asked.choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            error_messages=NO_CHOICES,
        )
    choices = [("", NOT_KNOWN), *asked.choices]
    return forms.ChoiceField(label=asked.label, choices=choices, required=False, error_messages=NO_CHOICE)


class PlaceForm(forms.Form):
    """A form that asks for a place, of the hundreds there are."""

    place = forms.ChoiceField(label=OTHERS[PLACE], required=False, widget=LongSelect, error_messages=NO_CHOICE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = Territory.objects.filter(level__in=[*LARGE_PLACES, "municipality"]).for_list()
        self.fields["place"].choices = [("", NOT_KNOWN), *place_groups(list(offered))]

    def clean_place(self):
        """Turn the code into the places around it, from the largest to itself."""
        code = self.cleaned_data["place"]
        return list(Territory.objects.with_around(code)) if code else []


class FinderForm(PlaceForm):
    """The questions of the finder; each may stay open."""

    type, status, stage = choice_of("type"), choice_of("status"), choice_of("stage")
    applicant, domain, setting = choice_of("applicant"), choice_of("domain"), choice_of("setting")
    end = forms.DateField(label=OTHERS[END], required=False, widget=Day)

    field_order = ["type", "status", "stage", "applicant", "domain", "place", "setting", "end"]

    def said(self):
        """Return {field: what was answered}; what was answered wrongly is not among it."""
        self.is_valid()
        return getattr(self, "cleaned_data", {})

    def with_answer(self, question, answer):
        """Return these answers and one more, as they stand in an address."""
        said = dict(self.data.lists()) if isinstance(self.data, QueryDict) else self.data
        return urlencode({**said, question: answer}, doseq=True)

    def answers(self):
        """Return what is known of the measure."""
        said = self.said()
        given = {
            question: frozenset([known] if isinstance(known, str) else known)
            for question in QUESTIONS
            if (known := said.get(question))
        }
        return Answers(given, said.get(END), frozenset(place.code for place in said.get(PLACE) or []))


class ChainForm(FinderForm):
    """The parts of a measure: when they happen, what they cost, and which fund is asked to pay each."""

    starts = forms.DateField(label=_("When does it start?"), required=False, widget=Day)
    hand_over = forms.DateField(label=_("When does the first phase hand over?"), required=False, widget=Day)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        funds = [(fund.slug, str(fund)) for fund in Fund.objects.all()]
        for part in PARTS:
            self.fields[part] = forms.DecimalField(label=PART_NAMES[part], **AMOUNT)
            self.fields[f"{part}_fund"] = forms.MultipleChoiceField(
                label=_("EU fund that is asked"),
                choices=funds,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                error_messages=NO_CHOICES,
            )

    def parts(self):
        """Yield the two fields of each part, for the page."""
        for part in PARTS:
            yield self[part], self[f"{part}_fund"]

    def questions(self):
        """Yield the other fields."""
        asked = {name for part in PARTS for name in (part, f"{part}_fund")}
        return [field for field in self if field.name not in asked]

    def clean(self):
        said = super().clean()
        days = [day for name in ("starts", "hand_over", "end") if (day := said.get(name))]
        if days != sorted(days):
            self.add_error("hand_over", _("A measure starts, hands over and ends in this order."))
        return said

    def lines(self):
        """Return the parts that cost something, as lines of cost; without amounts all of them."""
        said = self.said()
        lines = [CostLine(part, said.get(part), tuple(said.get(f"{part}_fund") or ())) for part in PARTS]
        return [line for line in lines if line.amount or line.funds] or lines

    def period(self):
        said = self.said()
        return Period(said.get("starts"), said.get("hand_over"), said.get("end"))


class RateChoice(forms.ModelChoiceField):
    """The cases in which a fund pays, under the name of the fund."""

    def label_from_instance(self, rate):
        return f"{rate.fund}: {rate.text}"


class CofinancingForm(PlaceForm):
    """What a measure costs, and what is known of the share that the EU pays."""

    rate = RateChoice(
        CofinancingRate.objects.none(),
        label=_("Fund and case"),
        required=False,
        to_field_name="slug",
        empty_label=NOT_KNOWN,
        error_messages=NO_CHOICE,
    )
    total = forms.DecimalField(label=_("Total cost, in euros"), **AMOUNT)
    ineligible = forms.DecimalField(label=_("Of which the fund does not accept"), **AMOUNT)
    public = forms.DecimalField(label=_("Other public money"), **AMOUNT)
    private = forms.DecimalField(label=_("Private money"), **AMOUNT)
    call = forms.DecimalField(label=_("Rate that the call names, in percent"), **PERCENT)
    own = forms.DecimalField(label=_("What if the EU pays this percent"), **PERCENT)

    field_order = ["rate", "place", "total", "ineligible", "public", "private", "call", "own"]

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["rate"].queryset = CofinancingRate.objects.valid_on(day).select_related("fund")

    def clean(self):
        said = super().clean()
        if said.get("total") is not None and (said.get("ineligible") or 0) > said["total"]:
            self.add_error("ineligible", _("What the fund does not accept is a part of the total cost."))
        return said

    def costs(self):
        """Return the costs, once the total is known."""
        said = self.cleaned_data
        if said.get("total") is None:
            return None
        return Costs(said["total"], said["ineligible"] or 0, said["public"] or 0, said["private"] or 0)

    def programme(self):
        """Return the programme of the fund in the place or nearest around it; None when none is known."""
        rate, around = self.cleaned_data["rate"], self.cleaned_data["place"]
        if not rate:
            return None
        known = Programme.objects.valid_on(self.day).filter(fund=rate.fund, territory__in=around)
        return known.order_by("-territory__path").first()

    def category(self):
        """Return the category of the region the place lies in; None when it is not known."""
        known = RegionCategory.objects.valid_on(self.day).filter(territory__in=self.cleaned_data["place"])
        return known.select_related("territory").order_by("-territory__path").first()

"""What the finder asks, in words; rules name the same answers."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from funding.matching import END, PLACE


@dataclass(frozen=True)
class Question:
    """A question with fixed answers; of some a measure has several answers."""

    label: str
    choices: tuple
    several: bool = False


QUESTIONS = {
    "type": Question(
        _("What do you do?"),
        (
            ("language_orientation", _("language courses, civic orientation")),
            ("reception_onestop", _("reception, one-stop shop")),
            ("guidance_casework", _("guidance of people, case work")),
            ("training_skills", _("training, skills")),
            ("recognition_validation", _("recognition of qualifications and skills")),
            ("job_placement", _("guidance to a job")),
            ("entrepreneurship", _("help for entrepreneurs")),
            ("school_ecec_inclusion", _("inclusion at school and in child care")),
            ("teacher_training", _("training of teachers")),
            ("health_mediation", _("mediation in health care")),
            ("anti_discrimination", _("fight against discrimination")),
            ("participation_citizenship", _("participation, citizenship")),
            ("strategy_capacity", _("strategy, skills of the authority and its partners")),
            ("exchange_partnership", _("exchange with other countries")),
            ("infrastructure", _("building or renovation")),
            ("equipment", _("equipment")),
            ("finance_instrument", _("loans, guarantees")),
            ("material_aid", _("food and material help")),
        ),
    ),
    "stage": Question(
        _("When in the life of newcomers here?"),
        (
            ("pre_departure", _("before they leave for here")),
            ("early", _("in the first years")),
            ("medium_long", _("later, for the longer term")),
            ("second_generation", _("their children, born here")),
        ),
    ),
    "status": Question(
        _("Who may take part?"),
        (
            ("asylum_applicant", _("people who applied for asylum")),
            ("protection", _("people under international protection")),
            ("third_country", _("other people without the nationality of an EU country")),
            ("eu_background", _("people with the nationality of an EU country and a migrant background")),
            ("host_mixed", _("everybody")),
        ),
        several=True,
    ),
    "applicant": Question(
        _("Who applies?"),
        (
            ("municipality", _("a municipality")),
            ("intermunicipal", _("several municipalities together")),
            ("province_region", _("a province or a region")),
            ("school", _("a school")),
            ("ngo", _("a civil society organisation")),
            ("migrant_led", _("a migrant-led organisation")),
            ("social_enterprise", _("a social enterprise")),
            ("housing_company", _("a housing company")),
            ("enterprise", _("an enterprise")),
        ),
    ),
    "domain": Question(
        _("What is it about?"),
        (
            ("education", _("education")),
            ("work", _("work")),
            ("health", _("health")),
            ("housing", _("housing")),
            ("cross", _("several of these, or living together")),
        ),
    ),
    "setting": Question(
        _("Is it in the countryside?"),
        (
            ("rural", pgettext_lazy("in the countryside", "yes")),
            ("urban", pgettext_lazy("in the countryside", "no")),
        ),
    ),
}
OTHERS = {PLACE: _("Where does it happen?"), END: _("When does it end?")}
ORDER = ("type", "status", "stage", "applicant", "domain", PLACE, "setting", END)


def label_of(question):
    """Return a question in words."""
    return OTHERS[question] if question in OTHERS else QUESTIONS[question].label

"""Our own list of operations: granted applications in the columns of Article 49(3) of Regulation (EU) 2021/1060.

These are the operations of this site's measures, not those of others in `funding/operations/`. The form is the one that
the Commission's validator for Kohesio reads: commas, points, days as DD/MM/YYYY, and its names of columns. A grant that
lacks what the form requires is left out, and the staff's page says what it lacks. Only organisations apply, so no
natural person is in it (Article 49(3)(b)); nor is there a vessel (c).
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _
from translated_fields import to_attribute

from domains.files import IS_EXAMPLE
from domains.models import Measure
from funding.filters import AskedFilter
from funding.models import Application
from partnerships import places
from partnerships.files import AT_ONCE, Column, File
from partnerships.models import Territory

PERIOD = "2021-2027"  # of the funds that this site knows
IN_NUTS = ["country", "nuts1", "nuts2", "province", "nuts3"]  # levels of which the code is one of NUTS


@dataclass(frozen=True, slots=True)
class Read(Column):
    """A column of the list, and what reads it from an application."""

    read: Callable = None


class ListOfOperations(File):
    """A file with a row for each operation, read with its measure in one query."""

    def rows(self, filters):
        around = areas()
        for application in self.records(filters).iterator(chunk_size=AT_ONCE):
            yield [column.read(application, around) for column in self.columns]


def areas():
    """Return {path of a place: (its country, its smallest NUTS area)}; a place of no country has none."""
    known = {place.path: place for place in Territory.objects.only("path", "level", "code", "name_en", "name_nl")}
    found = {}
    for path in known:
        around = [known[larger] for larger in places.ancestors(path) if larger in known]
        country = next((place for place in around if place.level == Territory.Level.COUNTRY), None)
        nuts = next((place for place in reversed(around) if place.level in IN_NUTS), None)
        found[path] = (country.name_en or country.name_nl if country else "", nuts.code if nuts else "")
    return found


def of_measure(name, language=None):
    """Return what reads a text of the measure: in a language, or in the one that it is written in."""

    def read(application, around):
        measure = application.measure
        return getattr(measure, to_attribute(name, language or measure.language))

    return read


def summary(application, around):
    """Return the summary, which is required: the title where there is none."""
    return of_measure("summary")(application, around) or of_measure("title")(application, around)


def day(value):
    return value.strftime("%d/%m/%Y") if value else ""


def euros(amount):
    return "" if amount is None else f"{amount:.2f}"


def rate(application):
    """Return the share of the eligible cost that the EU pays, in percent with two decimals."""
    share = 100 * application.granted_eur / application.eligible_eur
    return str(share.quantize(Decimal("0.01"), ROUND_HALF_UP))


def listed(filters):
    """Return the grants that have all that the form requires."""
    found = Application.objects.to(filters.qs, filters.form.cleaned_data["fund"]).listed()
    whole = ["fund", "programme", "measure__territory", "measure__organisation__territory"]
    return found.select_related(*whole).order_by("pk")


FILE = ListOfOperations(
    about=_(
        "What EU funds granted to published measures, as a list of operations: the columns of Article 49(3) of "
        "Regulation (EU) 2021/1060 in the form of the Commission. Grants that lack a required column are left out. "
        "Natural persons are never in it. The operations of others are on the page “Who got EU money for what”."
    ),
    columns=[
        Read(
            "Operation_Unique_Identifier",
            _("The unique code of the operation, which never changes."),
            read=lambda one, around: one.reference,
        ),
        Read("CountryID", _("The number that the fund's authority gave it."), read=lambda one, around: one.file_number),
        Read(
            "Beneficiary_Name",
            _("Article 49(3)(a): the organisation that gets the money."),
            read=lambda one, around: str(one.measure.organisation.name),
        ),
        Read(
            "Contractor_Name",
            _("Article 49(3)(a): with public procurement the organisation that was chosen; a column of our own."),
            read=lambda one, around: one.contractor,
        ),
        Read(
            "Natural_Person_Name",
            _("Article 49(3)(b): always empty, since natural persons are never in it."),
            read=lambda one, around: "",
        ),
        Read(
            "Vessel_Fleet_Register_Number",
            _("Article 49(3)(c): always empty, since it is about fishing vessels."),
            read=lambda one, around: "",
        ),
        Read(
            "Operation_Name_Programme_Language",
            _("Article 49(3)(d): the title of the measure, in the language it was written in."),
            read=of_measure("title"),
        ),
        Read(
            "Operation_Name_English",
            _("The same in English; empty when there is no translation."),
            read=of_measure("title", "en"),
        ),
        Read(
            "Operation_Summary_Programme_Language",
            _("Article 49(3)(e): its purpose; the title where there is no summary."),
            read=summary,
        ),
        Read(
            "Operation_Summary_English",
            _("The same in English; empty when there is no translation."),
            read=of_measure("summary", "en"),
        ),
        Read(
            "Achievements",
            _("Article 49(3)(e): what it reaches, expected or actual; a column of our own."),
            read=lambda one, around: one.achievements,
        ),
        Read(
            "Operation_Start_Date",
            _("Article 49(3)(f): the first day of the measure."),
            read=lambda one, around: day(one.measure.starts_on),
        ),
        Read(
            "Operation_Expected_End_Date",
            _("Article 49(3)(g): the last day of a measure that is not done yet."),
            read=lambda one, around: "" if one.measure.status == "done" else day(one.measure.ends_on),
        ),
        Read(
            "Operation_End_Date",
            _("Article 49(3)(g): the last day of the measure, expected or actual."),
            read=lambda one, around: day(one.measure.ends_on),
        ),
        Read(
            "Total_Cost_amount",
            _("Article 49(3)(h): the whole cost of the measure; a column that the form of the Commission has not."),
            read=lambda one, around: euros(one.measure.budget),
        ),
        Read(
            "Total_Eligible_Expenditure_amount",
            _("The part of the cost that the fund accepts."),
            read=lambda one, around: euros(one.eligible_eur),
        ),
        Read("Total_Eligible_Expenditure_Currency", _("Always EUR."), read=lambda one, around: "EUR"),
        Read(
            "Fund_Code",
            _("Article 49(3)(i): the fund."),
            read=lambda one, around: one.fund.abbreviation_en or one.fund.slug,
        ),
        Read("Fund_Name", _("The name of the fund."), read=lambda one, around: one.fund.name_en or str(one.fund.name)),
        Read(
            "Programme_Name",
            _("The programme of that fund; empty when it is not known."),
            read=lambda one, around: str(one.programme or ""),
        ),
        Read(
            "Program_Specific_Objective_Code",
            _("Article 49(3)(j): the specific objective; empty when it is not known."),
            read=lambda one, around: one.specific_objective,
        ),
        Read(
            "CoFinancing_Rate",
            _("Article 49(3)(k): what was granted ÷ the eligible cost, in percent: 50 is half."),
            read=lambda one, around: rate(one),
        ),
        Read(
            "Country",
            _("Article 49(3)(l): the country, in English."),
            read=lambda one, around: around[one.measure.territory.path][0],
        ),
        Read(
            "Location_Indicator_NUTS_code",
            _("Article 49(3)(l): the smallest NUTS area in which the measure happens."),
            read=lambda one, around: around[one.measure.territory.path][1],
        ),
        Read(
            "Beneficiary_NUTS_code",
            _("Article 49(3)(m): the smallest NUTS area of the organisation; a column of our own."),
            read=lambda one, around: around[one.measure.organisation.territory.path][1],
        ),
        Read(
            "Category_Of_Intervention",
            _("Article 49(3)(n): the type of intervention, from 1 to 182."),
            read=lambda one, around: str(one.intervention),
        ),
        Read("Programming_Period", _("The years for which the fund was made."), read=lambda one, around: PERIOD),
        Read("Is_Example", IS_EXAMPLE, read=lambda one, around: str(one.measure.is_example).lower()),
    ],
    filters=AskedFilter,
    public=Measure.objects.public,
    records=listed,
    is_in_commissions_form=True,
)

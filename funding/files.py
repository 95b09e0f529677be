"""The file of open data about money."""

from django.utils.translation import gettext_lazy as _

from domains.files import DOMAIN, IS_EXAMPLE, PLAN
from domains.filters import PartFilter
from domains.models import Measure
from funding.models import Allocation
from partnerships.files import Column, File


def allocations(filters):
    return Allocation.objects.to(filters.qs, filters.form.cleaned_data["fund"]).order_by("measure", "pk")


FILES = {
    "allocations": File(
        about=_("What published measures say they get, by source."),
        columns=[
            Column("measure", _("The reference of the measure."), "measure__reference"),
            Column("plan", PLAN, "measure__objective__domain__plan__slug"),
            Column("domain", DOMAIN, "measure__objective__domain__slug"),
            Column("fund", _("The fund it comes from; empty for own means."), "fund__slug"),
            Column("amount_eur", _("How much, in euros."), "amount"),
            Column("is_example", IS_EXAMPLE, "measure__is_example"),
        ],
        filters=PartFilter,
        public=Measure.objects.public,
        records=allocations,
    )
}

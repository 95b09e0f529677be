"""What a reader can ask of funds and allocations. Pages and API share this."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from domains.models import Domain, Measure
from funding.models import Allocation, Fund
from partnerships.filters import one_of


class FundFilter(filters.FilterSet):
    """Filters of the list of funds."""

    role = filters.ChoiceFilter(choices=Fund.Role.choices, label=_("Role"))
    domain = one_of(Domain.objects.all(), "slug", _("Domain"), field_name="domains")

    class Meta:
        model = Fund
        fields = ["role", "domain"]


class AllocationFilter(filters.FilterSet):
    """Filters of the list of allocations."""

    fund = one_of(Fund.objects.all(), "slug", _("Fund"))
    measure = one_of(Measure.objects.public(), "reference", _("Measure"))

    class Meta:
        model = Allocation
        fields = ["fund", "measure"]

"""Money for machines: open data, read-only."""

from funding.api.calls import CallViewSet
from funding.api.consultations import ConsultationViewSet
from funding.api.funds import AllocationViewSet, ApplicationViewSet, FundViewSet
from funding.api.operations import OperationViewSet

COLLECTIONS = {
    "funds": FundViewSet,
    "calls": CallViewSet,
    "consultations": ConsultationViewSet,
    "allocations": AllocationViewSet,
    "applications": ApplicationViewSet,
    "operations": OperationViewSet,
}

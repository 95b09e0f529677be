"""Addresses of funds, calls, consultations, the finder, the chain, the calculator, and of what funds paid."""

from django.urls import path

from funding.views import calls, cofinancing, consultations, finder, funds, gaps, operations

urlpatterns = [
    path("", funds.fund_list, name="fund_list"),
    path("calls/", calls.call_list, name="call_list"),
    path("calls/<slug:code>/", calls.call_detail, name="call_detail"),
    path("consultations/", consultations.consultation_list, name="consultation_list"),
    path("consultations/<slug:slug>/", consultations.consultation_detail, name="consultation_detail"),
    path("finder/", finder.finder, name="finder"),
    path("chain/", finder.funding_chain, name="funding_chain"),
    path("cofinancing/", cofinancing.cofinancing, name="cofinancing"),
    path("gaps/", gaps.gap_map, name="gap_map"),
    path("operations/", operations.operation_list, name="operation_list"),
    path("operations/<slug:code>/", operations.operation_detail, name="operation_detail"),
    path("<slug:slug>/", funds.fund_detail, name="fund_detail"),
]

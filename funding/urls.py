"""Addresses of the funds, and of the operations they paid."""

from django.urls import path

from funding.views import funds, operations

urlpatterns = [
    path("", funds.fund_list, name="fund_list"),
    path("operations/", operations.operation_list, name="operation_list"),
    path("operations/<slug:code>/", operations.operation_detail, name="operation_detail"),
    path("<slug:slug>/", funds.fund_detail, name="fund_detail"),
]

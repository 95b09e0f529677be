"""Addresses of the funds."""

from django.urls import path

from funding.views import funds

urlpatterns = [
    path("", funds.fund_list, name="fund_list"),
    path("<slug:slug>/", funds.fund_detail, name="fund_detail"),
]

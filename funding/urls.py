"""Addresses of the funds."""

from django.urls import path

from funding import views

urlpatterns = [
    path("", views.fund_list, name="fund_list"),
    path("<slug:slug>/", views.fund_detail, name="fund_detail"),
]

"""Addresses: pages for people carry their language; what machines and staff use does not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("integration_plan.api")),
    path("i18n/", include("django.conf.urls.i18n")),
]
urlpatterns += i18n_patterns()

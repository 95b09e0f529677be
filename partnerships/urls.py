"""Addresses of the look of an organisation's pages."""

from django.urls import path, re_path

from partnerships import views

urlpatterns = [
    re_path(r"^theme/(?P<colour>[0-9a-f]{6})\.(?P<fingerprint>[0-9a-f]{12})\.css$", views.theme, name="theme"),
    path("logo/<slug:slug>.<slug:fingerprint>.webp", views.logo, name="logo"),
]

"""The site as it is, and an empty page behind the same middleware; as `ROOT_URLCONF`."""

from django.urls import path

from benchmarks.naive import hello
from integration_plan.urls import urlpatterns as pages

urlpatterns = [path("hello/", hello), *pages]

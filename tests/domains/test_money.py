"""Euros are exact on every database."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Sum

from domains.models import Measure
from domains.money import EuroField
from tests.factories import AllocationFactory, MeasureFactory


@pytest.mark.django_db
def test_an_amount_comes_back_as_it_was_given_and_is_kept_in_whole_cents():
    MeasureFactory(budget="1234.56")

    assert Measure.objects.get().budget == Decimal("1234.56")
    with connection.cursor() as cursor:
        cursor.execute("SELECT budget FROM domains_measure")
        assert cursor.fetchone() == (123456,)


@pytest.mark.django_db
def test_a_sum_of_amounts_is_exact():
    for amount in ("0.10", "0.20"):
        AllocationFactory(amount=amount)
    assert AllocationFactory._meta.model.objects.aggregate(total=Sum("amount"))["total"] == Decimal("0.30")


@pytest.mark.django_db
def test_amounts_are_compared_in_euros():
    MeasureFactory(budget="99.99")
    assert Measure.objects.filter(budget__lt=100).exists()
    assert not Measure.objects.filter(budget__gte=100).exists()
    assert not Measure.objects.filter(budget__isnull=True).exists()


def test_a_form_field_takes_euros_with_two_decimals_and_refuses_what_is_no_amount():
    field = EuroField().formfield()
    assert isinstance(field, forms.DecimalField)
    assert field.clean("12.34") == Decimal("12.34")
    for wrong in ("-1", "1.234", "veel", "1" * 20):
        with pytest.raises(ValidationError):
            field.clean(wrong)


def test_text_becomes_an_amount_or_a_sentence():
    field = EuroField()
    assert field.to_python("12.30") == Decimal("12.30")
    assert field.to_python(None) is None
    with pytest.raises(ValidationError):
        field.to_python("veel")

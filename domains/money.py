"""Euros in the database."""

from decimal import Decimal

from django import forms
from django.core.validators import MaxValueValidator
from django.db import models

CENT = Decimal("0.01")
MOST = Decimal("9999999999999.99")


class EuroField(models.BigIntegerField):
    """An amount in euros: a Decimal in Python, whole cents in the database, so that sums are exact on each of them."""

    default_validators = [MaxValueValidator(MOST)]

    def from_db_value(self, cents, expression, connection):
        # A sum comes back as Decimal on PostgreSQL; an amount as int.
        return None if cents is None else (Decimal(int(cents)) * CENT).quantize(CENT)

    def to_python(self, value):
        if value is None or isinstance(value, Decimal):
            return value
        return forms.DecimalField(decimal_places=2, localize=False).to_python(str(value))

    def get_prep_value(self, value):
        return None if value is None else int((Decimal(value) / CENT).to_integral_value())

    def get_db_prep_value(self, value, connection, prepared=False):
        return super().get_db_prep_value(value if prepared else self.get_prep_value(value), connection, prepared=True)

    @property
    def validators(self):
        """Leave out the integer range that BigIntegerField adds: it would compare cents with euros."""
        return [*self.default_validators, *self._validators]

    def formfield(self, **kwargs):
        return models.Field.formfield(
            self,
            **{"form_class": forms.DecimalField, "decimal_places": 2, "max_digits": 15, "min_value": 0, **kwargs},
        )

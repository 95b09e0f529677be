"""What each field of an operation is called, for who corrects a profile or reads why a row was refused."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "code": _("code in the list"),
    "title": _("title"),
    "beneficiary": _("beneficiary"),
    "summary": _("summary"),
    "starts_on": _("starts on"),
    "ends_on": _("ends on"),
    "total_cost": _("total cost"),
    "eligible_cost": _("eligible cost"),
    "granted": _("granted"),
    "rate": _("EU co-financing rate"),
    "currency": _("currency"),
    "fund": _("fund"),
    "country": _("country"),
    "place": _("place"),
    "postcode": _("postcode"),
    "nuts": _("NUTS code"),
    "category": _("type of intervention"),
    "status": _("status"),
    "number": _("number of operations"),
}

"""The form in which a reader reports an error: without an account, without a script, and of no use to programs."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from domains import corrections
from domains.models import AnswerAddress, Correction
from partnerships.open_form import OpenForm


class CorrectionForm(OpenForm, forms.ModelForm):
    """What is wrong on which page; programs fill in `more`, which people do not see, or are too fast."""

    salt = "domains.corrections"

    email = forms.EmailField(
        label=_("E-mail address (you may leave it empty)"),
        required=False,
        help_text=_(
            "Only for the answer, in your language. Nobody sees it; it is removed after the answer, "
            "and after a year at the latest."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    class Meta:
        model = Correction
        fields = ["page", "part", "message"]
        widgets = {"page": forms.HiddenInput, "message": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_page(self):
        page = self.cleaned_data["page"]
        if not corrections.opens(page, self.request):
            raise ValidationError(_("This is no page of this site. Go to the page, and press the link below it."))
        return page

    def save(self):
        """Store what the reader reports, and her address apart from it; what was reported today already is found."""
        said = {name: self.cleaned_data[name] for name in self.Meta.fields}
        about = {"language": get_language(), "measure": corrections.measure_of(said["page"])}
        with transaction.atomic():
            correction, _is_new = Correction.objects.get_or_create(
                **said, received_on=timezone.localdate(), defaults=about
            )
            if email := self.cleaned_data["email"]:
                AnswerAddress.objects.get_or_create(correction=correction, email=email)
        return correction

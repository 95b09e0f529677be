"""The form in which a reader reports an error: without an account, without a script, and of no use to programs."""

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from domains import corrections
from domains.models import AnswerAddress, Correction

SALT, FASTEST, SLOWEST = "domains.corrections", 3, 24 * 60 * 60  # seconds between opening the form and sending it


class CorrectionForm(forms.ModelForm):
    """What is wrong on which page; programs fill in `more`, which people do not see, or are too fast."""

    email = forms.EmailField(
        label=_("E-mail address (you may leave it empty)"),
        required=False,
        help_text=_("Only for the answer, in your language. Nobody sees it, and it is removed after the answer."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    more = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Correction
        fields = ["page", "part", "message"]
        widgets = {"page": forms.HiddenInput, "message": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.initial["opened"] = signing.dumps("", salt=SALT)

    def told(self):
        """Return the fields that people fill in."""
        return [self[name] for name in ("part", "message", "email")]

    def clean_page(self):
        page = self.cleaned_data["page"]
        if not corrections.opens(page, self.request):
            raise ValidationError(_("This is no page of this site. Go to the page, and press the link below it."))
        return page

    def clean(self):
        if self.cleaned_data.get("more"):
            raise ValidationError(_("Leave the last field empty: only programs fill it in."))
        self._refuse_programs()
        return super().clean()

    def _refuse_programs(self):
        """Refuse a form that was sent too fast for a person, or so late that it says nothing of that any more."""
        opened = self.cleaned_data.get("opened", "")
        if _is_signed(opened, within=FASTEST):
            raise ValidationError(_("That was very fast. Read it once more, then send it."))
        if not _is_signed(opened, within=SLOWEST):
            self.data = self.data.dict() | {"opened": self.initial["opened"]}
            raise ValidationError(_("This form was open for too long. Nothing is lost: send it again."))

    def save(self):
        """Store what the reader reports, and her address apart from it."""
        correction = self.instance
        correction.language = get_language()
        correction.measure = corrections.measure_of(correction.page)
        with transaction.atomic():
            correction.keep()
            if email := self.cleaned_data["email"]:
                AnswerAddress.objects.create(correction=correction, email=email)
        return correction


def _is_signed(opened, within) -> bool:
    """Say whether this site gave a form out, within some seconds."""
    try:
        signing.loads(opened, salt=SALT, max_age=within)
    except signing.BadSignature:
        return False
    return True

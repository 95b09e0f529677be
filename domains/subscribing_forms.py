"""Forms for who follows by mail: how often and in which language, and where to."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from domains import subscribing
from domains.models import Follower
from partnerships.open_form import OpenForm


class MailsForm(forms.Form):
    """How often mails come, and in which language."""

    frequency = forms.ChoiceField(label=_("How often"), choices=Follower.Frequency, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    @classmethod
    def of(cls, follower, data=None):
        return cls(data, initial={"frequency": follower.frequency, "language": follower.speaks})


class AddressForm(OpenForm):
    """Where mails about what somebody follows in her session shall go."""

    salt = "domains.following"

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def __init__(self, *args, queries, **kwargs):
        super().__init__(*args, **kwargs)
        self.queries = queries

    def clean(self):
        if not self.queries:
            raise ValidationError(_("Choose first what you follow: pages have a button for it."))
        address = self.cleaned_data.get("email", "")
        if len(subscribing.link_to_begin(address, self.queries, get_language())) > subscribing.LONGEST:
            raise ValidationError(_("This is too much for one mail. Stop following some of it first, or register."))
        return super().clean()

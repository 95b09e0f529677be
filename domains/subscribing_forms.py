"""Forms for who follows by mail: how often and in which language."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from domains.models import Follower


class MailsForm(forms.Form):
    """How often mails come, and in which language."""

    frequency = forms.ChoiceField(label=_("How often"), choices=Follower.Frequency, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    @classmethod
    def of(cls, follower, data=None):
        return cls(data, initial={"frequency": follower.frequency, "language": follower.speaks})

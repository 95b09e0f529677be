"""The frame of the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.forms import SignInForm

admin.site.site_title = "Integratieplan"
admin.site.site_header = "Integratieplan"
admin.site.index_title = _("Your desk")
admin.site.enable_nav_sidebar = False  # clerks need three nouns: the header names them
admin.site.login_form = SignInForm

"""The frame of the back office."""

from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.door import door, may_enter

admin.site.site_title = "Integratieplan"
admin.site.site_header = "Integratieplan"
admin.site.index_title = _("Your desk")
admin.site.enable_nav_sidebar = False  # clerks need three nouns: the header names them
admin.site.has_permission = may_enter
admin.site.login = door  # there is one way to sign in, and one page for one's password
admin.site.password_change = lambda request: redirect("account_change_password")

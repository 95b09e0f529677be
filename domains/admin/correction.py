"""Errors that readers reported, in the back office: curators answer all, approvers those on their own measures."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from domains import corrections
from domains.models import Correction
from partnerships.at_once import AtOnceForm
from partnerships.back_office import BackOffice


class DeskForm(AtOnceForm):
    """What a curator logs is not there yet: the day is no field of the form, so that it asks for the constraint."""

    def clean(self):
        said = super().clean()
        same = {name: said.get(name) for name in ("page", "part", "message")}
        if self.instance._state.adding and Correction.objects.filter(received_on=timezone.localdate(), **same).exists():
            raise ValidationError(_("This was reported today already, in the same words."))
        return said


@admin.register(Correction)
class CorrectionAdmin(BackOffice, admin.ModelAdmin):
    """The reader's address is not shown, not even here: the answer finds it."""

    form = DeskForm
    list_display = ["ticket", "page", "part", "state", "received_on", "answered_on", "mail"]
    list_filter = ["state", "part"]
    search_fields = ["page", "message", "answer"]
    told = ["ticket", "page_", "part", "language", "received_on", "message"]
    fieldsets = [
        (_("What the reader tells"), {"fields": told}),
        (_("What everybody reads"), {"fields": ["state", "answer", "message_is_public", "answered_on", "mail"]}),
    ]
    readonly_fields = [*told, "answered_on", "mail"]
    add_fieldsets = [(None, {"fields": ["page", "part", "language", "message"]})]

    @admin.display(description=_("page"))
    def page_(self, correction):
        return format_html('<a href="/{}{}">{}</a>', correction.language, correction.page, correction.page)

    @admin.display(description=_("answer by e-mail"))
    def mail(self, correction):
        addresses = correction.answer_addresses.all()
        if not addresses:
            return gettext("not asked for")
        if all(address.sent_at for address in addresses):
            return gettext("sent")
        return gettext("not sent yet") if correction.is_answered else gettext("asked for")

    # Rights.

    def get_queryset(self, request):
        return super().get_queryset(request).answerable_by(request.user).prefetch_related("answer_addresses")

    def has_module_permission(self, request):
        return request.user.is_active and request.user.may_approve

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request) and (
            obj is None or self.get_queryset(request).filter(pk=obj.pk).exists()
        )

    has_change_permission = has_view_permission

    def history_view(self, request, object_id, extra_context=None):
        """Show Django's own log: a correction has no versions."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return admin.ModelAdmin.history_view(self, request, object_id, extra_context)

    def has_add_permission(self, request):
        return request.user.is_active and request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return self.has_add_permission(request)

    # The form.

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else ()

    def save_model(self, request, obj, form, change):
        """Store it, and send the answer once it is stored; one that the mail server does not take waits."""
        if not change:
            obj.measure = corrections.found(obj.page) and corrections.measure_of(obj.page)
        obj.keep()
        transaction.on_commit(lambda: corrections.send_waiting([obj.pk]), robust=True)

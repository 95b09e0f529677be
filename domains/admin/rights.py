"""What clerks may do: all with what their own organisation logged, nothing with anything else. Curators may do all."""

from operator import attrgetter

from partnerships.back_office import hide_if_no_choice
from partnerships.models import Organisation


class OwnRecords:
    """The rights of one noun; `owner` is the way from a record to its organisation."""

    owner = "organisation"

    def is_own(self, user, record):
        return user.is_superuser or user.organisation_id == attrgetter(f"{self.owner.replace('__', '.')}_id")(record)

    def get_queryset(self, request):
        records = super().get_queryset(request)
        user = request.user
        if user.is_superuser:
            return records
        return records.filter(**{self.owner: user.organisation_id}) if user.organisation_id else records.none()

    def has_module_permission(self, request):
        return request.user.is_active and request.user.is_staff

    def has_add_permission(self, request):
        return self.has_module_permission(request)

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request) and (obj is None or self.is_own(request.user, obj))

    def has_change_permission(self, request, obj=None):
        return self.has_view_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """Let clerks remove one record of their own, after a look at it; many at once is for curators."""
        return request.user.is_superuser or (obj is not None and self.has_view_permission(request, obj))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "organisation":
            own = {} if request.user.is_superuser else {"pk": request.user.organisation_id}
            kwargs["queryset"] = Organisation.objects.kept().filter(**own)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "organisation":
            hide_if_no_choice(field)
        return field

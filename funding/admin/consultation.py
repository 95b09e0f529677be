"""Taking part in programmes: curators keep the consultations, staff what their own organisation answered."""

from django.contrib import admin
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from domains.admin import steps
from domains.admin.rights import OwnRecords
from domains.admin.stepwise import StepByStep
from funding.models import Consultation, Contribution
from partnerships.back_office import PROVENANCE, BackOffice, translated
from partnerships.languages import columns

OF_CONTRIBUTIONS = steps.Words(
    labels=steps.OF_REPORTS.labels,
    titles=steps.OF_REPORTS.titles,
    done={
        "submit": _("The contribution is submitted: an approver of your organisation can approve it now."),
        "approve": _("The contribution is approved: everybody can read it now."),
        "return": _("The contribution is returned, with your reason; nobody outside reads it."),
    },
    saved={
        "draft": _("The contribution is saved as a draft; submit it when it is ready."),
        "submitted": _("The contribution is saved; it waits for an approver."),
        "returned": _("The contribution is saved; submit it again when it is ready."),
        "approved": _("The contribution is saved, and the public sees the change."),
    },
    selected={
        "submit": ngettext_lazy(
            "%(number)d contribution is submitted.", "%(number)d contributions are submitted.", "number"
        ),
        "approve": ngettext_lazy(
            "%(number)d contribution is approved.", "%(number)d contributions are approved.", "number"
        ),
    },
    only_saved=_("The contribution is saved, and that is all: %(why)s."),
    not_taken=_("The contribution “%(contribution)s” stays as it is: %(why)s."),
    nothing_taken=_("Nothing was done: none of these contributions is in your list any more."),
)


@admin.register(Consultation)
class ConsultationAdmin(BackOffice, admin.ModelAdmin):
    """Moments at which authorities are asked about a programme."""

    title = translated(Consultation, "title")
    list_display = ["title", "fund", "stage", "opens_on", "closes_on"]
    list_filter = ["stage", "fund"]
    list_select_related = ["fund"]
    search_fields = ["slug", *columns("title")]
    fieldsets = [
        (None, {"fields": [*columns("title"), *columns("question")]}),
        (None, {"fields": ["fund", "programme", "slug", "stage", ("opens_on", "closes_on"), "website"]}),
        PROVENANCE,
    ]


@admin.register(Contribution)
class ContributionAdmin(StepByStep, OwnRecords, BackOffice, admin.ModelAdmin):
    """What an organisation answered; a colleague approves it before everybody reads it."""

    words = OF_CONTRIBUTIONS
    list_display = ["consultation", "organisation", "contributed_on", "review_"]
    list_filter = ["review"]
    list_select_related = ["consultation", "organisation"]
    search_fields = ["text", *(f"consultation__{column}" for column in columns("title"))]
    fieldsets = [(None, {"fields": ["consultation", "organisation", "text", "language", "url", "contributed_on"]})]
    actions = [steps.submit_selected, steps.approve_selected]

    @admin.display(description=_("review"), ordering="review")
    def review_(self, contribution):
        return steps.badge(contribution.review, contribution.get_review_display())

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("consultation", "organisation")

    def get_changeform_initial_data(self, request):
        return {"language": get_language(), **super().get_changeform_initial_data(request)}

    def new_record(self, request):
        return Contribution(organisation_id=request.user.organisation_id)

    def has_delete_permission(self, request, obj=None):
        """Let clerks remove what nobody waits for or reads; one at a time, after a look at it."""
        if obj is None or not super().has_delete_permission(request, obj):
            return False
        return obj.may_be_changed_by(request.user) and obj.review in {"draft", "returned"}

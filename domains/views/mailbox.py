"""The page behind a link in a mail: the form of one report."""

from django.db import transaction
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import links
from domains import mailbox
from domains.forms import ReportForm


@require_http_methods(["GET", "HEAD", "POST"])
@links.discreet
def report(request):
    """Ask for a report, and take it. Opening the page changes nothing: programs that scan mails open it too."""
    link = links.link_of(request)
    try:
        with transaction.atomic():
            task = mailbox.opened(link, for_update=request.method == "POST")
            links.speak(request, task.person.language)
            if request.method == "POST":
                request.user = task.person  # what is written now is her act, in the history too
            form = ReportForm(request.POST or None, task=task)
            is_submitted = form.is_valid() and form.submit()
    except links.UnusableLinkError as error:
        return render(request, "domains/mailbox_closed.html", {"sentence": str(error)}, status=410)
    context = {"form": form, "task": task, "link": link, "is_submitted": is_submitted}
    return render(request, "domains/mailbox.html", context)

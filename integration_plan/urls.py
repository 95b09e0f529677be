"""Addresses: pages for people carry their language; what machines and staff use does not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path

from accounts import views as accounts
from domains.views import following_by_mail, mailbox, unsubscribing
from integration_plan import api, files, handbook, my_data, news, subscriptions, views, visits
from integration_plan.sitemaps import SITEMAPS

urlpatterns = [
    path("admin/handbook/", admin.site.admin_view(handbook.handbook), name="handbook"),
    path("admin/handbook/<slug:page>/", admin.site.admin_view(handbook.handbook), name="handbook"),
    path("admin/", admin.site.urls),
    path("accounts/my-data/", my_data.my_data, name="account_data"),
    path("accounts/delete/", my_data.delete_account, name="account_delete"),
    path("accounts/", include("accounts.urls")),
    path("api/v1/", include("integration_plan.api")),
    path("data/<slug:noun>.<slug:ending>", files.data_file, name="data_file"),
    path("calendar/calls.ics", subscriptions.calls_calendar, name="calls_calendar"),
    path("calendar/following.ics", subscriptions.followed_calendar, name="followed_calendar"),
    path("calendar/dialogues.ics", subscriptions.dialogues_calendar, name="dialogues_calendar"),
    path("calendar/dialogues/<slug:slug>.ics", subscriptions.dialogue_calendar, name="dialogue_calendar"),
    path("feeds/dialogues.atom", subscriptions.dialogues_feed, name="dialogues_feed"),
    path("feeds/partnerships.atom", subscriptions.partnerships_feed, name="partnerships_feed"),
    path("feeds/changes.atom", subscriptions.changes_feed, name="changes_feed"),
    path("feeds/measures.atom", subscriptions.measures_feed, name="measures_feed"),
    path("feeds/following.atom", subscriptions.followed_feed, name="followed_feed"),
    path("feeds/domains/<slug:slug>.atom", subscriptions.domain_feed, name="domain_feed"),
    path("feeds/calls.atom", subscriptions.calls_feed, name="calls_feed"),
    path("calendar/calls/<slug:code>.ics", subscriptions.call_calendar, name="call_calendar"),
    path("i18n/setlang/", accounts.set_language, name="set_language"),
    path("invitation/", accounts.invitation, name="invitation"),
    path("report/", mailbox.report, name="mailbox"),
    path("follow-by-mail/", following_by_mail.begin, name="follow_by_mail_begin"),
    path("unsubscribe/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("", include("partnerships.urls")),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
]
urlpatterns += i18n_patterns(
    path("", views.dashboard, name="dashboard"),
    path("plans/<slug:slug>/", views.plan_detail, name="plan_detail"),
    path("api/", api.docs, name="api_manual"),
    path("search/", views.search, name="search"),
    path("changes/", news.changes, name="changes"),
    path("domains/<slug:slug>/changes/", news.domain_changes, name="domain_changes"),
    path("methodology/", views.methodology, name="methodology"),
    path("methodology/figures/<slug:name>/", views.figure_detail, name="figure_detail"),
    path("open-data/", views.open_data, name="open_data"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("visits/", visits.visits, name="visits"),
    path("", include("domains.urls")),
    path("funding/", include("funding.urls")),
)

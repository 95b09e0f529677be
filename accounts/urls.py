"""Pages of an account: those of allauth, in our words and our frame, and our own."""

from allauth.socialaccount import views as provider
from django.urls import include, path
from django.views.generic import RedirectView

from accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("3rdparty/", RedirectView.as_view(pattern_name="account"), name="socialaccount_connections"),
    path("3rdparty/register/", provider.signup, name="socialaccount_signup"),
    path("3rdparty/cancelled/", provider.login_cancelled, name="socialaccount_login_cancelled"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]

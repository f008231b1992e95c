"""A code by e-mail for whoever types an address, account or not: the same page and the same mail for both."""

from urllib.parse import urlencode

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from milliard.accounts.services import open_account


def send_code(request: HttpRequest, address: str, *, after: str) -> HttpResponse:
    """Mail a code to ``address`` and go to the page that asks for it, then to ``after``.

    An address without an account gets one, forgotten after a week unless the code is typed. The caller has
    counted the mail (`accounts.forms.AskCodeForm` does). Nothing tells whether the account was there.
    """
    user = open_account(email=address, by=request.user)
    LoginCodeVerificationProcess.initiate(
        request=request, user=user if user.is_active else None, email=user.email
    )
    return redirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': after})}")

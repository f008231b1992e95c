"""How many mails anybody may have the site write to an address they type (to sign in, to join…).

A stranger must neither fill somebody's mailbox nor lock them out. So what one network asks for an address is
counted apart from what the others ask; all of them together have a limit that several networks are needed to
reach; and a device that has opened the account keeps an allowance nobody else can use up. What a network asks
for all addresses is counted too. Counts are keyed hashes (`core.rate_limit`); the cookie of a device holds
keyed hashes of the addresses it opened, and opens nothing.
"""

from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from milliard.core.rate_limit import Limit, client_network, is_once_too_often
from milliard.core.refusals import Refused

_HOUR_S, _DAY_S = 3_600, 24 * 3_600
#: By network, whatever the addresses: a village hall that signs up together shares one.
FROM_A_NETWORK = Limit("accounts.mails.network", hits=300, window_s=_HOUR_S)
#: By network and address.
BETWEEN_BOTH = Limit("accounts.mails.both", hits=6, window_s=_HOUR_S)
BETWEEN_BOTH_A_DAY = Limit("accounts.mails.both_a_day", hits=12, window_s=_DAY_S)
#: By address, whatever the networks: more than one network alone can ask.
TO_AN_ADDRESS = Limit("accounts.mails.address", hits=40, window_s=_DAY_S)
#: By address, from the devices that have opened its account.
FROM_A_KNOWN_DEVICE = Limit("accounts.mails.device", hits=6, window_s=_HOUR_S)

DEVICE_COOKIE = "appareil_connu"
_DEVICE_AGE_S = 365 * _DAY_S
_DEVICE_SALT = "accounts.device"
_PERSONS_OF_A_DEVICE = 5
_COUNTED = "_mails_counted"


class AskedTooOften(Refused, RateLimited):  # type: ignore[misc]
    """The address, or the network it is asked from, has had its share for now."""

    message = (
        "Plusieurs e-mails sont déjà partis à cette adresse : regardez dans les indésirables, ou réessayez "
        "dans une heure."
    )


def ensure_may_mail(request: HttpRequest, address: str) -> None:
    """Count one mail to ``address``, once a request. Raises `AskedTooOften`."""
    address = address.strip().lower()
    counted: set[str] = request.__dict__.setdefault(_COUNTED, set())
    if address in counted:
        return
    if _is_known_device(request, address):
        if is_once_too_often(address, FROM_A_KNOWN_DEVICE):
            raise AskedTooOften
    else:
        _count_for_a_stranger(client_network(request), address)
    counted.add(address)


def _count_for_a_stranger(network: str, address: str) -> None:
    if is_once_too_often(network, FROM_A_NETWORK):
        raise AskedTooOften(
            "Beaucoup d’e-mails sont déjà partis de votre connexion : réessayez dans une heure."
        )
    both = f"{network}|{address}"
    if is_once_too_often(both, BETWEEN_BOTH) or is_once_too_often(both, BETWEEN_BOTH_A_DAY):
        raise AskedTooOften
    if is_once_too_often(address, TO_AN_ADDRESS):
        raise AskedTooOften


def remember_device(request: HttpRequest, response: HttpResponse, address: str) -> None:
    """The account of ``address`` was opened here: strangers cannot keep this device from opening it again."""
    mark = _mark_of(address)
    marks = [mark, *(held for held in _marks(request) if held != mark)][:_PERSONS_OF_A_DEVICE]
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(marks, salt=_DEVICE_SALT),
        max_age=_DEVICE_AGE_S,
        path=reverse("account_login").rsplit("login", 1)[0],
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _is_known_device(request: HttpRequest, address: str) -> bool:
    return _mark_of(address) in _marks(request)


def _marks(request: HttpRequest) -> list[str]:
    """What the cookie holds; nothing when it is absent, old or forged."""
    try:
        held = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=_DEVICE_SALT, max_age=_DEVICE_AGE_S)
    except signing.BadSignature:
        return []
    return [str(mark) for mark in held]


def _mark_of(address: str) -> str:
    return salted_hmac(_DEVICE_SALT, address.strip().lower(), algorithm="sha256").hexdigest()[:32]

"""«C’est mon organisation»: an address proved by a code, then the team's decision."""

import datetime as dt
import secrets

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.mail import queue_mail
from milliard.core.rate_limit import Limit, is_once_too_often
from milliard.core.refusals import Refused
from milliard.organisations.emails import CLAIM_ACCEPTED, CLAIM_CODE, CLAIM_REFUSED
from milliard.organisations.enums import ClaimState
from milliard.organisations.models import Claim, Organisation
from milliard.organisations.policies import can_claim, can_keep_directory, can_prove_claim

TRIES = 5
_CODES = Limit("organisations.claim_code", hits=6, window_s=3_600)


class AlreadyClaimed(Refused):
    """The person's claim waits, or was accepted."""

    message = "Vous avez déjà fait cette demande pour cette organisation."


class TooManyClaimCodes(Refused):
    """Codes were asked again and again."""

    message = "Trop de codes demandés\u00a0: réessayez dans une heure."


class WrongClaimCode(Refused):
    """Not the code; the person may try again."""

    message = "Ce n’est pas ce code\u00a0: c’est celui du dernier e-mail reçu."


class ClaimCodeOver(Refused):
    """The code is too old, or was tried too often."""

    message = "Ce code n’est plus valable\u00a0: demandez-en un autre."


class NotToDecide(Refused):
    """The claim was decided already, or its address was not proved."""

    message = "Cette demande n’attend pas de décision."


@transaction.atomic
def ask_claim(*, organisation: Organisation, role: str, email: str, by: User) -> Claim:
    """Begin a claim, or begin again: a code leaves for the address.

    Raises `AlreadyClaimed`, `TooManyClaimCodes`.
    """
    authorize(by, can_claim, organisation)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    mine = Claim.objects.filter(organisation=organisation, person=by).exclude(state=ClaimState.REFUSED)
    claim = mine.first() or Claim(organisation=organisation, person=by)
    if claim.state != ClaimState.ASKED:
        raise AlreadyClaimed
    if is_once_too_often(str(by.pk), _CODES) or is_once_too_often(email.lower(), _CODES):
        raise TooManyClaimCodes
    code = f"{secrets.randbelow(1_000_000):06d}"
    claim.role, claim.email, claim.tries = role.strip(), email, 0
    claim.code_sent_at = timezone.now()
    claim.code_digest = _digest(claim, code)
    claim.full_clean(exclude=["code_digest"])
    claim.save()
    queue_mail(CLAIM_CODE, to=email, context={"code": code, "organisation": organisation})
    return claim


def prove_claim(*, claim: Claim, code: str, by: User) -> Claim:
    """Take the code: the claim then waits for the team. Raises `WrongClaimCode`, `ClaimCodeOver`."""
    authorize(by, can_prove_claim, claim)
    is_right = _try_code(claim, code)  # outside of this transaction: a try that failed stays counted
    if is_right is None:
        raise ClaimCodeOver
    if not is_right:
        raise WrongClaimCode
    claim.refresh_from_db()
    return claim


@transaction.atomic
def _try_code(claim: Claim, code: str) -> bool | None:
    """Whether it is the code; None when none can be typed any more."""
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    if locked.state != ClaimState.ASKED:
        return True
    sent_at = locked.code_sent_at or timezone.now()
    is_over = timezone.now() - sent_at > dt.timedelta(seconds=settings.CODE_FOR_S)
    if is_over or locked.tries >= TRIES:
        return None
    locked.tries += 1
    is_right = constant_time_compare(locked.code_digest, _digest(locked, "".join(code.split())))
    if is_right:
        locked.state, locked.proved_at, locked.code_digest = ClaimState.PROVED, timezone.now(), ""
    locked.save()
    return is_right


@transaction.atomic
def accept_claim(*, claim: Claim, by: User | None) -> Claim:
    """Entrust the page to the person, and write to them. Raises `NotToDecide`."""
    authorize(by, can_keep_directory)
    return _decide(claim, ClaimState.ACCEPTED, by)


@transaction.atomic
def refuse_claim(*, claim: Claim, by: User | None) -> Claim:
    """Turn a claim down, and write to the person. Raises `NotToDecide`."""
    authorize(by, can_keep_directory)
    return _decide(claim, ClaimState.REFUSED, by)


def _decide(claim: Claim, state: ClaimState, by: User | None) -> Claim:
    locked = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("organisation", "person")
        .get(pk=claim.pk)
    )
    if locked.state != ClaimState.PROVED:
        raise NotToDecide
    locked.state, locked.decided_at = state, timezone.now()
    locked.save()
    is_accepted = state == ClaimState.ACCEPTED
    verb, kind = ("accepted", CLAIM_ACCEPTED) if is_accepted else ("refused", CLAIM_REFUSED)
    journal.record(f"organisations.claim.{verb}", locked.organisation, by=by)
    url = f"{settings.SITE_URL}/organisations/{locked.organisation.public_id}/"
    queue_mail(kind, to=locked.email, context={"organisation": locked.organisation, "url": url})
    return locked


def _digest(claim: Claim, code: str) -> str:
    message = f"{claim.organisation_id}|{claim.person_id}|{claim.email}|{code}"
    return salted_hmac("organisations.claim", message, algorithm="sha256").hexdigest()

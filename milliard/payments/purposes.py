"""What money may be asked for: each higher app declares its own (`payment_purposes` in its `AppConfig`)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from milliard.accounts.policies import Person
from milliard.core.declarations import declared
from milliard.payments.enums import PartKind
from milliard.payments.models import PaymentRequest


class UndeclaredPurpose(ValueError):
    """The code is in no app's ``payment_purposes``."""


@dataclass(frozen=True, slots=True)
class PaymentPurpose:
    """A reason to ask for money."""

    #: «app.noun», stored.
    code: str
    #: In French, as on a bank statement: «Adhésion».
    label: str
    #: The parts an amount may have, in the order they are filled.
    parts: tuple[PartKind, ...]
    #: Name of the address where the payer comes back; it receives the request's ``public_id``.
    return_url_name: str
    #: What the receipt tells its owner besides, the name first: (label, text) pairs; nothing to anybody else.
    receipt_facts: Callable[[Person, PaymentRequest], Sequence[tuple[str, str]]] = lambda *_: ()
    #: Only a natural person may pay: money of an organisation is kept aside.
    natural_persons_only: bool = True


def purposes() -> Iterator[PaymentPurpose]:
    """Every declared purpose, lowest app first."""
    return chain.from_iterable(declared("payment_purposes"))


def purpose_of(code: str) -> PaymentPurpose:
    """The purpose named ``code``. Raises `UndeclaredPurpose`."""
    for purpose in purposes():
        if purpose.code == code:
            return purpose
    raise UndeclaredPurpose(code)

"""Who may do what with money."""

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.policies import Person, holds
from milliard.payments.models import Payment, PaymentRequest


def can_see_payments(person: Person) -> bool:
    """What arrived, what matches nothing: the treasurer."""
    return holds(person, Role.TREASURER, Role.ADMIN)


def can_see_payment(person: Person, payment: Payment) -> bool:
    """One payment: the treasurer, and whoever received it at a place, to print its receipt."""
    return can_see_payments(person) or (can_receive_at_place(person) and payment.recorded_by_id == person.pk)


def can_keep_books(person: Person) -> bool:
    """Match, reverse, set aside, import statements: the treasurer."""
    return holds(person, Role.TREASURER)


def can_receive_at_place(person: Person) -> bool:
    """Record a cheque or cash handed over at a place."""
    return holds(person, Role.ORGANISER, Role.TREASURER)


def can_pay(person: Person, request: PaymentRequest) -> bool:
    """Whoever holds its address: a parent, a friend. They see an amount, and no name."""
    return True


def can_read_payer(person: Person, request: PaymentRequest) -> bool:
    """The name of who was asked: themselves, who keeps the books, who received their money at a place."""
    is_theirs = isinstance(person, User) and person.is_active and person.pk == request.payer_id
    return is_theirs or can_see_payments(person) or _received(person, request)


def _received(person: Person, request: PaymentRequest) -> bool:
    return can_receive_at_place(person) and request.payments.filter(recorded_by=person.pk).exists()

"""What members may be asked money for."""

from french import format_date
from milliard.accounts.policies import Person
from milliard.members.models import DuesRequest
from milliard.payments.enums import PartKind
from milliard.payments.models import PaymentRequest
from milliard.payments.policies import can_read_payer
from milliard.payments.purposes import PaymentPurpose


def receipt_facts(person: Person, request: PaymentRequest) -> list[tuple[str, str]]:
    """Whose dues they are, and what they pay for: to themselves, and to who may read who pays."""
    dues = DuesRequest.objects.select_related("member").filter(payment_request=request).first()
    if dues is None:
        return []
    is_theirs = dues.member.account_id is not None and dues.member.account_id == person.pk
    if not (is_theirs or can_read_payer(person, request)):
        return []
    facts = [("Au nom de", dues.member.name), ("Numéro de membre", dues.member.number)]
    for period in dues.periods.filter(cancelled_on__isnull=True):
        facts.append(("Adhésion", f"du {format_date(period.starts_on)} au {format_date(period.ends_on)}"))
    return facts


DUES = PaymentPurpose(
    code="members.dues",
    label="Adhésion",
    parts=(PartKind.DUES, PartKind.GIFT),
    return_url_name="members:paid",
    receipt_facts=receipt_facts,
)
PURPOSES = (DUES,)

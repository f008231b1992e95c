"""What members may be asked money for."""

from milliard.payments.enums import PartKind
from milliard.payments.purposes import PaymentPurpose

DUES = PaymentPurpose(
    code="members.dues",
    label="Adhésion",
    parts=(PartKind.DUES, PartKind.GIFT),
    return_url_name="members:paid",
)
PURPOSES = (DUES,)

"""How many mails the forms of respondents may send: counted, by keyed hashes that last a day.

Anybody can begin a response and type somebody else's address: without a limit, the site would write to
strangers on anyone's behalf. Invitations by the team are not counted here.
"""

from milliard.core.rate_limit import Limit, is_once_too_often
from milliard.surveys.errors import TooManyMails
from milliard.surveys.models import Response

_DAY_S = 24 * 3600
#: Links back to one's own answers, by response.
LINKS_OF_A_RESPONSE = Limit("surveys.mails.links", hits=4, window_s=_DAY_S)
#: Links to the people one answers with, by response: a full team, and some links again.
TEAM_OF_A_RESPONSE = Limit("surveys.mails.team", hits=30, window_s=_DAY_S)
#: Both, by recipient, whichever responses they come from. More than one response alone can send.
MAILS_TO_AN_ADDRESS = Limit("surveys.mails.address", hits=8, window_s=_DAY_S)


def ensure_may_mail(*, response: Response, address: str, limit: Limit) -> None:
    """Count one mail of this response to this address. Raises :class:`TooManyMails`."""
    if is_once_too_often(str(response.pk), limit):
        raise TooManyMails
    if is_once_too_often(address, MAILS_TO_AN_ADDRESS):
        raise TooManyMails(
            "Cette adresse a déjà reçu plusieurs e-mails aujourd’hui\u00a0: regardez dans les indésirables."
        )

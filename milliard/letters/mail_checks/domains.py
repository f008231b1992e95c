"""SPF, DKIM and DMARC: the exact records a person looks at, since nothing here asks the DNS."""

from collections.abc import Iterator

from django.conf import settings

from milliard.letters.carriers import envelope_sender
from milliard.letters.mail_checks.findings import Finding, broken, by_hand, works
from milliard.letters.writing import domain_of

#: Ends of names nobody can own (RFC 2606, RFC 6761).
_OF_NOBODY = ("localhost", "local", "test", "invalid", "example")


def check_domains() -> Iterator[Finding]:
    """What the domains are, whether they are one, and what their owners must have published."""
    author, sender = domain_of(settings.DEFAULT_FROM_EMAIL), domain_of(envelope_sender())
    if author.rpartition(".")[2] in _OF_NOBODY:
        if settings.IS_DEMONSTRATION:
            return
        yield broken(
            f"Les lettres viennent de «\u00a0{settings.DEFAULT_FROM_EMAIL}\u00a0», un domaine qui n’est à"
            " personne.",
            "Mettez dans DEFAULT_FROM_EMAIL une adresse de votre domaine.",
        )
        return
    yield works(f"Les lettres viennent de {settings.DEFAULT_FROM_EMAIL}.")
    yield _alignment(author, sender)
    yield by_hand(
        "SPF\u00a0: le domaine permet-il à ce serveur d’envoyer\u00a0?",
        f"dig +short TXT {sender}",
        f"Une seule ligne «\u00a0v=spf1 …\u00a0»\u00a0: elle nomme {_who_sends()} et finit par -all ou ~all.",
    )
    yield by_hand(
        "DKIM\u00a0: les lettres sont-elles signées\u00a0?",
        f"dig +short TXT SÉLECTEUR._domainkey.{author}",
        "Une ligne «\u00a0v=DKIM1; … p=…\u00a0». Le sélecteur est le s= de l’en-tête DKIM-Signature d’une"
        " lettre"
        f" d’essai reçue (--to)\u00a0; son d= doit être {author}.",
    )
    yield by_hand(
        "DMARC\u00a0: que faire de qui se fait passer pour nous\u00a0?",
        f"dig +short TXT _dmarc.{author}",
        "Une ligne «\u00a0v=DMARC1; p=quarantine; rua=mailto:…\u00a0»\u00a0; p=none au début, le temps de"
        " lire"
        " les rapports.",
    )
    yield by_hand(
        "Tout ensemble\u00a0: dans une lettre d’essai reçue, l’en-tête Authentication-Results dit spf=pass,"
        " dkim=pass, dmarc=pass."
    )


def _alignment(author: str, sender: str) -> Finding:
    """Whether SPF counts for DMARC: returns go to the same domain, to one under it or above."""
    if author == sender or author.endswith(f".{sender}") or sender.endswith(f".{author}"):
        return works(
            f"Les retours vont à {envelope_sender()}, du même domaine\u00a0: SPF comptera pour DMARC."
        )
    return by_hand(
        f"Les retours vont à {envelope_sender()}, d’un autre domaine que {author}\u00a0: SPF ne comptera pas"
        " pour"
        " DMARC, il faut que DKIM suffise.",
        f"Ou mettez dans BOUNCE_EMAIL une adresse de {author}.",
    )


def _who_sends() -> str:
    if settings.MAIL_CARRIER.startswith("anymail."):
        return "votre fournisseur (son include:)"
    return f"{settings.EMAIL_HOST} (a:, ip4: ou ip6:, ou l’include: de qui le tient)"

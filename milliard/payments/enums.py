"""Stored values of the app: reviewed like an API."""

from django.db import models


class PartKind(models.TextChoices):
    """What a part of an amount is. Only a gift, and dues where the rule says so, may reach a tax receipt."""

    DUES = "dues", "cotisation"
    GIFT = "gift", "don"


class RequestState(models.TextChoices):
    """Where a request stands; written by `services.ledger` alone, from the money received."""

    OPEN = "open", "à payer"
    PENDING = "pending", "en cours"
    PARTLY_PAID = "partly_paid", "payée en partie"
    PAID = "paid", "payée"
    REVERSED = "reversed", "paiement repris"
    CANCELLED = "cancelled", "annulée"


class Means(models.TextChoices):
    """How money arrives."""

    HELLOASSO_CARD = "helloasso_card", "carte, par HelloAsso"
    HELLOASSO_SEPA = "helloasso_sepa", "prélèvement, par HelloAsso"
    TRANSFER = "transfer", "virement"
    CHEQUE = "cheque", "chèque"
    CASH = "cash", "espèces"


#: What HelloAsso collects, and alone gives back.
HELLOASSO = (Means.HELLOASSO_CARD, Means.HELLOASSO_SEPA)


class PaymentState(models.TextChoices):
    """Whether the money is here."""

    PENDING = "pending", "en attente"
    SETTLED = "settled", "reçu"
    REFUSED = "refused", "refusé"


class Hold(models.TextChoices):
    """Why money waits for a person to decide."""

    NONE = "", "rien"
    UNMATCHED = "unmatched", "à rapprocher"
    OVERPAID = "overpaid", "trop-perçu"
    ORGANISATION = "organisation", "payé par une organisation"
    UNKNOWN_STATE = "unknown_state", "état inconnu du prestataire"
    AMOUNT_DIFFERS = "amount_differs", "montant différent de la demande"
    REQUEST_CLOSED = "request_closed", "demande annulée ou déjà payée"


class ReversalKind(models.TextChoices):
    """Why money that was received is no longer here."""

    REFUNDED = "refunded", "remboursé"
    CONTESTED = "contested", "contesté par la banque de la personne"
    REFUSED_LATE = "refused_late", "rejeté après coup"
    MISRECORDED = "misrecorded", "saisi par erreur"
    #: The only one below zero: what another took back is here after all.
    RESTORED = "restored", "compté de nouveau"


#: What a person may write; the last one undoes another, which says how much.
WRITTEN_REVERSALS = tuple(kind for kind in ReversalKind if kind != ReversalKind.RESTORED)


class NotificationOutcome(models.TextChoices):
    """What became of a notification."""

    READ_BACK = "read_back", "relue chez le prestataire"
    NOT_OURS = "not_ours", "d’un paiement qui n’est pas d’ici"
    UNREADABLE = "unreadable", "illisible"
    FAILED = "failed", "pas encore lue"

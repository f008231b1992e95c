"""Stored values of the app: reviewed like an API."""

from django.db import models


class AssemblyState(models.TextChoices):
    DRAFT = "draft", "en préparation"
    ROLLED = "rolled", "liste arrêtée"
    CONVENED = "convened", "convoquée"
    OPEN = "open", "ouverte"
    CLOSED = "closed", "close"
    SIGNED = "signed", "procès-verbal signé"
    CANCELLED = "cancelled", "annulée"


class ProxyState(models.TextChoices):
    OFFERED = "offered", "proposé"
    ACCEPTED = "accepted", "accepté"
    REFUSED = "refused", "refusé"
    #: By the giver, or replaced by another.
    REVOKED = "revoked", "retiré"
    #: The giver came: a person present votes themselves.
    ATTENDED = "attended", "sans objet\u00a0: la personne est venue"
    #: Nobody took it before the opening.
    UNUSED = "unused", "resté sans mandataire"


class ProxySource(models.TextChoices):
    ONLINE = "online", "en ligne"
    PAPER = "paper", "sur papier, saisi à l’accueil"


class MarkKind(models.TextChoices):
    """Lines of the ledger of attendance."""

    ARRIVED = "arrived", "arrivée"
    LEFT = "left", "départ"


class AttendanceMode(models.TextChoices):
    HALL = "hall", "dans la salle"
    REMOTE = "remote", "à distance"


class ResolutionState(models.TextChoices):
    DRAFT = "draft", "à l’ordre du jour"
    OPEN = "open", "vote ouvert"
    CLOSED = "closed", "vote clos"
    WITHDRAWN = "withdrawn", "retirée"
    #: An amendment that another decision made pointless.
    FALLEN = "fallen", "tombée"


class VotingMethod(models.TextChoices):
    """How people answer, and how answers are counted."""

    MOTION = "motion", "pour, contre, abstention"
    CHOOSE = "choose", "choisir parmi plusieurs"
    JUDGMENT = "judgment", "jugement majoritaire"
    SCHULZE = "schulze", "classement (Schulze)"
    STV = "stv", "classement à plusieurs sièges (vote unique transférable)"
    BUDGET = "budget", "répartir une somme (parts égales)"


class Secrecy(models.TextChoices):
    OPEN = "open", "public"
    CONFIDENTIAL = "confidential", "confidentiel"
    SECRET = "secret", "secret et vérifiable"


class Electorate(models.TextChoices):
    """Who may vote."""

    SESSION = "session", "les personnes présentes ou représentées à l’ouverture du vote"
    ROLL = "roll", "toute la liste, en séance ou à distance"


class VoteOutcome(models.TextChoices):
    ADOPTED = "adopted", "adoptée"
    REJECTED = "rejected", "rejetée"
    #: Of choices, gradings, rankings, budgets: winners are in the result.
    DECIDED = "decided", "décidée"
    #: The tie that the chair's own vote must break is not broken.
    TIED = "tied", "égalité"
    NO_QUORUM = "no_quorum", "sans effet\u00a0: quorum perdu"
    HIDDEN = "hidden", "non publié\u00a0: moins de dix bulletins"


class SpeakingState(models.TextChoices):
    WAITING = "waiting", "attend la parole"
    SPEAKING = "speaking", "a la parole"
    SPOKEN = "spoken", "a parlé"
    GIVEN_UP = "given_up", "a renoncé"

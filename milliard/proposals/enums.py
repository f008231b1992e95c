"""Stored values of the app: reviewed like an API."""

from django.db import models


class ProposalState(models.TextChoices):
    DRAFT = "draft", "brouillon"
    OPEN = "open", "ouverte aux soutiens"
    SUPPORTED = "reached", "seuil atteint"
    SENT = "sent", "portée à une assemblée"
    WITHDRAWN = "gone", "retirée"
    CLOSED = "closed", "close"
    HIDDEN = "hidden", "masquée par la modération"


#: States in which supports are given and taken back, until the day said.
SUPPORTABLE = (ProposalState.OPEN, ProposalState.SUPPORTED)
#: States in which anybody reads it.
PUBLIC_STATES = tuple(
    state for state in ProposalState if state not in (ProposalState.DRAFT, ProposalState.HIDDEN)
)
#: States in which nothing more is done to it.
ENDED = (ProposalState.SENT, ProposalState.WITHDRAWN, ProposalState.CLOSED, ProposalState.HIDDEN)


class ShownName(models.TextChoices):
    """How an author signs, for everybody who reads."""

    FIRST = "first", "mon prénom, et le groupe ou le lieu qui la porte"
    FULL = "full", "mon prénom et mon nom"
    NONE = "none", "«\u00a0un membre\u00a0», sans mon nom"


class CommentKind(models.TextChoices):
    QUESTION = "question", "question"
    FOR = "for", "argument pour"
    AGAINST = "against", "argument contre"
    IDEA = "idea", "idée d’amendement"


class AmendmentState(models.TextChoices):
    PROPOSED = "proposed", "proposé"
    ACCEPTED = "accepted", "accepté"
    REFUSED = "refused", "refusé"
    LEFT = "left", "laissé à l’assemblée"
    WITHDRAWN = "gone", "retiré"


class RoundPhase(models.TextChoices):
    CLARIFY = "clarify", "clarifier"
    REACT = "react", "réagir"
    OBJECT = "object", "objecter"
    INTEGRATE = "integrate", "intégrer"
    FALLBACK = "fallback", "voter"
    DECIDED = "decided", "décidé"


#: Phase -> those the facilitator may move to; the vote and the decision have services of their own.
NEXT_PHASES = {
    RoundPhase.CLARIFY: (RoundPhase.REACT,),
    RoundPhase.REACT: (RoundPhase.OBJECT,),
    RoundPhase.OBJECT: (RoundPhase.INTEGRATE,),
    RoundPhase.INTEGRATE: (RoundPhase.OBJECT,),
}


class RoundResult(models.TextChoices):
    CONSENT = "consent", "consentement"
    STANDS = "stands", "une objection demeure"
    ADOPTED = "adopted", "adoptée par le vote de secours"
    REJECTED = "rejected", "rejetée par le vote de secours"
    GIVEN_UP = "given_up", "tour abandonné, sans décision"


class ObjectionState(models.TextChoices):
    STANDING = "standing", "demeure"
    LIFTED = "lifted", "levée par son auteur·rice"
    INTEGRATED = "integrated", "intégrée au texte"
    OVERRULED = "overruled", "écartée par le vote"


class FallbackChoice(models.TextChoices):
    FOR = "for", "pour"
    AGAINST = "against", "contre"
    ABSTAIN = "abstain", "abstention"

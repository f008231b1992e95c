"""What freezing refuses, each with its name and a French sentence to show."""

from milliard.core.refusals import Refused


class DatasetError(Refused):
    """Base of these refusals."""

    message = "Ce jeu de données ne peut pas être établi."


class NothingToFreeze(DatasetError):
    """No response, or none whose author let it be counted."""

    message = "Aucune réponse ne peut être comptée\u00a0: il n’y a rien à figer."


class TooCloseToAnotherFreeze(DatasetError):
    """So few people came, left or changed an answer since a former freeze that a subtraction tells on them.

    How many is not said: it is the small number that must not be known.
    """

    message = "Ces données ne diffèrent de celles déjà figées que par trop peu de personnes."

    def __init__(self, title: str, least: int) -> None:
        super().__init__(
            f"Ces données et celles déjà figées, «\u00a0{title}\u00a0», ne diffèrent que par moins de "
            f"{least} personnes\u00a0: en soustrayant les chiffres des unes de ceux des autres, on lirait "
            f"leurs réponses. Attendez qu’au moins {least} réponses soient arrivées ou aient changé depuis, "
            "ou gardez les données déjà figées."
        )


class AnswersDoNotFit(DatasetError):
    """Some stored answers are none their question allows: nothing is frozen rather than lost in silence.

    ``problems``: one French sentence each, the most frequent first.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__(
            "Des réponses enregistrées ne correspondent pas à leur question\u00a0: "
            + "\u202f; ".join(problems[:5])
        )


class UnknownDerivation(DatasetError):
    """A derived variable names a group, question or choice the questionnaire does not have."""


class DatasetAltered(DatasetError):
    """The stored bytes are no longer those that were frozen: no figure is computed from them."""

    message = (
        "Les données figées ont été modifiées\u00a0: leur empreinte ne correspond plus."
        " Aucun chiffre n’en est tiré."
    )


class DatasetMissing(DatasetError):
    """The row is there, the bytes are not."""

    message = "Les données figées sont introuvables. Restaurez-les depuis une sauvegarde."

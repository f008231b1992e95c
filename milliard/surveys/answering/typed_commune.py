"""The commune that a typed text means, by the official list; or why it cannot be told."""

from collections.abc import Sequence

from engines.questionnaire.parsing import AnswerError, clean_text
from milliard.territories.models import Commune

_LONGEST = 200
_SEVERAL = "Choisissez la commune dans la liste\u00a0: plusieurs peuvent porter ce nom."
_UNKNOWN = "Aucune commune ne porte ce nom\u00a0: vérifiez-le, ou écrivez le code postal."


def commune_code(raw: Sequence[str]) -> list[str]:
    """The code behind «Saint-Étienne (42)», none for nothing. Raises ``AnswerError``."""
    typed = next((item.strip() for item in raw if item.strip()), "")
    if not typed:
        return []
    text = clean_text(typed[:_LONGEST], _LONGEST)
    commune = Commune.objects.resolve(text)
    if commune is None:
        raise AnswerError(_SEVERAL if Commune.objects.matching(text).exists() else _UNKNOWN)
    return [commune.code]

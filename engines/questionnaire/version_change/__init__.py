"""What a later version changes, and how answers given to the earlier one carry over.

Questions are matched by :attr:`Question.uid`. Nothing is lost: an answer that no longer has a place is
returned apart, as it was, with the reason. Repeated groups have no such identifier: they are matched by
their key, which must not change while answers are to be carried.
"""

from engines.questionnaire.version_change.choices import ChoiceChange
from engines.questionnaire.version_change.convert import AnswerMap, Unmapped, map_answers
from engines.questionnaire.version_change.diff import Change, ChangeKind, Changes, compare
from engines.questionnaire.version_change.effects import Fate, FateKind, fates_of

__all__ = [
    "AnswerMap",
    "Change",
    "ChangeKind",
    "Changes",
    "ChoiceChange",
    "Fate",
    "FateKind",
    "Unmapped",
    "compare",
    "fates_of",
    "map_answers",
]

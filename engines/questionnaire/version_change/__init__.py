"""The questionnaire changed: what differs, what becomes of answers already given.

A *change* is what differs between two versions; an *effect*, what becomes of the answers to a question;
answers are *converted* to the later version. Nothing is lost: an answer that cannot be converted is *set
aside*, as it was, with the reason. Questions are matched by `Question.uid`. Repeated groups have no such
identifier: they are matched by their key, which must not change while answers are to be converted.
"""

from engines.questionnaire.version_change.choices import ChoiceChange
from engines.questionnaire.version_change.convert import Converter, SetAside, convert_answers
from engines.questionnaire.version_change.diff import Change, ChangeKind, Changes, compare
from engines.questionnaire.version_change.effects import Effect, EffectKind, effects_of

__all__ = [
    "Change",
    "ChangeKind",
    "Changes",
    "ChoiceChange",
    "Converter",
    "Effect",
    "EffectKind",
    "SetAside",
    "compare",
    "convert_answers",
    "effects_of",
]

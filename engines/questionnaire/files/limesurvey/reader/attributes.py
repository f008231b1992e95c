"""The attributes of a LimeSurvey question: those that have a rule to carry, and the rest said aloud."""

from __future__ import annotations

import re

from engines.questionnaire.files.limesurvey.marks import PATTERNS, Marks, read_marks
from engines.questionnaire.files.limesurvey.reader.survey_tables import SurveyTables
from engines.questionnaire.files.limesurvey.reader.xml import Record
from engines.questionnaire.model import Kind

# Only a look, a label for exports, or LimeSurvey's own statistics.
_LOOK = re.compile(
    r"^(statistics_\w+|public_statistics|cssclass|display_\w+|hide_tip|page_break|save_as_default|answer_width\w*"
    r"|text_input_\w+|input_size|printable_help|scale_export|assessment_value|repeat_headings|other_position\w*"
    r"|dropdown_\w+|use_dropdown|category_separator|slider_\w+|label_input_columns|location_\w+|prefix|suffix"
    r"|show_grand_total|show_totals|thousands_separator|alphasort|keep_aspect|horizontal_scroll|choice_\w+"
    r"|rank_title|samechoiceheight|samelistheight|value_range_allows_missing|num_value_int_only|other_comment_\w+"
    r"|numbers_only|image|em_validation_\w+_tip|commented_checkbox\w*|reverse|button_size|crop_or_resize)$"
)
_NO_EFFECT = frozenset({"", "0", "N", "off", "none", "normal"})
_REFUSED = {
    "array_filter": "des lignes filtrées par une autre question (array_filter)",
    "array_filter_exclude": "des lignes filtrées par une autre question (array_filter_exclude)",
    "em_validation_q": "une règle de validation écrite (em_validation_q)",
    "em_validation_sq": "une règle de validation écrite (em_validation_sq)",
    "min_num_value": "une somme minimale (min_num_value)",
    "max_num_value": "une somme maximale (max_num_value)",
    "equals_num_value": "une somme imposée (equals_num_value)",
    "multiflexible_max": "un tableau de nombres",
    "hidden": "une question cachée",
    "exclude_all_others_auto": "le choix exclusif coché de lui-même",
    "max_subquestions": "un nombre de lignes limité",
    "date_min": "une date minimale",
    "date_max": "une date maximale",
}
_EXPECTED_DEFAULTS = {"date_format": re.compile(r"^[^Hhi]*$"), "time_limit_action": re.compile("^1$")}


class Attributes:
    """Reads each attribute once; what nobody took is refused, or said to have no effect."""

    def __init__(self, source: SurveyTables, record: Record) -> None:
        self.source = source
        self.record = record
        self.left = source.attributes(record)

    def peek(self, name: str) -> str:
        return self.left.get(name, "")

    def take(self, name: str) -> str:
        return self.left.pop(name, "")

    def codes(self, name: str) -> list[str]:
        """A list of codes separated by commas or semicolons."""
        return [code for code in re.split(r"[\s,;]+", self.take(name)) if code]

    def marks(self) -> Marks:
        """The marks that our own writer kept in the CSS classes."""
        return read_marks(self.peek("cssclass"))

    def day(self, name: str) -> str:
        """A constant day; a computed one is refused."""
        text = self.take(name).strip()
        if text and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            self._refuse(f"une date calculée ({name})")
            return ""
        return text

    def is_random(self) -> bool:
        order = (self.take("random_order"), self.take("answer_order"), self.take("subquestion_order"))
        return bool({"1", "random"} & set(order))

    def bound(self, name: str) -> str:
        """A constant number; a computed one is refused."""
        text = self.take(name).strip()
        if not text or re.fullmatch(r"-?\d{1,15}(\.\d{1,10})?", text):
            return text
        self._refuse(f"une borne calculée ({name})")
        return ""

    def whole(self, name: str, usual: int) -> int:
        text = self.take(name).strip()
        if not text:
            return usual
        if re.fullmatch(r"\d{1,7}", text):
            return int(text)
        self._refuse(f"une valeur calculée ({name})")
        return usual

    def constraint(self, kind: Kind) -> str:
        """The constraint made of the attributes and the regular expression of the question."""
        parts = []
        if kind in {Kind.MANY, Kind.RANK}:
            for name, sign in (("min_answers", ">="), ("max_answers", "<=")):
                text = self.bound(name)
                if text:
                    parts.append(f"count-selected(.) {sign} {text}")
        if kind in {Kind.TEXT, Kind.LONG_TEXT}:
            text = self.bound("maximum_chars")
            if text:
                parts.append(f"string-length(.) <= {text}")
        pattern = "" if kind in PATTERNS else self._pattern()
        if pattern:
            parts.append(pattern)
        return " and ".join(parts)

    def _pattern(self) -> str:
        text = self.record.get("preg").strip()
        if not text:
            return ""
        found = re.fullmatch(r"([/#~])(.*)\1", text, re.DOTALL)
        if found is None or "'" in found[2]:
            self._refuse("cette expression régulière (avec options ou apostrophe)")
            return ""
        # LimeSurvey looks for the pattern anywhere in the answer; regex() wants all of it to match.
        pattern = found[2]
        before = "" if pattern.startswith("^") else r"(.|\n)*"
        after = "" if pattern.endswith("$") else r"(.|\n)*"
        inner = pattern.removeprefix("^").removesuffix("$")
        return f"regex(., '{before}({inner}){after}')" if before or after else f"regex(., '{pattern}')"

    def say_the_rest(self) -> None:
        """Refuse or mention every attribute that nobody took and that changes something."""
        for name, value in self.left.items():
            expected = _EXPECTED_DEFAULTS.get(name)
            if value in _NO_EFFECT or (expected and expected.match(value)):
                continue
            if name in _REFUSED:
                self._refuse(_REFUSED[name])
            elif name == "date_format":
                self._refuse("une date avec l’heure")
            elif not _LOOK.match(name) and not name.startswith("time_limit_"):
                message = f"attribut « {name} » sans effet ici"
                self.source.problems.warning(
                    self.record.table, self.record.number, self.record.get("title"), message
                )

    def _refuse(self, what: str) -> None:
        self.source.problems.unsupported(
            self.record.table, self.record.number, self.record.get("title"), what
        )

"""The attributes of a LimeSurvey question: those that have a rule to carry, and the rest said aloud."""

from __future__ import annotations

import re

from engines.questionnaire.files.limesurvey.marks import PATTERNS, Marks, read_marks
from engines.questionnaire.files.limesurvey.reader.expressions import UntranslatableError, translate
from engines.questionnaire.files.limesurvey.reader.survey_tables import SurveyTables
from engines.questionnaire.files.limesurvey.reader.texts import plain_text
from engines.questionnaire.files.limesurvey.reader.xml import Record
from engines.questionnaire.model import Kind

NUMBER = r"-?\d{1,15}(\.\d{1,10})?"
DAY = r"\d{4}-\d{2}-\d{2}"
# Only a look, a label for exports, or LimeSurvey's own statistics.
_LOOK = re.compile(
    r"^(statistics_\w+|public_statistics|cssclass|display_\w+|hide_tip|page_break|save_as_default|answer_width\w*"
    r"|text_input_\w+|input_size|printable_help|scale_export|repeat_headings|other_position\w*"
    r"|dropdown_\w+|use_dropdown|category_separator|slider_\w+|label_input_columns|location_\w+"
    r"|show_grand_total|show_totals|thousands_separator|alphasort|keep_aspect|horizontal_scroll|choice_\w+"
    r"|rank_title|samechoiceheight|samelistheight|value_range_allows_missing|num_value_int_only|other_comment_\w+"
    r"|image|em_validation_\w+_tip|commented_checkbox\w*|reverse|button_size|crop_or_resize)$"
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
    "hidden": "une question cachée sans valeur par défaut",
    "exclude_all_others_auto": "le choix exclusif coché de lui-même",
    "max_subquestions": "un nombre de lignes limité",
    "date_min": "une date minimale",
    "date_max": "une date maximale",
}
_EXPECTED_DEFAULTS = {
    "time_limit_action": re.compile("^1$"),
    "assessment_value": re.compile("^1$"),  # of every question with several choices
}


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

    def limits(self, low: str, high: str, shape: str = NUMBER) -> tuple[str, str, str]:
        """The constant bounds under these names, and a constraint for those that another answer decides."""
        found, parts = [], []
        for name, sign in ((low, ">="), (high, "<=")):
            text = self.take(name).strip()
            if not text or re.fullmatch(shape, text):
                found.append(text)
                continue
            found.append("")
            if bound := self.expression(text, name):
                parts.append(f"({bound} = '' or . {sign} {bound})")
        return found[0], found[1], " and ".join(parts)

    def expression(self, text: str, name: str) -> str:
        """What is computed there, in our language; "" once refused."""
        if text.lower() in {"now", "today"}:
            return "today()"
        try:
            return translate(text, self.source.variables, is_value=True)
        except UntranslatableError as error:
            self.refuse(f"{name} : {error}")
            return ""

    def unit(self) -> str:
        """«environ … k€»: what stands before and after the answer."""
        parts = [plain_text(self.take(name)) for name in ("prefix", "suffix")]
        return " ".join([parts[0], "…", parts[1]]).strip() if any(parts) else ""

    def take_moment(self) -> str:
        """What a date is shown with: its ``day``, its ``hour``, or ``both``."""
        shown = self.take("date_format")
        if not re.search(r"[Hhi]", shown):
            return "day"
        return "both" if re.search(r"[dyYj]", shown) else "hour"

    def take_map(self) -> bool:
        """Whether the text is a place on a map; said, since none is shown here."""
        if self.take("location_mapservice") in _NO_EFFECT:
            return False
        message = "pas de carte ici : le lieu vient de l’appareil ou se tape en coordonnées"
        self.source.problems.warning(self.record.table, self.record.number, self.record.get("title"), message)
        return True

    def takes_only_numbers(self) -> bool:
        """Whether a text takes only numbers; said, since «06000» is then 6000."""
        if self.take("numbers_only") != "1":
            return False
        message = "texte de chiffres seuls, repris comme un nombre : un code postal y perdrait son premier 0"
        self.source.problems.warning(self.record.table, self.record.number, self.record.get("title"), message)
        return True

    def is_random(self) -> bool:
        order = (self.take("random_order"), self.take("answer_order"), self.take("subquestion_order"))
        return bool({"1", "random"} & set(order))

    def whole(self, name: str, usual: int) -> int:
        text = self.take(name).strip()
        if not text:
            return usual
        if re.fullmatch(r"\d{1,7}", text):
            return int(text)
        self.refuse(f"une valeur calculée ({name})")
        return usual

    def constraint(self, kind: Kind) -> str:
        """The constraint made of the attributes and the regular expression of the question."""
        parts = []
        if kind in {Kind.MANY, Kind.RANK}:
            for name, sign in (("min_answers", ">="), ("max_answers", "<=")):
                if text := self._count(name):
                    parts.append(f"count-selected(.) {sign} {text}")
        if kind in {Kind.TEXT, Kind.LONG_TEXT} and (text := self._count("maximum_chars")):
            parts.append(f"string-length(.) <= {text}")
        pattern = "" if kind in PATTERNS else self._pattern()
        if pattern:
            parts.append(pattern)
        return " and ".join(parts)

    def _count(self, name: str) -> str:
        text = self.take(name).strip()
        return text if not text or re.fullmatch(NUMBER, text) else self.expression(text, name)

    def _pattern(self) -> str:
        text = self.record.get("preg").strip()
        if not text:
            return ""
        found = re.fullmatch(r"([/#~])(.*)\1", text, re.DOTALL)
        if found is None or "'" in found[2]:
            self.refuse("cette expression régulière (avec options ou apostrophe)")
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
                self.refuse(_REFUSED[name])
            elif not _LOOK.match(name) and not name.startswith("time_limit_"):
                message = f"attribut « {name} » sans effet ici"
                self.source.problems.warning(
                    self.record.table, self.record.number, self.record.get("title"), message
                )

    def refuse(self, what: str) -> None:
        """Refuse the question for that."""
        self.source.problems.unsupported(
            self.record.table, self.record.number, self.record.get("title"), what
        )

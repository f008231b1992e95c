"""What an editor asks in a block: parts, each one specification (or one count of rows) with its words.

Pure functions from a block's value (any mapping); nothing is computed here.
"""

import math
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from french import Unclear, format_exact, read_number
from milliard.figures.display.records import DatasetFacts, FigurePart, ShownFigure
from milliard.figures.enums import Display, RowCount, ShownKind
from milliard.figures.reports import FigureKind, FigureSpec


class UnreadableSetting(ValueError):
    """What an editor wrote in ``field`` cannot be read. ``str()`` is in French."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


#: What some kinds cannot be computed without.
_NEEDED: dict[str, tuple[str, ...]] = {
    FigureKind.SHARE: ("category",),
    FigureKind.CROSSTAB: ("breakdown",),
    FigureKind.HISTOGRAM: ("bounds",),
}
#: What the total of a «Un total et ses parties» block is called.
WHOLE = "Ensemble"
#: In place of a last limit: the last class has none.
AND_MORE = "et plus"


def read_codes(text: str) -> tuple[str, ...]:
    """«a, b» → ("a", "b")."""
    return tuple(code.strip() for code in (text or "").replace(";", ",").split(",") if code.strip())


def read_bounds(text: str) -> tuple[float, ...]:
    """«0 ; 50 000 ; 250 000» → increasing numbers; a last «et plus» leaves the last class open.

    Raises
    ------
    UnreadableSetting
        Fewer than two numbers, something else than a number, or not increasing.
    """
    pieces = [piece for piece in (text or "").split(";") if piece.strip()]
    is_open = bool(pieces) and " ".join(pieces[-1].split()).lower() == AND_MORE
    if is_open:
        pieces.pop()
    try:
        numbers = tuple(float(read_number(piece)) for piece in pieces)
    except Unclear as unclear:
        message = "Écrivez des nombres séparés par des points-virgules\u00a0: 0\u202f; 50\u202f000."
        is_one_number = unclear.code in ("ambiguous_group", "grouping")
        raise UnreadableSetting("bounds", unclear.question if is_one_number else message) from unclear
    if pieces and is_open:
        numbers += (math.inf,)
    if (numbers or is_open) and (len(numbers) < 2 or list(numbers) != sorted(set(numbers))):
        raise UnreadableSetting(
            "bounds",
            "Il faut au moins deux limites, de la plus petite à la plus grande\u202f; la dernière peut être"
            " «\u00a0et plus\u00a0».",
        )
    return tuple(int(number) if number.is_integer() else number for number in numbers)


def spec_of_figure(value: Mapping[str, Any]) -> FigureSpec:
    """The specification of a «Chiffre» block."""
    filter_variable = (value.get("filter_variable") or "").strip()
    codes = read_codes(value.get("filter_codes") or "")
    if bool(filter_variable) != bool(codes):
        raise UnreadableSetting("filter_codes", "Pour filtrer, il faut une variable et au moins une réponse.")
    return FigureSpec(
        kind=FigureKind(value["kind"]),
        variable=value["variable"].strip(),
        breakdown=(value.get("breakdown") or "").strip(),
        category=read_codes(value.get("category") or ""),
        domain=((filter_variable, codes),) if filter_variable else (),
        completes_only=bool(value.get("completes_only")),
        weighted=bool(value.get("weighted")),
        bounds=read_bounds(value.get("bounds") or ""),
    )


def value_of_figure(spec: FigureSpec) -> dict[str, Any]:
    """Inverse of `spec_of_figure`: the fields of a «Chiffre» block; of ``domain``, the only condition."""
    filter_variable, filter_codes = spec.domain[0] if spec.domain else ("", ())
    return {
        "kind": spec.kind.value,
        "variable": spec.variable,
        "breakdown": spec.breakdown,
        "category": ", ".join(spec.category),
        "filter_variable": filter_variable,
        "filter_codes": ", ".join(filter_codes),
        "bounds": " ; ".join(AND_MORE if math.isinf(bound) else format_exact(bound) for bound in spec.bounds),
        "completes_only": spec.completes_only,
        "weighted": spec.weighted,
    }


def spec_of_share(item: Mapping[str, Any], value: Mapping[str, Any]) -> FigureSpec:
    """The specification of one bar of a «Plusieurs parts» block."""
    return FigureSpec(
        kind=FigureKind.SHARE,
        variable=item["variable"].strip(),
        category=read_codes(item["category"]),
        completes_only=bool(value.get("completes_only")),
        weighted=bool(value.get("weighted")),
    )


def spec_of_sum(variable: str) -> FigureSpec:
    """The specification of a total, or of one of its parts, of a «Un total et ses parties» block."""
    return FigureSpec(kind=FigureKind.TOTAL, variable=variable.strip())


def spec_of_number(item: Mapping[str, Any]) -> FigureSpec | None:
    """The specification of one key figure; None for a count of rows.

    Raises
    ------
    UnreadableSetting
        No variable, though the figure needs one.
    """
    if item["kind"] in RowCount.values:
        return None
    variable = (item.get("variable") or "").strip()
    if not variable:
        raise UnreadableSetting("variable", "Ce calcul a besoin d’une variable.")
    return FigureSpec(
        kind=FigureKind(item["kind"]), variable=variable, category=read_codes(item.get("category") or "")
    )


def is_figure_ready(value: Mapping[str, Any]) -> bool:
    """Whether a «Chiffre» has what nothing can be computed without: a draft may be saved before."""
    names = ("dataset", "kind", "variable", *_NEEDED.get(value.get("kind") or "", ()))
    is_filter_whole = bool(value.get("filter_variable")) == bool(value.get("filter_codes"))
    return is_filter_whole and all(value.get(name) for name in names)


def is_share_ready(item: Mapping[str, Any]) -> bool:
    """The same of one bar of a «Plusieurs parts» block."""
    return bool(item.get("variable") and item.get("category"))


def is_number_ready(item: Mapping[str, Any]) -> bool:
    """The same of one key figure."""
    kind = item.get("kind") or ""
    names = () if kind in RowCount.values else ("variable", *_NEEDED.get(kind, ()))
    return bool(kind) and all(item.get(name) for name in names)


def is_ready(block_type: str, value: Mapping[str, Any]) -> bool:
    """The same of any block bound to a dataset."""
    if block_type == "shares":
        return bool(value.get("dataset")) and all(is_share_ready(item) for item in value["bars"])
    if block_type == "sum":
        parts = [part.get("variable") for part in value["parts"]]
        return all((value.get("dataset"), value.get("whole"), *parts))
    if block_type == "numbers":
        return bool(value.get("dataset")) and all(is_number_ready(item) for item in value["numbers"])
    return is_figure_ready(value)


def parts_of(block_type: str, value: Mapping[str, Any]) -> tuple[FigurePart, ...]:
    """What a block of a study's body asks, part by part; nothing for a block of words."""
    if block_type == ShownKind.FIGURE:
        return (FigurePart(spec_of_figure(value)),)
    if block_type == ShownKind.SHARES:
        return tuple(
            FigurePart(spec_of_share(item, value), item["label"], is_highlighted=bool(item.get("highlight")))
            for item in value["bars"]
        )
    if block_type == ShownKind.SUM:
        whole = FigurePart(spec_of_sum(value["whole"]), WHOLE, is_whole=True)
        return (*(FigurePart(spec_of_sum(part["variable"]), part["label"]) for part in value["parts"]), whole)
    if block_type == ShownKind.NUMBERS:
        return tuple(
            FigurePart(
                spec_of_number(item),
                item["label"],
                item["kind"] if item["kind"] in RowCount.values else "",
            )
            for item in value["numbers"]
        )
    return ()


def shown_figure(
    block_id: UUID, block_type: str, value: Mapping[str, Any], facts: DatasetFacts
) -> ShownFigure:
    """A block bound to a dataset as it is shown, its parts still without answers."""
    return ShownFigure(
        block_id=block_id,
        kind=ShownKind(block_type),
        title=value["title"],
        display=Display.NUMBER if block_type == ShownKind.NUMBERS else value.get("display") or Display.BARS,
        highlight=(value.get("highlight") or "").strip(),
        note=value.get("note") or "",
        parts=parts_of(block_type, value),
        facts=facts,
        is_for_home=bool(value.get("on_home")),
    )

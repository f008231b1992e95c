"""Where a respondent goes on: the section where they stopped, then those they have not been through."""

from dataclasses import dataclass

from engines.questionnaire.evaluation import Evaluation
from engines.questionnaire.evaluation.ending import Ending, ending_of, sections_to_see
from milliard.surveys.views.visits import Visit, section_url, shown_sections

#: Names, in the address of a section, the one just left with something required still blank.
LEFT = "reste"


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A section left with ``count`` required questions without an answer: said at once, not at the end."""

    title: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class WayOn:
    """The section to continue with; ``number``: its place among those of this respondent."""

    key: str
    number: int
    title: str
    url: str


def ending(visit: Visit) -> Ending:
    """What stands between the visitor's response and its end."""
    return ending_of(visit.evaluation, visit.response.sections)


def way_on(visit: Visit) -> WayOn | None:
    """The last section saved, unless the person went on from there; else the first one to go through.

    None when nothing is left to see nor to mend among the visitor's sections.
    """
    mine = shown_sections(visit.evaluation, visit.holder)
    to_see = [key for key in sections_to_see(visit.evaluation) if key in mine]
    key = _stopped_at(visit, to_see) or _to_mend(visit, mine)
    if not key:
        return None
    title = visit.evaluation.text(visit.compiled.sections[key].section.title)
    return WayOn(key, mine.index(key) + 1, title, section_url(visit.collection.slug, key))


def _stopped_at(visit: Visit, to_see: list[str]) -> str:
    saved = visit.response.sections
    left = [key for key in to_see if not saved.get(key, {}).get("is_passed")]
    last = max((key for key in to_see if key in saved), key=lambda key: saved[key]["revision"], default="")
    if last in left or not left:
        return last if last in left else ""
    after = to_see[to_see.index(last) + 1 :] if last else []
    return next((key for key in after if key in left), left[0])


def _to_mend(visit: Visit, mine: list[str]) -> str:
    evaluation = visit.evaluation
    places = [evaluation.places.get(path) or evaluation.groups[path] for path in ending(visit).errors]
    return next((place.section for place in places if place.section in mine), "")


def left_mark(evaluation: Evaluation, key: str) -> str:
    """What the address of the next section carries of the one just left."""
    return f"?{LEFT}={key}" if evaluation.progress(key).required_missing else ""


def left_behind(visit: Visit, key: str) -> LeftBehind | None:
    """What the section ``key``, just left, still asks for; None when it is nothing."""
    if key not in visit.compiled.sections:
        return None
    missing = visit.evaluation.progress(key).required_missing
    title = visit.evaluation.text(visit.compiled.sections[key].section.title)
    return LeftBehind(title, missing, section_url(visit.collection.slug, key)) if missing else None

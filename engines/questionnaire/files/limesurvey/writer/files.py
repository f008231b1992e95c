"""A question that takes files: the attributes of LimeSurvey's upload question."""

from __future__ import annotations

from engines.questionnaire.files.limesurvey.marks import FILE_TYPES
from engines.questionnaire.files.limesurvey.writer.expressions import UnwritableExpressionError
from engines.questionnaire.files.limesurvey.writer.survey_plan import Planned
from engines.questionnaire.model import Group

# What people call these files; for other types, the first extension that reads back as the type.
_USUAL = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "text/plain": ("txt",),
    "application/msword": ("doc",),
    "application/vnd.ms-excel": ("xls",),
}


def file_attributes(item: Planned) -> dict[str, str]:
    """How many files, how large (kilobytes, rounded down), of which types."""
    group = item.item if isinstance(item.item, Group) else None
    question = item.asked
    attributes = {
        "max_num_of_files": str(group.max_rows if group else 1),
        "min_num_of_files": str(group.min_rows if group else 0),
        "max_filesize": str(max(question.max_bytes // 1024, 1)),
        "allowed_filetypes": ", ".join(
            extension for kind in question.accept for extension in _extensions(kind)
        ),
    }
    attributes |= {f"show_{name}": "1" if name in item.extras else "0" for name in ("title", "comment")}
    return {name: value for name, value in attributes.items() if value}


def _extensions(kind: str) -> tuple[str, ...]:
    usual = _USUAL.get(kind, ())
    guessed = FILE_TYPES.guess_all_extensions(kind, strict=False) if not usual else []
    found = (
        usual
        or tuple(
            name.strip(".")
            for name in guessed
            if FILE_TYPES.guess_type(f"file{name}", strict=False)[0] == kind
        )[:1]
    )
    if not found:
        raise UnwritableExpressionError(f"des fichiers de type « {kind[:60]} »")
    return found

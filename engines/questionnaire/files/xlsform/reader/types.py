"""The types of an XLSForm's ``type`` column, and what each becomes."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from pyxform.aliases import control, select, select_from_file
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.xls2json import RE_BEGIN_CONTROL, RE_END_CONTROL, RE_SELECT

from engines.questionnaire.model import Kind


class RowMeaning(enum.Enum):
    """The meaning of a row of the survey sheet."""

    BEGIN = "begin"
    END = "end"
    SELECT = "select"
    QUESTION = "question"
    METADATA = "metadata"
    SETTING = "setting"
    UNSUPPORTED = "unsupported"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RowType:
    """A parsed cell of the type column."""

    meaning: RowMeaning
    kind: Kind | None = None
    #: For BEGIN and END: ``group``, ``repeat`` or ``loop``.
    control: str = ""
    list_name: str = ""
    has_other: bool = False
    #: The list is a CSV file given with the workbook.
    is_from_file: bool = False
    #: For UNSUPPORTED: the type in words.
    what_fr: str = ""
    #: For SETTING: its name.
    setting: str = ""
    #: The constraint of the type itself.
    constraint: str = ""


_PLAIN = {
    Kind.TEXT: "text|string|q string|add text prompt",
    Kind.INTEGER: "integer|int|q int|add integer prompt|range",
    Kind.DECIMAL: "decimal|q decimal|add decimal prompt",
    Kind.PERCENTAGE: "percentage",
    Kind.DATE: "date|q date|add date prompt",
    Kind.TIME: "time",
    Kind.DATETIME: (
        "datetime|dateTime|q date time|q dateTime|date time|add date time prompt|add dateTime prompt"
    ),
    Kind.GEOPOINT: "geopoint|location|gps|q geopoint|q location|add location prompt",
    Kind.NOTE: "note|q note|add note prompt",
    Kind.CALCULATE: "calculate|q calculate|add calculate prompt",
    Kind.FILE: "file|add file prompt",
}
# Old types that carry a constraint of their own (pyxform's table): name -> kind and constraint.
_CONSTRAINED = {
    "phone number": (Kind.TEXT, r"regex(., '^\d*$')"),
    "number of days in last month": (Kind.INTEGER, ". >= 0 and . <= 31"),
    "number of days in last six months": (Kind.INTEGER, ". >= 0 and . <= 183"),
    "number of days in last year": (Kind.INTEGER, ". >= 0 and . <= 365"),
}
NOTE_TYPES = frozenset({"note", "q note", "add note prompt"})
_ACKNOWLEDGE = frozenset(["acknowledge", "trigger", "q acknowledge", "add acknowledge prompt"])
IMAGE_TYPES = frozenset(["image", "photo", "q image", "q picture", "add image prompt", "add photo prompt"])
AUDIO_TYPES = frozenset(["audio", "q audio", "add audio prompt"])
VIDEO_TYPES = frozenset(["video", "q video", "add video prompt"])
IMAGE_ACCEPT = ("image/jpeg", "image/png", "image/webp", "image/heic")
#: As a phone records them, and the usual others; told by their bytes when they come.
AUDIO_ACCEPT = ("audio/mpeg", "audio/mp4", "audio/ogg", "audio/webm", "audio/x-wav", "audio/aac", "audio/amr")
VIDEO_ACCEPT = ("video/mp4", "video/quicktime", "video/webm")
#: A page takes 15 MB in all: half a minute of an ordinary film.
VIDEO_BYTES = 10_000_000

#: Read by a camera elsewhere: typed here, as it is printed under the bars.
BARCODE_TYPES = frozenset({"barcode", "q barcode", "add barcode prompt"})

#: A file of data that expressions may read by `instance()`: those that do are refused where they stand.
DATA_FILE_TYPES = frozenset({"csv-external", "xml-external"})
# What a phone knows about itself and its owner: never collected here.
TODAY_TYPES = frozenset({"today", "get today"})
START_TYPES = frozenset({"start", "get start time", "start time"})
END_TYPES = frozenset({"end", "get end time", "end time"})
_METADATA = TODAY_TYPES.union(
    START_TYPES,
    END_TYPES,
    ["audit"],
    ["deviceid", "device id", "get device id", "imei", "uri:deviceid"],
    ["subscriberid", "subscriber id", "get subscriber id", "uri:subscriberid"],
    ["simserial", "sim id", "get sim id", "uri:simserial"],
    ["phonenumber", "get phone number", "uri:phonenumber"],
    ["username", "uri:username", "email", "uri:email"],
    ["start-geopoint", "background-geopoint", "background-audio"],
)

_UNSUPPORTED = {
    "un tracé ou une surface sur une carte": "geotrace|geoshape|q geotrace|q geoshape",
}

_SETTINGS = {"set form title": "form_title", "set form id": "form_id"}
_SETTINGS |= {name.replace(" ", "_"): meaning for name, meaning in _SETTINGS.items()}

SIMPLE_TYPES: dict[str, RowType] = {
    **{
        name: RowType(RowMeaning.QUESTION, kind)
        for kind, names in _PLAIN.items()
        for name in names.split("|")
    },
    **{
        name: RowType(RowMeaning.QUESTION, kind, constraint=constraint)
        for name, (kind, constraint) in _CONSTRAINED.items()
    },
    **{name: RowType(RowMeaning.QUESTION, Kind.FILE) for name in IMAGE_TYPES | AUDIO_TYPES | VIDEO_TYPES},
    **{name: RowType(RowMeaning.QUESTION, Kind.ONE) for name in _ACKNOWLEDGE},
    **{name: RowType(RowMeaning.METADATA) for name in _METADATA | DATA_FILE_TYPES},
    **{name: RowType(RowMeaning.QUESTION, Kind.TEXT) for name in BARCODE_TYPES},
    "hidden": RowType(RowMeaning.QUESTION, Kind.CALCULATE),
    **{
        name: RowType(RowMeaning.UNSUPPORTED, what_fr=f"{what} (type « {name} »)")
        for what, names in _UNSUPPORTED.items()
        for name in names.split("|")
    },
}

_SPACES = re.compile(r" +")


def is_acknowledge(type_name: str) -> bool:
    """Whether the type is one of the names of ``acknowledge``."""
    return normal_type(type_name) in _ACKNOWLEDGE


def normal_type(text: str) -> str:
    """The type with its spaces made single."""
    return _SPACES.sub(" ", text.strip())


def parse_type(text: str) -> RowType:
    """Read a cell of the type column; never raises."""
    name = normal_type(text)
    simple = SIMPLE_TYPES.get(name)
    if simple:
        return simple
    begin = RE_BEGIN_CONTROL.search(name)
    if begin:
        return RowType(RowMeaning.BEGIN, control=control[begin["type"]], list_name=begin["list_name"] or "")
    end = RE_END_CONTROL.search(name)
    if end:
        return RowType(RowMeaning.END, control=control[end["type"]])
    chosen = RE_SELECT.search(name)
    if chosen:
        return _select(chosen["select_command"], chosen["list_name"], bool(chosen["specify_other"]))
    if name.startswith("osm"):
        return RowType(RowMeaning.UNSUPPORTED, what_fr="un objet OpenStreetMap (type « osm »)")
    if name in _SETTINGS:
        return RowType(RowMeaning.SETTING, setting=_SETTINGS[name])
    if name in QUESTION_TYPE_DICT:
        return RowType(RowMeaning.UNSUPPORTED, what_fr=f"le type « {name} »")
    return RowType(RowMeaning.UNKNOWN)


def _select(command: str, list_name: str, has_other: bool) -> RowType:
    meaning = select[command]
    if meaning == "select one external":
        return RowType(RowMeaning.SELECT, Kind.ONE, list_name=f"{list_name}_external")
    if "${" in list_name:
        return RowType(RowMeaning.UNSUPPORTED, what_fr="des choix tirés d’une autre réponse")
    if command in select_from_file and not list_name.endswith(".csv"):
        return RowType(RowMeaning.UNSUPPORTED, what_fr="des choix lus dans un fichier joint autre que .csv")
    kinds = {"select one": Kind.ONE, "select all that apply": Kind.MANY, "rank": Kind.RANK}
    return RowType(
        RowMeaning.SELECT,
        kinds[meaning],
        list_name=list_name,
        has_other=has_other,
        is_from_file=command in select_from_file,
    )

"""What becomes of each field that says something of somebody, once they are erased.

An app writes it beside what it says on the privacy page (`KeptData.models`): a `Fields` for each model. Every
field is named once, but those any row has: its number, its public identifier, the days it was written and
changed. A model in no `Fields` is in `impersonal_models`, where the fields that could hold words, a document
or an account are named too. So a field added to any table is asked about: `erasure_table.unlisted` names it,
and a test fails.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

#: Of every row; they follow it.
_OF_ANY_ROW = {"created_at", "updated_at", "public_id"}
#: Fields that hold no words, whatever is written in them.
_WORDLESS = (
    models.IntegerField,
    models.BigIntegerField,
    models.DecimalField,
    models.FloatField,
    models.BooleanField,
    models.DateField,
    models.TimeField,
    models.DurationField,
    models.UUIDField,
    models.GeneratedField,
)
#: All the (other) fields, of a table that another package made.
ANY = "*"


class Fate(StrEnum):
    """What a field becomes."""

    ERASED = "effacé"
    NAMELESS = "gardé, sans votre nom"
    KEPT = "gardé"


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one model, by what becomes of them. Where nothing is kept, the row itself goes."""

    #: «Seat»; «account.EmailAddress» in the tables of another package.
    model: str
    #: Names, apart by spaces.
    erased: str = ""
    #: Stay without whose they are: dates, amounts, acts of an account that is empty.
    nameless: str = ""
    #: Stay as they were.
    kept: str = ""
    #: Why what stays does, and until when, in French.
    why: str = ""
    until: str = ""
    #: What it holds, in French, for the tables of a package that speaks English.
    words: str = ""
    #: Field -> its words in French, where the model gives it none.
    called: Mapping[str, str] = field(default_factory=dict)

    def by_fate(self) -> Iterator[tuple[Fate, list[str]]]:
        """(fate, names of fields), without the fates of none."""
        told = ((Fate.ERASED, self.erased), (Fate.NAMELESS, self.nameless), (Fate.KEPT, self.kept))
        return ((fate, names.split()) for fate, names in told if names)


def model_of(name: str, app: str) -> type[models.Model]:
    """The model that an app names. Raises `LookupError`."""
    return apps.get_model(name) if "." in name else apps.get_model(app, name)


def every_model() -> Iterator[type[models.Model]]:
    """Every table of the database, but histories (of their model's fate) and tables of pairs (a field's)."""
    for model in apps.get_models():
        options = model._meta
        if options.managed and not options.proxy and not hasattr(model, "pgh_tracked_model"):
            yield model


def fields_to_list(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    """Those of a model that `Fields` names."""
    own = [*model._meta.local_concrete_fields, *model._meta.local_many_to_many]
    return [one for one in own if one.name not in _OF_ANY_ROW and not _is_number_of_row(one)]


def fields_that_could_tell(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    """Those of an impersonal model that could still hold words, a document or somebody's account."""
    return [one for one in fields_to_list(model) if not _tells_nothing(one)]


def _is_number_of_row(one: "models.Field[Any, Any]") -> bool:
    is_parent = getattr(one.remote_field, "parent_link", False)
    return one.primary_key and (isinstance(one, models.AutoField | models.UUIDField) or is_parent)


def _tells_nothing(one: "models.Field[Any, Any]") -> bool:
    if one.is_relation:
        return one.related_model is not get_user_model()
    return isinstance(one, _WORDLESS) or bool(one.choices)

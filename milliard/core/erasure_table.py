"""«Ce qui est effacé, ce qui est gardé», made of what every app declares; and what nobody listed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.module_loading import import_string

from milliard.core.declarations import KeptData, MilliardAppConfig, our_apps
from milliard.core.fates import (
    ANY,
    Fate,
    Fields,
    every_model,
    fields_that_could_tell,
    fields_to_list,
    model_of,
)

_AT_ONCE = "Tout de suite"
_NOTHING_ASKS = "Rien ne demande de garder."


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """What becomes of some fields of one model."""

    #: In French: «membre»; nothing when the words say it all.
    of: str
    #: In French; and their names in the code.
    words: tuple[str, ...]
    names: tuple[str, ...]
    model: type[models.Model]
    fate: Fate
    why: str
    until: str


def kept_fields() -> Iterator[tuple[KeptData, Fields, type[models.Model]]]:
    """What every app declares, what concerns most people first."""
    found = [one for config in reversed(list(our_apps())) for one in kept_by(config)]
    yield from sorted(found, key=lambda one: one[0].is_of_team)


def kept_by(config: MilliardAppConfig) -> Iterator[tuple[KeptData, Fields, type[models.Model]]]:
    """What one app declares."""
    for kind in import_string(config.kept_data) if config.kept_data else ():
        for fields in kind.models:
            yield kind, fields, model_of(fields.model, config.label)


def impersonal_models() -> Iterator[tuple[type[models.Model], str]]:
    """Every model that says nothing of anybody, with its fields that could."""
    for config in our_apps():
        for name, fields in config.impersonal_models.items():
            yield model_of(name, config.label), fields


def erasure_table() -> list[tuple[KeptData, list[ErasureLine]]]:
    """Kind by kind, the lines of its models; what no table holds (what a browser keeps) is left out."""
    table: dict[str, tuple[KeptData, list[ErasureLine]]] = {}
    for kind, fields, model in kept_fields():
        _, lines = table.setdefault(kind.kind, (kind, []))
        lines += _lines(kind, fields, model)
    return list(table.values())


def _lines(kind: KeptData, fields: Fields, model: type[models.Model]) -> Iterator[ErasureLine]:
    of = str(model._meta.verbose_name)
    for fate, named in fields.by_fate():
        names = [name for name in named if name != ANY]
        is_erased = fate == Fate.ERASED
        yield ErasureLine(
            of="" if fields.words else of,
            words=(fields.words,) if fields.words else tuple(word_of(fields, model, name) for name in names),
            names=tuple(names),
            model=model,
            fate=fate,
            why=_NOTHING_ASKS if is_erased else fields.why,
            until=_AT_ONCE if is_erased else fields.until,
        )


def word_of(fields: Fields, model: type[models.Model], name: str) -> str:
    """A field in French: its own words; of a relation without, what it points at. Else nothing."""
    field: Any = model._meta.get_field(name)
    if name in fields.called:
        return fields.called[name]
    if field._verbose_name is not None:
        return str(field.verbose_name)
    if not field.is_relation:
        return ""
    return "qui l’a fait" if name.endswith("_by") else str(field.related_model._meta.verbose_name)


def unlisted() -> list[str]:
    """What is listed nowhere, twice, or does not exist: «members.Member.religion»."""
    listed: dict[type[models.Model], list[str]] = defaultdict(list)
    for _, fields, model in kept_fields():
        for _, names in fields.by_fate():
            listed[model] += names
    impersonal = dict(impersonal_models())
    wrong: list[str] = []
    for model in every_model():
        if model in listed:
            wrong += _differences(model, {field.name for field in fields_to_list(model)}, listed[model])
        elif model not in impersonal:
            wrong.append(f"{model._meta.label}\u00a0: in no kind of data, nor impersonal")
        else:
            wanted = {field.name for field in fields_that_could_tell(model)}
            wrong += _differences(model, wanted, impersonal[model].split())
    wrong += [
        f"{model._meta.label}\u00a0: personal and impersonal" for model in listed if model in impersonal
    ]
    return wrong


def _differences(model: type[models.Model], wanted: set[str], told: list[str]) -> Iterator[str]:
    if ANY in told and not model.__module__.startswith("milliard."):
        return
    for name in sorted(wanted - set(told)):
        yield f"{model._meta.label}.{name}\u00a0: listed nowhere"
    for name in sorted({name for name in told if name not in wanted or told.count(name) > 1}):
        yield f"{model._meta.label}.{name}\u00a0: listed twice, or without need"

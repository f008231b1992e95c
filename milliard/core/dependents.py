"""What keeps a row from being deleted, said in the words of the tables that name it."""

from collections.abc import Collection, Iterator

from django.db.models import PROTECT, Model

from french import plural


def dependents(row: Model, *, but: Collection[str] = ()) -> list[str]:
    """«2 jeux de données», of each table whose rows protect this one; ``but``: names of models left out.

    Apps above are counted too, without being known.
    """
    return list(_counted(row, but))


def _counted(row: Model, but: Collection[str]) -> Iterator[str]:
    for relation in row._meta.related_objects:
        other = relation.related_model
        if relation.on_delete is not PROTECT or not isinstance(other, type) or other.__name__ in but:
            continue
        count = other._base_manager.filter(**{relation.field.name: row}).count()
        if count:
            yield plural(count, str(other._meta.verbose_name), str(other._meta.verbose_name_plural))

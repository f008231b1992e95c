"""``field__any=[…]``: one of thousands of values, given to the database as one array."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Field, ForeignObject, Lookup


@Field.register_lookup
@ForeignObject.register_lookup
class EqualsAny(Lookup[Iterable[Any]]):
    """What ``__in`` does, without writing, reading and planning a place for each value."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*parameters, list(self.rhs)]

"""``field__any=[…]``: one of thousands of values, as one array, given to the database or made there."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Field, ForeignObject, Lookup


@Field.register_lookup
@ForeignObject.register_lookup
class EqualsAny(Lookup[Iterable[Any]]):
    """What ``__in`` does, without writing, reading and planning a place for each value.

    Of an `ArraySubquery` too: the array is made once and its values found by index, where ``__in`` lets
    statistics choose a join.
    """

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        if hasattr(self.rhs, "as_sql"):
            array, given = compiler.compile(self.rhs)
            return f"{column} = ANY({array})", [*parameters, *given]
        return f"{column} = ANY(%s)", [*parameters, list(self.rhs)]

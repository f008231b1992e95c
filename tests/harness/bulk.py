"""Thousands of rows in one statement, for lists that must not slow down: Django takes seconds for as many."""

from django.db import connection

_made = 0


def add_rows(statement: str, count: int = 0) -> None:
    """Run an INSERT … SELECT over ``generate_series(%(first)s, %(last)s)``, numbers never used before."""
    global _made
    first, _made = _made + 1, _made + count
    with connection.cursor() as cursor:
        cursor.execute(statement, {"first": first, "last": _made})

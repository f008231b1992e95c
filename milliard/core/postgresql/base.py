"""Django's PostgreSQL, which asks the server nothing between two requests and has statements planned once."""

import select
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper

#: Executions of one statement on one connection before the server keeps its plan.
_PLANNED_AFTER = 3


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection to the database; `settings.DATABASES` names this package."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.prepare_threshold = _PLANNED_AFTER
        return connection

    def is_usable(self) -> bool:
        """Whether the server still holds the connection, without a round trip.

        A server that ends, or is killed, closes its side: there is something to read at once. While there is
        nothing, Django's `SELECT 1` would tell no more; when there is, it is asked.
        """
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return not waiting.poll(0) or super().is_usable()

    def planned_cursor(self) -> CursorWrapper:
        """A cursor whose statements the server reads and plans once per connection.

        For statements written once, with a place for each value: Django's own cursor writes the values into
        the text, which the server then reads and plans each time.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor = base.ServerBindingCursor(self.connection)  # type: ignore[attr-defined]  # no stub
            planned: CursorWrapper = self._prepare_cursor(cursor)  # type: ignore[attr-defined]
        return planned

"""The minutes' chain: one line for each act, in the transaction of the act, the assembly locked."""

from typing import Any

from engines.minutes import canonical, line_digest
from milliard.assemblies.models import Assembly, MinutesLine
from milliard.core.clock import database_now


def append_line(assembly: Assembly, code: str, content: dict[str, Any]) -> MinutesLine:
    """Write the next line. The caller holds the lock on the assembly, so that lines form one chain."""
    last = MinutesLine.objects.filter(assembly=assembly).order_by("-position").first()
    written = canonical({"at": database_now().isoformat(), **content})
    return MinutesLine.objects.create(
        assembly=assembly,
        position=last.position + 1 if last else 1,
        code=code,
        content=written,
        digest=line_digest(last.digest if last else "", code, written),
    )

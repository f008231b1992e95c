"""Any file of a bank, told by its first bytes."""

from pathlib import Path

from milliard.payments.statements.camt import read_camt
from milliard.payments.statements.records import StatementRead, StatementRefused

MAX_BYTES = 250_000_000
_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")
_HEAD = 4096


def is_xml(head: bytes) -> bool:
    """Whether a file that begins so is XML."""
    return head.lstrip(b" \t\r\n").startswith(_XML_STARTS)


def begins_as_xml(path: Path) -> bool:
    """Whether the file is XML, and no CSV."""
    with path.open("rb") as file:
        return is_xml(file.read(_HEAD))


def read_statements(path: Path) -> list[StatementRead]:
    """Every statement of a camt file. Raises `StatementRefused`."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if not head.strip():
            raise StatementRefused(1, "Ce fichier est vide.")
        if not is_xml(head):
            raise StatementRefused(1, "Ce fichier n’est ni un relevé camt (XML) ni un CSV.")
        if path.stat().st_size > MAX_BYTES:
            raise StatementRefused(1, "Ce fichier dépasse 250\u00a0Mo\u00a0: demandez-en de plus courts.")
    return read_camt(path)

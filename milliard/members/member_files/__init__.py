"""A file of members that a movement already has: an export of HelloAsso, a spreadsheet.

Its story: the table is found (`core.received_tables`, `core.workbooks`), its titles are recognised
(`columns`, which a person may correct), each cell is read or said to be unclear (`cells`, `reader`). Pure: it
runs in a process apart, knows no row of the database, and writes nothing.
"""

from milliard.members.member_files.columns import MemberColumns, propose_columns
from milliard.members.member_files.reader import look_at_file, read_file
from milliard.members.member_files.records import CellProblem, FileRead, RowRead

__all__ = [
    "CellProblem",
    "FileRead",
    "MemberColumns",
    "RowRead",
    "look_at_file",
    "propose_columns",
    "read_file",
]

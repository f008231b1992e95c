"""SPSS ``.sav``: variable and value labels, user missing codes, long names, answer sets, in UTF-8.

The format is that which PSPP's developers document [1]_. Written by ourselves because the library that writes
it takes a pandas or polars table, whole in memory, and writes no answer set: see docs/decisions/0027. What is
written here is read back by that library in the tests.

.. [1] GNU PSPP developer's guide, «System File Format».
"""

from __future__ import annotations

import datetime
import math
import struct
from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray

from engines.microdata._columns import CellKind, Cells, Measure, RowColumn
from engines.microdata._sav_compression import Compressor
from engines.microdata._sav_names import cut_bytes, sav_names
from engines.microdata._table import Microdata

MAX_LABEL, MAX_VALUE_LABEL, MAX_TEXT = 255, 120, 32_767
_SYSMIS = -1.7976931348623157e308
_LOWEST = -1.797693134862315e308
_CHUNK, _EFFECTIVE = 255, 252
_MEASURES = {Measure.NOMINAL: 1, Measure.ORDINAL: 2, Measure.SCALE: 3}
_STRING, _NUMBER, _EDATE = 1, 5, 38
#: Seconds from the first day of the Gregorian calendar to 1970.
_EPOCH_SECONDS = (datetime.date(1970, 1, 1) - datetime.date(1582, 10, 14)).days * 86_400
_DAY = 86_400
_DISCRETE = 3
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class _Variable:
    """A column as SPSS holds it. ``width``: bytes of a text, 0 for a number; ``slot``: its first eight bytes
    among those of a row, from 1; ``segments``: pieces of a text longer than 255 bytes."""

    column: RowColumn
    name: str
    short: str
    width: int
    slot: int

    @property
    def segments(self) -> list[int]:
        """Width of each piece."""
        if self.width <= _CHUNK:
            return [self.width]
        count = math.ceil(self.width / _EFFECTIVE)
        return [_CHUNK] * (count - 1) + [self.width - _EFFECTIVE * (count - 1)]

    @property
    def slots(self) -> int:
        return sum(max(1, math.ceil(width / 8)) for width in self.segments)


def write_sav(table: Microdata, file: IO[bytes], *, at: datetime.datetime) -> None:
    """Write the file; ``at``: what it says as its date. Blocks are read twice when there are texts."""
    variables = _variables(table)
    file.write(_header(table, sum(item.slots for item in variables), at))
    for item in variables:
        file.write(_variable_records(item))
    for item in variables:
        file.write(_value_labels(item))
    file.write(_documents(table))
    file.write(_extensions(table, variables))
    file.write(struct.pack("<ii", 999, 0))
    compressor = Compressor(file)
    for block in table.blocks():
        compressor.add(_slots(variables, block))
    compressor.end()


def _variables(table: Microdata) -> list[_Variable]:
    names = sav_names(column.name for column in table.columns)
    widths = _widths(table)
    found: list[_Variable] = []
    slot = 1
    for place, (column, name) in enumerate(zip(table.columns, names, strict=True)):
        item = _Variable(column, name, f"V{place:06d}", widths.get(place, 0), slot)
        found.append(item)
        slot += item.slots
    return found


def _widths(table: Microdata) -> dict[int, int]:
    """Bytes of the longest text of each column of texts."""
    widths = {place: 1 for place, column in enumerate(table.columns) if column.kind is CellKind.TEXT}
    if widths:
        for block in table.blocks():
            for place in widths:
                longest = max((len(str(text).encode()) for text in block[place].values), default=0)
                widths[place] = min(MAX_TEXT, max(widths[place], longest))
    return widths


def _header(table: Microdata, slots: int, at: datetime.datetime) -> bytes:
    product = b"@(#) SPSS DATA FILE Milliard".ljust(60)
    day = f"{at.day:02d} {_MONTHS[at.month - 1]} {at.year % 100:02d}".encode()
    label = cut_bytes(table.title, 64).ljust(64)
    numbers = struct.pack("<iiiii", 2, slots, 1, 0, table.row_count)
    clock = f"{at:%H:%M:%S}".encode()
    return b"$FL2" + product + numbers + struct.pack("<d", 100.0) + day + clock + label + b"\0\0\0"


def _format(item: _Variable, width: int) -> int:
    column = item.column
    if column.kind is CellKind.TEXT:
        return _STRING << 16 | min(width, _CHUNK) << 8
    if column.kind is CellKind.DATE:
        return _EDATE << 16 | 10 << 8
    decimals = 2 if column.kind is CellKind.AMOUNT else column.decimals
    return _NUMBER << 16 | (12 if column.measure is Measure.SCALE else 8) << 8 | decimals


def _variable_records(item: _Variable) -> bytes:
    found = b""
    for number, width in enumerate(item.segments):
        is_first = number == 0
        short = item.short if is_first else f"S{item.slot:04X}{number:03d}"
        label = cut_bytes(item.column.label, MAX_LABEL) if is_first else b""
        codes = _missing(item.column) if is_first else []
        count = len(codes) if len(item.column.missing) <= _DISCRETE else -2
        shown = _format(item, width)
        has_label = 1 if label else 0
        found += struct.pack("<iiiiii", 2, width, has_label, count, shown, shown)
        found += short.encode().ljust(8)
        if label:
            found += struct.pack("<i", len(label)) + label.ljust(math.ceil(len(label) / 4) * 4, b"\0")
        found += struct.pack(f"<{len(codes)}d", *codes)
        rest = struct.pack("<iiiiii", 2, -1, 0, 0, 0, 0) + b" " * 8
        found += rest * (max(1, math.ceil(width / 8)) - 1)
    return found


def _missing(column: RowColumn) -> list[float]:
    """Up to three codes, or the range that holds more."""
    if column.kind is CellKind.TEXT:
        return []
    codes = sorted(float(item.number) for item in column.missing)
    return codes if len(codes) <= _DISCRETE else [codes[0], codes[-1]]


def _value_labels(item: _Variable) -> bytes:
    column = item.column
    if column.kind is CellKind.TEXT:
        return b""
    pairs = [(float(number), label) for number, (_, label) in zip(column.numbers, column.values, strict=True)]
    pairs += [(float(reason.number), reason.label) for reason in column.missing]
    if not pairs:
        return b""
    found = struct.pack("<ii", 3, len(pairs))
    for number, label in pairs:
        data = cut_bytes(label, MAX_VALUE_LABEL)
        found += struct.pack("<dB", number, len(data)) + data
        found += b" " * (-(len(data) + 1) % 8)
    return found + struct.pack("<iii", 4, 1, item.slot)


def _documents(table: Microdata) -> bytes:
    """The remarks, in lines of 80 bytes, each cut between two characters."""
    lines: list[bytes] = []
    for remark in (table.title, *table.remarks):
        rest = remark
        while rest:
            head = rest.encode()[:80].decode(errors="ignore")
            lines.append(head.encode().ljust(80))
            rest = rest[len(head) :]
    return struct.pack("<ii", 6, len(lines)) + b"".join(lines)


def _extensions(table: Microdata, variables: list[_Variable]) -> bytes:
    machine = struct.pack("<8i", 20, 0, 0, -1, 1, 1, 2, 65001)
    floats = struct.pack("<3d", _SYSMIS, -_SYSMIS, _LOWEST)
    display = b"".join(
        struct.pack("<iii", _MEASURES[item.column.measure], 12, 0 if item.column.kind is CellKind.TEXT else 1)
        for item in variables
        for _ in item.segments
    )
    names = "\t".join(f"{item.short}={item.name}" for item in variables).encode()
    long_texts = b"".join(
        f"{item.short}={item.width:05d}".encode() + b"\0\t" for item in variables if item.width > _CHUNK
    )
    found = _extension(3, 4, machine) + _extension(4, 8, floats)
    found += _extension(7, 1, _answer_sets(variables))
    found += _extension(11, 4, display) + _extension(13, 1, names) + _extension(14, 1, long_texts)
    found += _extension(16, 8, struct.pack("<qq", 1, table.row_count))
    return found + _extension(20, 1, b"UTF-8")


def _extension(subtype: int, size: int, data: bytes) -> bytes:
    return struct.pack("<iiii", 7, subtype, size, len(data) // size) + data if data else b""


def _answer_sets(variables: list[_Variable]) -> bytes:
    """Ticks of one question as a multiple response set that counts the value 1."""
    sets: dict[tuple[str, str], list[str]] = {}
    for item in variables:
        if item.column.answer_set and item.column.kind is CellKind.TICK:
            sets.setdefault(item.column.answer_set, []).append(item.short.lower())
    names = sav_names(name for name, _ in sets)
    found = b""
    for short, ((_, label), members) in zip(names, sets.items(), strict=True):
        data = cut_bytes(label, MAX_LABEL)
        head = f"${short[:63]}=D1 1 {len(data)} ".encode()
        found += head + data + b" " + " ".join(members).encode() + b"\n"
    return found


def _slots(variables: list[_Variable], block: list[Cells]) -> NDArray[np.float64]:
    """The rows as SPSS holds them: (rows, slots) doubles, the bytes of texts being seen as doubles."""
    rows = block[0].status.shape[0] if block else 0
    found = np.empty((rows, sum(item.slots for item in variables)), np.float64)
    for item, cells in zip(variables, block, strict=True):
        place = item.slot - 1
        if item.column.kind is CellKind.TEXT:
            found[:, place : place + item.slots] = _text_slots(item, cells)
        else:
            found[:, place] = _numbers(item.column, cells)
    return found


def _numbers(column: RowColumn, cells: Cells) -> NDArray[np.float64]:
    values = np.asarray(cells.values)
    if column.kind is CellKind.CODE:
        numbers = np.array([*column.numbers, _SYSMIS], np.float64)
        found = numbers[np.minimum(values, len(column.values))]
    elif column.kind is CellKind.AMOUNT:
        found = values / 100.0
    elif column.kind is CellKind.DATE:
        found = values.astype(np.float64) * _DAY + _EPOCH_SECONDS
    else:
        found = values.astype(np.float64)
    marks = np.array([0.0, *(float(item.number) for item in column.missing)])
    return np.where(cells.status > 0, marks[cells.status], found)


def _text_slots(item: _Variable, cells: Cells) -> NDArray[np.float64]:
    rows = []
    for text, status in zip(cells.values, cells.status.tolist(), strict=True):
        data = b"" if status else cut_bytes(str(text), item.width)
        pieces = []
        for number, width in enumerate(item.segments):
            piece = data[number * _CHUNK : (number + 1) * _CHUNK] if item.width > _CHUNK else data
            pieces.append(piece.ljust(math.ceil(width / 8) * 8))
        rows.append(b"".join(pieces))
    whole = np.frombuffer(b"".join(rows), "<f8")
    return whole.reshape(len(rows), item.slots)

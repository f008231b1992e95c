"""Rows in SPSS's compression by bytecodes: whole numbers from -99 to 151 take one byte, others nine."""

from __future__ import annotations

from typing import IO

import numpy as np
from numpy.typing import NDArray

_BIAS = 100
_RAW, _BLANKS, _END, _NOTHING = 253, 254, 252, 0
_SMALLEST, _LARGEST = 1 - _BIAS, 251 - _BIAS
_EIGHT_BLANKS = int.from_bytes(b" " * 8, "little")


class Compressor:
    """Writes rows given by blocks of any length; eight codes stand before the values they announce."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._rest: NDArray[np.float64] = np.empty(0, np.float64)

    def add(self, rows: NDArray[np.float64]) -> None:
        """rows: (rows, slots) doubles."""
        slots = np.concatenate([self._rest, rows.ravel()])
        whole = slots.shape[0] // 8 * 8
        self._rest = slots[whole:].copy()
        self._write(slots[:whole], _codes(slots[:whole]))

    def end(self) -> None:
        """Write what is left, and the mark of the end."""
        codes = np.full(8, _NOTHING, np.uint8)
        last = self._rest.shape[0]
        codes[:last] = _codes(self._rest)
        codes[last] = _END
        padded = np.zeros(8, np.float64)
        padded[:last] = self._rest
        self._write(padded, codes)

    def _write(self, slots: NDArray[np.float64], codes: NDArray[np.uint8]) -> None:
        groups = slots.shape[0] // 8
        if not groups:
            return
        is_raw = codes == _RAW
        raw = np.flatnonzero(is_raw)
        before = np.concatenate([[0], np.cumsum(is_raw.reshape(groups, 8).sum(axis=1))[:-1]])
        units = np.empty(groups + raw.shape[0], np.uint64)
        units[np.arange(groups) + before] = codes.view("<u8")
        units[raw // 8 + 1 + np.arange(raw.shape[0])] = np.ascontiguousarray(slots).view("<u8")[raw]
        self._file.write(units.astype("<u8").tobytes())


def _codes(slots: NDArray[np.float64]) -> NDArray[np.uint8]:
    found = np.full(slots.shape[0], _RAW, np.uint8)
    # Bytes of texts are no numbers: they may be seen as infinite or as no number at all.
    with np.errstate(invalid="ignore"):
        is_small = (slots >= _SMALLEST) & (slots <= _LARGEST) & (slots == np.floor(slots))
    bits = np.ascontiguousarray(slots).view("<u8")
    is_small &= (bits != 0x8000000000000000) & (bits != _EIGHT_BLANKS)
    found[is_small] = (slots[is_small] + _BIAS).astype(np.uint8)
    found[bits == _EIGHT_BLANKS] = _BLANKS
    return found

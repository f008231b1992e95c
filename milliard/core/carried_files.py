"""A small file carried by the page that shows what is wrong in it, to be read again without choosing it."""

import base64
import zlib
from dataclasses import dataclass

from django.core import signing

_SALT = "core.carried_files"
_MOST_BYTES = 1_000_000  # Django takes 2.5 MB of fields
_GOOD_FOR_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """The file, its name, and what its owner said about it."""

    content: bytes
    name: str
    said: str

    def sealed(self) -> str:
        """What the page carries; "" for a file too heavy for that, which is chosen again."""
        packed = zlib.compress(self.content)
        if len(packed) > _MOST_BYTES:
            return ""
        values = [base64.b85encode(packed).decode(), self.name, self.said]
        return signing.dumps(values, salt=_SALT)

    @classmethod
    def opened(cls, text: str) -> "CarriedFile":
        """Raises ``BadSignature``."""
        packed, name, said = signing.loads(text, salt=_SALT, max_age=_GOOD_FOR_S)
        return cls(zlib.decompress(base64.b85decode(packed)), name, said)

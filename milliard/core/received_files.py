"""Files received from people: typed by their bytes, named without what could mislead."""

from pathlib import PurePosixPath

import filetype
from django.core.files.uploadedfile import UploadedFile

from french import format_number, typeset
from milliard.core.refusals import Refused

#: What is taken when the question does not say: what people have at hand, and that runs nothing. A table is
#: CSV for who exports one; it is only ever given back as a download.
DEFAULT_TYPES = (
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/webp",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/msword",
    "application/vnd.ms-excel",
    "text/csv",
)
#: Never taken, whatever the question says: they run, or make a browser run something.
REFUSED_TYPES = frozenset(
    {
        "application/x-msdownload",
        "application/x-executable",
        "application/x-shockwave-flash",
        "application/x-nintendo-nes-rom",
        "application/x-unix-archive",
        "application/x-deb",
        "application/x-rpm",
        "application/wasm",
        "text/html",
        "image/svg+xml",
    }
)
_WORDS = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/msword": "DOC",
    "application/vnd.ms-excel": "XLS",
    "text/csv": "CSV",
    "image/*": "image",
    "image/heic": "HEIC",
    "audio/mpeg": "MP3",
    "audio/mp4": "M4A",
    "audio/ogg": "OGG",
    "audio/webm": "WebM",
    "audio/x-wav": "WAV",
    "audio/aac": "AAC",
    "audio/amr": "AMR",
    "audio/*": "son",
    "video/mp4": "MP4",
    "video/quicktime": "MOV",
    "video/webm": "WebM",
    "video/*": "vidéo",
}
#: Containers of sounds and of films alike: the name says which, the bytes what the container is.
_SOUNDS = {("video/mp4", ".m4a"): "audio/mp4", ("video/webm", ".weba"): "audio/webm"}
_HEAD_BYTES = 8_192


class FileRefused(Refused):
    """The file's content is of a type we do not take, or it is too big."""

    message = "Ce fichier ne peut pas être reçu."


class NoRoomForFile(FileRefused):
    """The disk does not take it."""

    message = "Ce fichier n’a pas pu être reçu\u00a0: la place manque de notre côté. Réessayez plus tard."


def words_of_types(types: tuple[str, ...], max_bytes: int) -> str:
    """``PDF, JPEG ou PNG, 5 Mo au plus``, for the hint and for refusals."""
    words = list(dict.fromkeys(_WORDS.get(item, item) for item in types))
    listed = f"{', '.join(words[:-1])} ou {words[-1]}" if len(words) > 1 else words[0]
    return typeset(f"{listed}, {format_number(max_bytes // 1_000_000 or 1)} Mo au plus")


def check_file(upload: UploadedFile, types: tuple[str, ...], max_bytes: int) -> str:
    """The MIME type found in the bytes, one of ``types`` (``image/*`` allowed).

    Raises `FileRefused` with what to do.
    """
    if not upload.size:
        raise FileRefused(typeset("Ce fichier est vide : choisissez-en un autre."))
    if upload.size > max_bytes:
        size = format_number(max_bytes // 1_000_000 or 1)
        raise FileRefused(typeset(f"Ce fichier est trop lourd : {size} Mo au plus."))
    upload.seek(0)
    head = upload.read(_HEAD_BYTES)
    upload.seek(0)
    found = type_of_bytes(upload.name or "", head)
    if found in REFUSED_TYPES or not _is_accepted(found, types):
        words = words_of_types(types, max_bytes)
        raise FileRefused(typeset(f"Ce type de fichier n’est pas accepté ici : {words}."))
    return found


def type_of_bytes(name: str, head: bytes) -> str:
    """The MIME type told by the first bytes of a file; "" for one that nothing tells."""
    guessed = filetype.guess(head)
    if guessed is None:
        return _plain_table(name, head)
    ending = PurePosixPath(name.lower()).suffix
    return _SOUNDS.get((str(guessed.mime), ending), str(guessed.mime))


def words_of_type(content_type: str) -> str:
    """«PDF» for ``application/pdf``."""
    return _WORDS.get(content_type, content_type or "inconnu")


def safe_name(name: str) -> str:
    """The last part of the name, without what could mislead in a header or on a screen."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(character for character in last if character.isprintable() and character not in '"<>:|?*')
    return kept.strip()[-150:] or "fichier"


def _plain_table(name: str, head: bytes) -> str:
    """``text/csv`` for words in lines under that name: nothing in the bytes of a CSV file says its type."""
    is_page = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    is_words = not any(byte < 32 and byte not in b"\t\r\n" for byte in head)
    return "text/csv" if name.lower().endswith(".csv") and is_words and not is_page else ""


def _is_accepted(found: str, accepted: tuple[str, ...]) -> bool:
    family = f"{found.partition('/')[0]}/*"
    return bool(found) and (found in accepted or family in accepted)

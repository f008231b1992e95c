"""Pictures of the team on the pages: their sizes for screens, read here, drawn by `services.pictures`."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image as Pillow
from PIL import ImageOps
from wagtail.images.models import Filter

#: Pixels: a telephone, a column of text, the same on a fine screen.
WIDTHS = (480, 960, 1600)
_FORMATS = (("avif", "image/avif"), ("webp", "image/webp"))
#: For browsers that read neither, and where no sizes are drawn yet.
_PLAIN = "width-960|format-jpeg|bgcolor-ffffff"
#: A picture kept by the site is never larger, whatever was sent: pixels of its longer side.
MAX_SIDE = 2400
_KEPT_INFO = ("icc_profile", "transparency")


@dataclass(frozen=True, slots=True)
class PictureSource:
    """The same picture in one format: ``srcset`` lists its widths."""

    mime: str
    srcset: str


@dataclass(frozen=True, slots=True)
class PictureFiles:
    """What a page shows of an image: sources the browser chooses from, then a plain file. Sizes in pixels."""

    sources: Sequence[PictureSource]
    url: str
    width: int
    height: int


def specs() -> list[str]:
    """Every size and format drawn of an image, in Wagtail's words."""
    return [*(_spec(width, name) for name, _ in _FORMATS for width in WIDTHS), _PLAIN]


def drawing_of(image: Any) -> PictureFiles:
    """The files of an image that are drawn already; its own when none is. Never draws: pages do not write."""
    filters = {spec: Filter(spec=spec) for spec in specs()}
    found = image.find_existing_renditions(*filters.values())
    drawn = {spec: found[item] for spec, item in filters.items() if item in found}
    sources = [
        PictureSource(mime, ", ".join(parts)) for name, mime in _FORMATS if (parts := _srcset(drawn, name))
    ]
    plain = drawn.get(_PLAIN)
    return PictureFiles(sources, plain.url if plain else image.file.url, image.width, image.height)


def _srcset(drawn: dict[str, Any], name: str) -> list[str]:
    """Each file once: a small image is no larger in its larger sizes."""
    files = {item.width: item.url for width in WIDTHS if (item := drawn.get(_spec(width, name)))}
    return [f"{url} {width}w" for width, url in files.items()]


def _spec(width: int, name: str) -> str:
    return f"width-{width}|format-{name}"


def lightened(file: Any) -> tuple[bytes, str]:
    """The same picture, upright, at most `MAX_SIDE` wide and high, without what its camera wrote in it.

    Returns its bytes and Pillow's name of its format. Where it was taken, when and with what is gone: only
    its colours are kept.
    """
    with Pillow.open(file) as opened:
        kind = "JPEG" if opened.format == "MPO" else str(opened.format)
        picture: Pillow.Image = ImageOps.exif_transpose(opened)
        if max(picture.size) > MAX_SIDE:
            if picture.mode == "P":
                picture = picture.convert("RGBA")
            picture.thumbnail((MAX_SIDE, MAX_SIDE))
        picture.info = {name: picture.info[name] for name in _KEPT_INFO if name in picture.info}
        made = io.BytesIO()
        picture.save(made, kind, **({"optimize": True} if kind == "PNG" else {"quality": 88}))
    return made.getvalue(), kind


def on_paper(image: Any) -> bytes:
    """The picture as JPEG, for a printed document."""
    with image.open_file() as file, Pillow.open(file) as opened:
        opened.thumbnail((WIDTHS[-1], WIDTHS[-1]))
        seen = opened.convert("RGBA")
        paper = Pillow.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
    made = io.BytesIO()
    paper.save(made, "JPEG", quality=85)
    return made.getvalue()

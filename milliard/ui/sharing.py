"""A public address to pass on: the same on paper, as a code that a telephone reads."""

import base64
import io
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.safestring import SafeString, mark_safe
from PIL import Image

from milliard.ui.qr import Drawing, draw_qr

#: Pixels of one module in the picture: a poster is printed from it.
_PIXELS = 24


@dataclass(frozen=True, slots=True)
class AddressCode:
    """The code of an address, drawn for the page and for paper."""

    svg: SafeString
    #: «data:» addresses of the same as files.
    svg_url: str
    png_url: str


def code_of(address: str) -> AddressCode:
    """The code of ``address``, to show and to take away."""
    drawing = draw_qr(address)
    svg = _svg(drawing)
    alone = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    png = base64.b64encode(_png(drawing)).decode()
    return AddressCode(
        svg=mark_safe(svg),  # noqa: S308 (digits only)
        svg_url=f"data:image/svg+xml,{quote(alone)}",
        png_url=f"data:image/png;base64,{png}",
    )


def _svg(drawing: Drawing) -> str:
    """Black on white whatever the theme: readers want it so."""
    side = drawing.size
    return (
        f'<svg viewBox="0 0 {side} {side}" width="200" height="200" shape-rendering="crispEdges" '
        f'aria-hidden="true" focusable="false"><path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path fill="#000" d="{drawing.d}"/></svg>'
    )


def _png(drawing: Drawing) -> bytes:
    side = drawing.size
    picture = Image.new("1", (side, side), 1)
    picture.putdata([0 if is_dark else 1 for row in drawing.modules for is_dark in row])
    made = io.BytesIO()
    picture.resize((side * _PIXELS, side * _PIXELS), Image.Resampling.NEAREST).save(made, "PNG")
    return made.getvalue()

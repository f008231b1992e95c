"""The code of an address: what a telephone reads in it is the address."""

import base64
import io
import re

from django.template import Context, Template
from PIL import Image

from milliard.ui.sharing import code_of

ADDRESS = "https://milliard.example.org/questionnaires/besoins-2026/"


def modules_of_svg(svg: str) -> set[tuple[int, int]]:
    return {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg)}


def test_the_drawing_and_the_picture_hold_the_same_code() -> None:
    code = code_of(ADDRESS)
    png = base64.b64decode(code.png_url.partition(",")[2])
    with Image.open(io.BytesIO(png)) as picture:
        side = picture.width // 24
        dark = {
            (x, y) for x in range(side) for y in range(side) if not picture.getpixel((x * 24 + 5, y * 24 + 5))
        }
    assert dark == modules_of_svg(code.svg)
    corner = {(4 + at, 4) for at in range(7)}
    assert corner <= dark  # the finder pattern, after four white modules
    assert min(x for x, _ in dark) == min(y for _, y in dark) == 4


def test_another_address_has_another_code() -> None:
    assert modules_of_svg(code_of(ADDRESS).svg) != modules_of_svg(code_of(f"{ADDRESS}?a=1").svg)


def test_the_address_can_be_selected_without_javascript() -> None:
    page = Template('{% address_code url=url name="qr" code=code %}')
    shown = page.render(Context({"url": ADDRESS, "code": code_of(ADDRESS)}))
    assert f"readonly>{ADDRESS}</textarea>" in shown
    assert 'aria-live="polite"' in shown
    assert "data-copy-button hidden" in shown
    assert 'download="qr.png"' in shown

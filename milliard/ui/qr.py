"""A QR code (ISO/IEC 18004) as one path: drawn the same on the page and on paper."""

from dataclasses import dataclass

_QUIET = 4  # modules of white around, as the standard asks


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG path in a square of ``size`` modules, and the modules (True: dark), margin included."""

    d: str
    modules: tuple[tuple[bool, ...], ...]

    @property
    def size(self) -> int:
        return len(self.modules)

    @property
    def svg(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.size} {self.size}">'
            f'<rect width="{self.size}" height="{self.size}" fill="#fff"/><path d="{self.d}"/></svg>'
        )


def draw_qr(text: str) -> Drawing:
    """Draw ``text``, such that a phone reads it from a scratched card: 15 % may be lacking (level M)."""
    import qrcode  # few requests need it: see `config.server`

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=_QUIET)
    code.add_data(text)
    code.make()
    rows = tuple(map(tuple, code.get_matrix()))
    dark = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Drawing("".join(f"M{x} {y}h1v1h-1z" for x, y in dark), rows)

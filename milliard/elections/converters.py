"""How elections are written in addresses: apart from views, so that writing one needs none of them."""


class ElectionName:
    """The name of an election in the protocol: 14 characters of base 58 or more."""

    regex = "[1-9A-HJ-NP-Za-km-z]{14,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value

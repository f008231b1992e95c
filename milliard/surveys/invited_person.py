"""Somebody to invite, as a list gives them."""

from dataclasses import dataclass

#: Of an invitation too, under the same names.
FIELDS = ("email", "given_name", "family_name", "organisation")


@dataclass(frozen=True, slots=True)
class InvitedPerson:
    """One address, and what the list says of who has it. ``line``: where, from 1; 0 when nowhere."""

    email: str
    given_name: str = ""
    family_name: str = ""
    organisation: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

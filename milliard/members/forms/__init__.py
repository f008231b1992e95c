"""What people type to join, pay, or say more of themselves: parsed and checked, nothing saved."""

from milliard.members.forms.dues import DuesForm
from milliard.members.forms.identity import IdentityForm
from milliard.members.forms.profile import ProfileForm

__all__ = ["DuesForm", "IdentityForm", "ProfileForm"]

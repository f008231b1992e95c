"""Input of the account pages: parsed and checked, nothing saved."""

from allauth.account.forms import LoginForm
from django import forms

from milliard.members.enums import Role
from milliard.members.models import User

ERASE_WORD = "effacer"


class NameForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ("display_name",)
        widgets = {"display_name": forms.TextInput(attrs={"autocomplete": "nickname"})}


class EraseForm(forms.Form):
    """One word to type: an erasure cannot be undone."""

    confirmation = forms.CharField(
        label="Pour confirmer, écrivez le mot «\u00a0effacer\u00a0»",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def clean_confirmation(self) -> str:
        word = str(self.cleaned_data["confirmation"]).strip().lower()
        if word != ERASE_WORD:
            raise forms.ValidationError(
                "Écrivez «\u00a0effacer\u00a0» pour confirmer, ou quittez cette page."
            )
        return word


class RoleForm(forms.Form):
    """The role to grant, on the staff screen."""

    role = forms.ChoiceField(label="Rôle", choices=Role.choices)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class PasswordSignInForm(LoginForm):  # type: ignore[misc]
    """Sign-in for those who chose a password. allauth drops the box when signing up asks for none."""

    def _setup_password_field(self) -> None:
        self.fields["password"].required = True

"""Input of the account pages: parsed and checked, nothing saved."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    AddEmailForm,
    BaseConfirmCodeForm,
    ChangeEmailForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    SignupForm,
)
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms

from milliard.accounts.enums import Role
from milliard.accounts.mail_limits import AskedTooOften, ensure_may_mail
from milliard.accounts.models import User
from milliard.core.rate_limit import Limit, is_once_too_often

ERASE_WORD = "effacer"
# Two more than allauth's tries: two people may hold the same six digits in the same ten minutes.
_GUESSES = Limit("accounts.code", hits=5, window_s=600)


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


class ProofForm(forms.Form):
    """The code received at one's own address."""

    code = forms.CharField(
        label="Le code reçu par e-mail",
        max_length=20,
        error_messages={"required": "Écrivez les six chiffres du code."},
    )


class RoleForm(forms.Form):
    """The role to grant, on the staff screen."""

    role = forms.ChoiceField(label="Rôle", choices=Role.choices)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class PasswordSignInForm(LoginForm):  # type: ignore[misc]
    """Sign-in for those who chose a password. allauth drops the box when signing up asks for none."""

    def _setup_password_field(self) -> None:
        self.fields["password"].required = True


class _CountedAddressForm(forms.Form):
    """An address anybody may type, to which a mail will go; one too many is told beside it."""

    label = "Votre adresse e-mail"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = self.label

    def clean_email(self) -> str:
        address = str(super().clean_email())  # type: ignore[misc]
        try:
            ensure_may_mail(context.request, address)
        except AskedTooOften as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return address


class AskCodeForm(_CountedAddressForm, RequestLoginCodeForm):  # type: ignore[misc]
    """Where to send a code that opens the account."""


class WelcomeForm(AskCodeForm):
    """The same, for who may have no account yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = "Nous y envoyons un code, pour vérifier que c’est la vôtre."


class JoinForm(_CountedAddressForm, SignupForm):  # type: ignore[misc]
    """A new account."""


class ForgottenPasswordForm(_CountedAddressForm, ResetPasswordForm):  # type: ignore[misc]
    """Where to send a link to another password."""


class NewAddressForm(_CountedAddressForm, AddEmailForm):  # type: ignore[misc]
    """Another address for one's account."""

    label = "Nouvelle adresse e-mail"


class OtherAddressForm(_CountedAddressForm, ChangeEmailForm):  # type: ignore[misc]
    """The address of an account that is being made, typed again."""


class _CountedCodeForm(BaseConfirmCodeForm):  # type: ignore[misc]
    """A mailed code; each try is counted in the database.

    allauth counts in the session, which requests sent together all read as it was before the first of them.
    The counter's name is a keyed hash of the code that is waited for.
    """

    def clean_code(self) -> str:
        if self.expected_code and is_once_too_often(self.expected_code, _GUESSES):
            raise get_adapter().validation_error("incorrect_code")
        return str(super().clean_code())


class SignInCodeForm(_CountedCodeForm, ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that opens the account."""


class AddressCodeForm(_CountedCodeForm, ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that proves an address is one's own."""


class SecondStepForm(AuthenticateForm):  # type: ignore[misc]
    """The second proof when signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self)


class ProveAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The same proof, before a delicate act."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self)


class LinkApplicationForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, hint="Six chiffres, qui changent toutes les trente secondes.")


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey, in words people know; it opens the account by itself unless they say otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_name(self)
        passwordless = self.fields.get("passwordless")
        if passwordless is not None:
            passwordless.label = "Me connecter avec cette clé seule, sans code par e-mail"
            passwordless.help_text = ""
            passwordless.initial = True


class RenameKeyForm(EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_name(self)


def _ask_for_code(form: forms.Form, *, hint: str = "Ou un de vos codes de secours.") -> None:
    field = form.fields["code"]
    field.label, field.help_text = "Le code affiché par votre application", hint
    field.error_messages["required"] = "Écrivez le code."
    field.widget.attrs.pop("placeholder", None)  # it would only repeat the label


def _ask_for_name(form: forms.Form) -> None:
    field = form.fields["name"]
    field.label = "Nom de la clé"
    field.help_text = "Pour la reconnaître\u00a0: «\u00a0mon téléphone\u00a0»."
    field.error_messages["required"] = "Donnez-lui un nom."

"""What a member says of themselves."""

from django import forms
from django.utils import timezone

from milliard.core.fields import WholeNumberField
from milliard.members.consents import WORDINGS
from milliard.members.enums import ConsentPurpose, Gender, Occupation, PriorityArea
from milliard.members.models import Member, MemberProfile
from milliard.members.services.profiles import Said
from milliard.members.skills import SKILLS, TIMES


def clean_phone(typed: str) -> str:
    """Digits as people write them: spaces, dots, a plus sign; kept with spaces alone."""
    digits = "".join(sign for sign in typed if sign.isdecimal() and sign.isascii())
    is_written = all(sign in "0123456789 .-/+()\u00a0\u202f" for sign in typed)
    if typed and not (is_written and 6 <= len(digits) <= 15):
        raise forms.ValidationError("Écrivez un numéro de téléphone, ainsi\u00a0: 06 12 34 56 78.")
    return " ".join(typed.replace(".", " ").split())


class ProfileForm(forms.Form):
    """Everything is optional, and each field says why it is asked and what saying it means."""

    skills = forms.MultipleChoiceField(
        label="Ce que vous savez faire",
        required=False,
        choices=list(SKILLS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=WORDINGS[ConsentPurpose.SKILLS],
    )
    times = forms.MultipleChoiceField(
        label="Quand vous avez du temps",
        required=False,
        choices=list(TIMES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=WORDINGS[ConsentPurpose.TIME],
    )
    phone = forms.CharField(
        label="Votre téléphone",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        help_text=WORDINGS[ConsentPurpose.PHONE],
    )
    birth_year = WholeNumberField(
        label="Votre année de naissance",
        required=False,
        help_text=WORDINGS[ConsentPurpose.BIRTH_YEAR],
    )
    gender = forms.ChoiceField(
        label="Vous êtes",
        required=False,
        choices=[("", "je ne le dis pas"), *Gender.choices],
        widget=forms.RadioSelect,
        help_text=WORDINGS[ConsentPurpose.GENDER],
    )
    occupation = forms.ChoiceField(
        label="Votre activité",
        required=False,
        choices=[("", "je ne le dis pas"), *Occupation.choices],
        help_text=WORDINGS[ConsentPurpose.OCCUPATION],
    )
    priority_area = forms.ChoiceField(
        label="Habitez-vous dans un quartier prioritaire de la politique de la ville\u202f?",
        required=False,
        choices=[("", "je ne sais pas, ou je ne le dis pas"), *PriorityArea.choices],
        widget=forms.RadioSelect,
        help_text=WORDINGS[ConsentPurpose.PRIORITY_AREA],
    )
    wants_lot = forms.BooleanField(label=WORDINGS[ConsentPurpose.LOT], required=False)
    wants_news = forms.BooleanField(label=WORDINGS[ConsentPurpose.NEWSLETTER], required=False)

    @classmethod
    def of(cls, member: Member, agreed: frozenset[str]) -> "ProfileForm":
        profile = MemberProfile.objects.filter(member=member).first() or MemberProfile()
        names = ("birth_year", "gender", "occupation", "priority_area", "skills", "times", "wants_lot")
        said = {name: getattr(profile, name) for name in names}
        wants_news = ConsentPurpose.NEWSLETTER in agreed
        return cls(initial={**said, "phone": member.phone, "wants_news": wants_news})

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        this_year = timezone.localdate().year
        if year is not None and not 1900 <= year <= this_year:
            raise forms.ValidationError(f"Écrivez l’année en quatre chiffres, entre 1900 et {this_year}.")
        return year

    def said(self) -> Said:
        said = self.cleaned_data
        return Said(
            birth_year=said["birth_year"],
            gender=said["gender"],
            occupation=said["occupation"],
            priority_area=said["priority_area"],
            skills=tuple(said["skills"]),
            times=tuple(said["times"]),
            wants_lot=said["wants_lot"],
            phone=said["phone"],
            wants_news=said["wants_news"],
        )

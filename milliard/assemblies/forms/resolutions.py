"""A resolution, an amendment, its choices: only the questions that its way of voting needs."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms

from french import NBSP, Unclear, format_euros, read_cents
from milliard.assemblies.enums import Electorate, ResolutionState, Secrecy, VotingMethod
from milliard.assemblies.models import MAX_CHOICES, Assembly, Resolution, ResolutionChoice
from milliard.core.fields import EurosField, WholeNumberField
from milliard.statutes.enums import ResolutionKind

#: What each line of a choice says after its name, by method: (field, words).
PARTS: Mapping[VotingMethod, tuple[str, ...]] = {
    VotingMethod.MOTION: (),
    VotingMethod.CHOOSE: ("gender", "region", "text"),
    VotingMethod.JUDGMENT: ("text",),
    VotingMethod.SCHULZE: ("text",),
    VotingMethod.STV: ("gender", "region", "text"),
    VotingMethod.BUDGET: ("cost_cents", "text"),
}
_HELP = {
    VotingMethod.CHOOSE: "Un par ligne. Pour une élection\u00a0: nom\u00a0; femme ou homme\u00a0; région.",
    VotingMethod.JUDGMENT: "Une proposition par ligne.",
    VotingMethod.SCHULZE: "Un par ligne.",
    VotingMethod.STV: "Un par ligne\u00a0: nom\u00a0; femme ou homme\u00a0; région.",
    VotingMethod.BUDGET: "Un projet par ligne\u00a0: nom\u00a0; coût en euros\u00a0; présentation.",
}
#: Typed word -> what rules after the count look at.
GENDERS = {"femme": "woman", "f": "woman", "homme": "man", "h": "man", "m": "man"}
_GENDER_WORDS = {"woman": "femme", "man": "homme"}
#: Methods whose seats are filled, and those where one may tick several.
SEATED = (VotingMethod.CHOOSE, VotingMethod.STV)
TICKED = (VotingMethod.CHOOSE, VotingMethod.BUDGET)


class ResolutionForm(forms.Form):
    """A resolution of one method; gives ``fields`` and ``choices``, as `write_resolution` takes them."""

    title = forms.CharField(label="Titre", max_length=160)
    text = forms.CharField(
        label="Texte", max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}), strip=True
    )
    kind = forms.ChoiceField(
        label="Nature",
        choices=ResolutionKind.choices,
        help_text="Chaque nature a sa majorité dans les statuts.",
    )
    secrecy = forms.ChoiceField(label="Secret du vote", choices=Secrecy.choices)
    electorate = forms.ChoiceField(label="Qui vote", choices=Electorate.choices)

    def __init__(
        self,
        *args: Any,
        method: VotingMethod,
        assembly: Assembly,
        resolution: Resolution | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.method, self.assembly, self.resolution = method, assembly, resolution
        if method is VotingMethod.MOTION:
            self._add_amendment()
        else:
            self._add_choices()
        if method in (VotingMethod.SCHULZE, VotingMethod.STV):
            choices = [choice for choice in Secrecy.choices if choice[0] != Secrecy.SECRET]
            self.fields["secrecy"] = forms.ChoiceField(label="Secret du vote", choices=choices)

    def _add_amendment(self) -> None:
        drafts = Resolution.objects.filter(
            assembly=self.assembly, state=ResolutionState.DRAFT, method=VotingMethod.MOTION
        )
        if self.resolution is not None:
            drafts = drafts.exclude(pk=self.resolution.pk)
        self.fields["amends"] = forms.ModelChoiceField(
            label="Amende",
            queryset=drafts.order_by("position"),
            required=False,
            to_field_name="public_id",
            empty_label="rien\u00a0: c’est une résolution",
        )
        self.fields["passage"] = forms.CharField(
            label="Passage remplacé",
            max_length=20_000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text="D’un amendement\u00a0: recopié tel quel du texte amendé. Vide\u00a0: ajouté à la fin.",
        )
        self.fields["distance"] = WholeNumberField(
            label="Éloignement du texte",
            min_value=0,
            max_value=100,
            required=False,
            help_text="D’un amendement, de 0 à 100\u00a0: le plus éloigné se vote le premier.",
        )

    def _add_choices(self) -> None:
        if self.method in SEATED:
            self.fields["seats"] = WholeNumberField(
                label="Sièges", min_value=1, max_value=MAX_CHOICES, initial=1
            )
        if self.method is VotingMethod.CHOOSE:  # the count of the transferable vote knows no such rule
            self.fields["parity"] = forms.BooleanField(
                label="Parité\u00a0: pas plus de la moitié des sièges, arrondie au-dessus, pour un genre",
                required=False,
            )
            self.fields["regions"] = forms.CharField(
                label="Sièges par région",
                required=False,
                max_length=4_000,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="Une région par ligne, puis combien de sièges au moins et au plus\u00a0:"
                " «\u00a0Bretagne\u00a0; 1\u00a0; 2\u00a0»."
                " Vide\u00a0: aucune règle.",
            )
        if self.method in TICKED:
            self.fields["max_chosen"] = WholeNumberField(
                label="Choix par bulletin, au plus",
                min_value=0,
                max_value=MAX_CHOICES,
                required=False,
                help_text="Vide\u00a0: autant qu’on veut.",
            )
        if self.method is VotingMethod.BUDGET:
            self.fields["budget_cents"] = EurosField(label="Somme à répartir")
        self.fields["choices"] = forms.CharField(
            label="Choix",
            help_text=f"{_HELP[self.method]} On peut finir par une présentation.",
            max_length=200 * 4_500,
            widget=forms.Textarea(attrs={"rows": 8}),
        )

    @classmethod
    def first_values(cls, resolution: Resolution) -> dict[str, Any]:
        """What the boxes hold when a resolution is rewritten."""
        names = ("title", "text", "kind", "secrecy", "electorate", "passage", "distance", "seats")
        values = {name: getattr(resolution, name) for name in (*names, "budget_cents")}
        choices = resolution.choices.order_by("number")
        return {
            **values,
            "max_chosen": resolution.max_chosen or None,
            "parity": bool(resolution.rules.get("parity")),
            "regions": "\n".join(
                f"{region}\u00a0; {low}\u00a0; {high}"
                for region, (low, high) in sorted(resolution.rules.get("regions", {}).items())
            ),
            "amends": resolution.amends.public_id if resolution.amends else None,
            "choices": "\n".join(line_of(VotingMethod(resolution.method), choice) for choice in choices),
        }

    def clean_regions(self) -> dict[str, list[int]]:
        """Region -> [at least, at most], as `rules` keep it."""
        found: dict[str, list[int]] = {}
        lines = [line for line in self.cleaned_data["regions"].splitlines() if line.strip()]
        for number, line in enumerate(lines, start=1):
            region, *bounds = (part.strip() for part in line.split(";"))
            is_whole = len(bounds) == 2 and all(one.isascii() and one.isdecimal() for one in bounds)
            if not region or not is_whole or int(bounds[0]) > int(bounds[1]):
                raise forms.ValidationError(
                    f"Ligne {number}\u00a0: écrivez la région, combien au moins, combien au plus\u00a0:"
                    " «\u00a0Bretagne\u00a0; 1\u00a0; 2\u00a0»."
                )
            if region in found:
                raise forms.ValidationError(f"«\u00a0{region}\u00a0» est écrite deux fois.")
            found[region] = [int(one) for one in bounds]
        return found

    def clean_choices(self) -> list[dict[str, Any]]:
        lines = [line for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        if len(lines) > MAX_CHOICES:
            raise forms.ValidationError(f"{MAX_CHOICES} choix au plus\u00a0: il y en a {len(lines)}.")
        choices = [self._choice(number, line) for number, line in enumerate(lines, start=1)]
        labels = [choice["label"].casefold() for choice in choices]
        if twice := next((label for label in labels if labels.count(label) > 1), ""):
            raise forms.ValidationError(f"«\u00a0{twice}\u00a0» est écrit deux fois.")
        return choices

    def _choice(self, number: int, line: str) -> dict[str, Any]:
        label, *rest = (part.strip() for part in line.split(";"))
        if not label or len(label) > 200:
            raise forms.ValidationError(f"Ligne {number}\u00a0: un intitulé a de 1 à 200 lettres.")
        names = PARTS[self.method]
        found: dict[str, Any] = {"label": label}
        for place, name in enumerate(names):
            # What stands last is a text, where «;» are its own.
            typed = (
                "\u00a0; ".join(rest[place:]) if name == "text" else rest[place] if place < len(rest) else ""
            )
            found[name] = self._read(number, name, typed)
        return found

    def _read(self, number: int, name: str, typed: str) -> Any:
        if name == "cost_cents":
            try:
                cents = read_cents(typed) if typed else 0
            except Unclear as unclear:
                raise forms.ValidationError(f"Ligne {number}\u00a0: {unclear.question}") from None
            if cents <= 0:
                raise forms.ValidationError(f"Ligne {number}\u00a0: dites le coût, après un point-virgule.")
            return cents
        if name == "gender" and typed:
            if typed.casefold() not in GENDERS:
                raise forms.ValidationError(
                    f"Ligne {number}\u00a0: écrivez femme, homme, ou rien, après le premier point-virgule."
                )
            return GENDERS[typed.casefold()]
        return typed[:40] if name == "region" else typed

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        amends = said.get("amends")
        if amends is None and said.get("passage"):
            self.add_error("amends", "Choisissez le texte dont ce passage est remplacé.")
        if said.get("parity") and not any(choice["gender"] for choice in said.get("choices", ())):
            self.add_error("choices", "La parité demande le genre de chaque candidat·e.")
        self._check_regions(said)
        if self.errors:
            return said
        fields = {
            **{name: said[name] for name in ("title", "kind", "secrecy", "electorate")},
            "text": _lines(said["text"]),
            "method": self.method,
            "amends": amends,
            "passage": _lines(said.get("passage") or ""),
            "distance": said.get("distance") or 0,
            "seats": said.get("seats") or 0,
            "max_chosen": said.get("max_chosen") or 0,
            "rules": {
                **({"parity": True} if said.get("parity") else {}),
                **({"regions": said["regions"]} if said.get("regions") else {}),
            },
            "budget_cents": said.get("budget_cents"),
        }
        choices = said.get("choices", [])
        # Who rewrites one says which; who adds one stands on the screen of its assembly.
        where = {"assembly": self.assembly} if self.resolution is not None else {}
        return {"fields": fields, "choices": choices, **where}

    def _check_regions(self, said: Mapping[str, Any]) -> None:
        """Rules that no choice could meet are told before the vote, not after."""
        rules = said.get("regions") or {}
        known = Counter(choice.get("region") for choice in said.get("choices", ()))
        if missing := [region for region in rules if region not in known]:
            names = ", ".join(missing)
            self.add_error("regions", f"Aucun choix n’est de cette région\u00a0: {names}. Écrivez-la pareil.")
        if short := [region for region, (low, _) in rules.items() if 0 < known[region] < low]:
            self.add_error(
                "regions",
                f"Moins de choix que de sièges demandés pour cette région\u00a0: {', '.join(short)}.",
            )
        least = sum(low for low, _ in rules.values())
        if said.get("seats") and least > said["seats"]:
            self.add_error(
                "regions", f"Ces règles demandent {least} sièges au moins, et il y en a {said['seats']}."
            )


def _lines(text: str) -> str:
    """With the ends of lines of everywhere: a passage is looked for in a text letter by letter."""
    return text.replace("\r\n", "\n")


def line_of(method: VotingMethod, choice: ResolutionChoice) -> str:
    """A choice as its line is typed: «Jardin ; 12 000,00 ; Un jardin partagé»."""
    parts = {
        "cost_cents": format_euros(choice.cost_cents).removesuffix(f"{NBSP}€") if choice.cost_cents else "",
        "gender": _GENDER_WORDS.get(choice.gender, ""),
        "region": choice.region,
        "text": choice.text,
    }
    return "\u00a0; ".join([choice.label, *(parts[name] for name in PARTS[method])]).rstrip("\u00a0; ")

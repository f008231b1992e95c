"""What a form says of a box left empty or filled wrongly: one careful sentence for each kind, everywhere.

Django's and allauth's forms take these from class attributes that Django offers for it, read when a form's
class is made: this module is imported before any form is (`milliard.core.apps`).
"""

from django import forms
from django.core import validators

_WORDS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "Remplissez cette case."},
    forms.EmailField: {
        "required": "Écrivez une adresse e-mail.",
        "invalid": "Écrivez une adresse complète, par exemple camille@exemple.org.",
    },
    forms.BooleanField: {"required": "Cochez cette case pour continuer."},
    forms.ChoiceField: {
        "required": "Choisissez une réponse.",
        "invalid_choice": "Choisissez l’une des réponses proposées.",
    },
    forms.MultipleChoiceField: {
        "required": "Choisissez au moins une réponse.",
        "invalid_choice": "Choisissez parmi les réponses proposées.",
        "invalid_list": "Choisissez parmi les réponses proposées.",
    },
    forms.ModelChoiceField: {
        "required": "Choisissez une réponse.",
        "invalid_choice": "Choisissez l’une des réponses proposées.",
    },
    forms.IntegerField: {"invalid": "Écrivez un nombre entier, en chiffres."},
    forms.DateField: {"invalid": "Écrivez la date ainsi\u00a0: 23/11/2026."},
    forms.DateTimeField: {"invalid": "Écrivez le jour et l’heure ainsi\u00a0: 23/11/2026 18:30."},
    forms.FileField: {
        "required": "Choisissez un fichier.",
        "invalid": "Choisissez un fichier.",
        "missing": "Choisissez un fichier.",
        "empty": "Ce fichier est vide\u00a0: choisissez-en un autre.",
    },
}


def use_our_words() -> None:
    """Replace Django's sentences by ours."""
    for field, words in _WORDS.items():
        # A dictionary of the class's own: `forms.Field`'s is shared by those that have none.
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **words}
    validators.validate_email.message = _WORDS[forms.EmailField]["invalid"]
    validators.EmailValidator.message = _WORDS[forms.EmailField]["invalid"]
    validators.MaxLengthValidator.message = (
        "Écrivez %(limit_value)d caractères au plus\u00a0: il y en a %(show_value)d."
    )
    validators.MinLengthValidator.message = (
        "Écrivez au moins %(limit_value)d caractères\u00a0: il y en a %(show_value)d."
    )

"""What erasing a response takes away, and what stays."""

from french import plural
from milliard.readings.enums import QUOTED
from milliard.surveys.models import Response


def what_erasing_does(response: Response) -> list[str]:
    """Sentences, in French, with this response's own counts."""
    files, people = response.attachments.count(), response.contributors.count()
    quoted = response.text_reviews.filter(state__in=QUOTED).count()
    gone = ["Les réponses et leurs versions remplacées"]
    if files:
        gone.append(plural(files, "fichier joint", "fichiers joints"))
    if consents := response.consents.count():
        gone.append(plural(consents, "accord"))
    if people:
        gone.append(plural(people, "personne qui répondait avec", "personnes qui répondaient avec"))
    sentences = [
        f"{', '.join(gone)}\u00a0: tout disparaît pour de bon. Rien ne permet de revenir en arrière."
    ]
    if quoted:
        sentences.append(
            f"{plural(quoted, 'texte citable', 'textes citables')}\u00a0: là où une étude les cite, "
            f"la citation est "
            "remplacée par «\u00a0retirée\u00a0»."
        )
    if not response.collection.is_anonymous:
        sentences.append("L’invitation reste notée comme utilisée, pour qu’aucune relance ne parte.")
    return [
        *sentences,
        "Les jeux de données déjà figés, qui ne portent ni nom, ni adresse, ni texte, ne changent pas.",
        "Les sauvegardes s’effacent à leur échéance\u00a0; une sauvegarde restaurée refait cet effacement.",
        "Le journal dit que vous avez effacé une réponse de cette collecte, sans dire de qui.",
    ]

"""What the services of this app refuse, each with its name and its sentence for the person."""

from milliard.core.received_files import NoRoomForFile
from milliard.core.refusals import Refused


class CollectionNotOpen(Refused):
    """An answer arrived before the opening or after the closing."""

    message = "Ce questionnaire n’est pas ouvert aux réponses."


class CollectionCannotOpen(Refused):
    """Opening, closing or reopening does not make sense in the present state."""

    message = "Cette collecte ne peut pas être ouverte."


class InvitationNeeded(Refused):
    """The collection is for invited people only, and no valid invitation came with the request."""

    message = "Ce questionnaire est réservé aux personnes qui ont reçu une invitation."


class InvitationSpent(Refused):
    """The invitation has already served for a complete response."""

    message = "Cette invitation a déjà servi\u00a0: une réponse complète a été reçue, merci\u202f!"


class UnknownToken(Refused):
    """The link or the page is forged, for something else, or for a response that no longer exists."""

    message = "Ce lien n’ouvre aucune réponse."


class ExpiredToken(UnknownToken):
    """The page was opened too long ago, or the link is too old."""

    message = "Cette page est restée ouverte trop longtemps."


class NoMailHere(Refused):
    """An anonymous collection keeps no address: the link is shown on the page instead."""

    message = "Ce questionnaire est anonyme\u00a0: gardez le lien affiché, nous ne gardons aucune adresse."


class TooManyMails(Refused):
    """Mails are for those who answer, not for writing to strangers. Shown beside the field of the address."""

    message = "Beaucoup d’e-mails sont déjà partis d’ici aujourd’hui\u00a0: réessayez demain."


class TooManyPeople(TooManyMails):
    """More people than a team filling one form has, those removed since included."""

    message = "Vingt personnes au plus sont invitées à répondre ensemble, même retirées ensuite."


class UnknownSection(Refused):
    """The version has no section of that name."""

    message = "Cette partie du questionnaire n’existe pas."


class NotYourSection(Refused):
    """The contributor is in charge of other sections."""

    message = "Cette partie est confiée à quelqu’un d’autre de votre organisation."


class ResponseIncomplete(Refused):
    """Finishing needs every required question answered and every answer right."""

    message = "Il reste des réponses à compléter ou à corriger."


class SectionsUnseen(Refused):
    """Sections of the path were never opened, and nobody said to send without them."""

    message = "Il reste des sections que vous n’avez pas ouvertes."


class ConsentNeeded(Refused):
    """A consent without which no answer can be kept was not given."""

    message = "Pour garder vos réponses, nous avons besoin de votre accord."


class FileNotKept(NoRoomForFile):
    """The disk does not take it."""

    message = (
        "Ce fichier n’a pas pu être gardé\u00a0: la place manque de notre côté. Vos autres réponses sont "
        "enregistrées. Réessayez plus tard, ou continuez sans lui."
    )


class AnotherResponse(Refused):
    """The page belongs to another response than the one this device has open now."""

    message = (
        "Une autre réponse a été ouverte depuis sur cet appareil\u00a0: rien n’a été changé. Pour la vôtre, "
        "passez par son lien."
    )

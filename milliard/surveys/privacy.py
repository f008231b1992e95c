"""What questionnaires keep about people."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields
from milliard.surveys.services.retention import listed_retentions

_AS_LONG = (
    "Jusqu’au jour que dit la première page de chaque questionnaire\u00a0: un an après sa fermeture, si rien "
    "d’autre n’y est écrit. Elles sont alors effacées. Vous pouvez le faire avant, seul·e depuis votre lien, "
    "ou en le demandant à l’équipe."
)

_UNREADABLE, _DIGEST = "Elle ne dit pas quelle est l’adresse.", {"digest": "empreinte de l’adresse"}
_LINK, _FILE = {"token_digest": "empreinte de votre lien"}, {"file": "fichier"}

_NAMED_UNTIL = "Autant que les réponses au questionnaire\u00a0; les noms, trente jours après sa fermeture."

KEPT = (
    KeptData(
        kind="Vos réponses à un questionnaire",
        what="Ce que vous avez répondu, section par section, avec ce qui a été remplacé, et quand\u00a0; le"
        " jour seulement, si le questionnaire est anonyme. Jamais l’adresse de votre connexion.",
        why="Publier des chiffres d’ensemble, et citer des phrases relues, sans nom. La première page de"
        " chacun dit qui le mène et dans quel but.",
        until=_AS_LONG,
        until_each=listed_retentions,
        models=(
            Fields(
                "Response",
                erased="collection version token_digest answers off_path sections revision furthest_section"
                " furthest_question origin entered_by people_invited started_at saved_at completed_at"
                " unseen_sections",
                called=_LINK,
            ),
            Fields("ReplacedAnswer", erased="response section_key path value replaced_by"),
        ),
    ),
    KeptData(
        kind="Les fichiers que vous joignez",
        what="Le fichier et le nom que vous lui aviez donné, hors de portée du public.",
        why="Répondre à la question qui le demande.",
        until="Autant que la réponse à laquelle ils sont joints.",
        models=(Fields("Attachment", erased="response path file name size content_type", called=_FILE),),
    ),
    KeptData(
        kind="Vos accords",
        what="Ce que vous avez accepté ou refusé, avec le texte exact que vous avez lu, et quand.",
        why="Respecter vos choix, et pouvoir le montrer.",
        until="Autant que votre réponse\u00a0; vous pouvez en changer à tout moment.",
        models=(Fields("Consent", erased="response text purpose is_given decided_at"),),
    ),
    KeptData(
        kind="L’adresse où recevoir votre lien ou votre reçu",
        what="L’adresse e-mail que vous tapez pour cela. Jamais dans un questionnaire anonyme.",
        why="Vous renvoyer ce lien, et rien d’autre.",
        until="Autant que votre réponse, ou jusqu’à ce que vous demandiez de l’oublier.",
        models=(Fields("Response", erased="resume_email"),),
    ),
    KeptData(
        kind="Les personnes qui répondent avec vous",
        what="Le prénom ou la fonction, l’adresse e-mail et les sections de chaque personne que vous"
        " ajoutez\u00a0; votre prénom et le nom de votre organisation, écrits dans son message.",
        why="Lui envoyer son propre lien, en disant de la part de qui.",
        until="Jusqu’à ce que vous la retiriez, ou autant que la réponse.",
        models=(
            Fields(
                "Contributor",
                erased="response name email asked_by organisation token_digest sections",
                called=_LINK,
            ),
        ),
    ),
    KeptData(
        kind="Les adresses invitées",
        what="L’adresse e-mail de chaque personne invitée à répondre, et si elle a terminé\u00a0; ses prénom,"
        " nom et structure, si l’équipe les avait. L’équipe les voit. Dans un questionnaire anonyme, rien ne"
        " relie l’invitation à la réponse, et l’équipe ne voit pas qui a répondu.",
        why="Inviter une fois, en saluant par son nom\u00a0; relancer trois fois au plus.",
        until=f"{_NAMED_UNTIL} Dans chaque message, un lien pour ne plus être invité·e.",
        models=(
            Fields(
                "Invitation",
                nameless="collection token_digest sent_at reminded_at reminders is_waiting is_refused"
                " is_opened is_spent response",
                kept="email given_name family_name organisation",
                called=_LINK,
                why="Ne pas vous inviter ni vous relancer à nouveau. Demandez-le, et tout est oublié aussi.",
                until=_NAMED_UNTIL,
            ),
        ),
    ),
    KeptData(
        kind="Les adresses qui ne veulent plus d’invitation",
        what="Une empreinte, calculée avec une clé secrète\u00a0: elle ne permet pas de retrouver l’adresse.",
        why="Ne pas inviter à nouveau.",
        until="Sans limite.",
        models=(
            Fields("UnwantedAddress", kept="digest", called=_DIGEST, why=_UNREADABLE, until="Sans limite."),
        ),
    ),
    KeptData(
        kind="Le questionnaire commencé sur cet appareil",
        what="Dans un témoin de votre navigateur, de quoi le retrouver.",
        why="Reprendre où vous en étiez.",
        until="Soixante jours, ou deux heures si vous dites que l’ordinateur est partagé.",
    ),
)

"""What the foundation itself keeps about people."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields

KEPT = (
    KeptData(
        kind="Votre session",
        what="Un numéro tiré au sort, dans un témoin de votre navigateur, et ce qu’il faut pour "
        "vous garder "
        "connecté·e.",
        why="Ne pas vous redemander qui vous êtes à chaque page.",
        until="Quatorze jours\u00a0; douze heures pour l’équipe.",
        models=(
            Fields(
                "sessions.Session",
                erased="session_key session_data expire_date",
                words="ce qui vous garde connecté·e",
            ),
        ),
    ),
    KeptData(
        kind="Les compteurs contre les robots",
        what="Des empreintes, calculées avec une clé secrète du site et différentes chaque jour, de "
        "votre adresse de "
        "connexion et des adresses e-mail à qui l’on écrit. Ni l’une ni les autres n’y sont écrites.",
        why="Empêcher qu’on inonde nos formulaires, ou votre boîte, de demandes.",
        until="Un jour au plus.",
    ),
    KeptData(
        kind="Les e-mails en attente",
        what="Leur texte, chiffré, le temps de les envoyer\u00a0; dans une démonstration, ceux qui "
        "auraient été envoyés.",
        why="Vous envoyer ce que vous demandez.",
        until="L’envoi\u00a0; deux jours s’il échoue\u00a0; trente jours dans une démonstration.",
        models=(
            Fields("OutboxMail", erased="sent_at recipient subject body"),
            Fields(
                "django_tasks_database.DBTaskResult",
                kept="* args_kwargs",
                why="Un message déjà demandé, chiffré, attend de partir.",
                until="L’envoi\u00a0; deux jours s’il échoue.",
                words="le travail en attente",
            ),
        ),
    ),
    KeptData(
        kind="Le journal de l’équipe",
        what="Qui, de l’équipe, a fait quoi et quand\u00a0; jamais vos réponses ni votre adresse.",
        why="Pouvoir rendre compte de ce qui a été fait avec des données.",
        until="Sans limite.",
        is_of_team=True,
        models=(
            Fields(
                "wagtailcore.ModelLogEntry",
                nameless="* user label data",
                why="Rendre compte\u00a0: la ligne renvoie à un compte vide.",
                until="Sans limite.",
                words="qui a fait quoi, et quand",
            ),
            Fields(
                "pghistory.Context",
                nameless="* metadata",
                why="Dire dans quel geste une ligne a changé.",
                until="Sans limite.",
                words="le contexte d’un changement",
            ),
        ),
    ),
)

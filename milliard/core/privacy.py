"""What the foundation itself keeps about people."""

from milliard.core.declarations import KeptData

KEPT = (
    KeptData(
        kind="Votre session",
        what="Un numéro tiré au sort, dans un témoin de votre navigateur, et ce qu’il faut pour "
        "vous garder "
        "connecté·e.",
        why="Ne pas vous redemander qui vous êtes à chaque page.",
        until="Quatorze jours\u00a0; douze heures pour l’équipe.",
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
        models=("OutboxMail",),
    ),
    KeptData(
        kind="Le journal de l’équipe",
        what="Qui, de l’équipe, a fait quoi et quand\u00a0; jamais vos réponses ni votre adresse.",
        why="Pouvoir rendre compte de ce qui a été fait avec des données.",
        until="Sans limite.",
    ),
)

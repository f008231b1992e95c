"""What the directory keeps about people."""

from milliard.core.declarations import KeptData

KEPT = (
    KeptData(
        kind="Les fiches d’organisations que vous tenez ou corrigez",
        what="Votre fonction et votre adresse e-mail dans l’organisation, ce que vous avez proposé de"
        " corriger, ce que l’équipe a décidé.",
        why="Confier la fiche d’une organisation à quelqu’un qui en fait partie.",
        until="Tant que vous avez un compte\u00a0; sept jours si l’adresse n’est pas prouvée.",
        models=("Claim", "ChangeProposal"),
    ),
    KeptData(
        kind="Les adresses des organisations",
        what="L’adresse e-mail d’une organisation, montrée seulement si elle l’a voulu\u00a0; les fichiers"
        " que des réseaux nous confient, avec les adresses qu’ils contiennent.",
        why="Écrire à une organisation au sujet de sa fiche, et pouvoir annuler un import.",
        until="Tant que la fiche existe\u00a0; six mois pour les lignes d’un fichier, quatorze jours s’il"
        " n’est pas importé.",
        models=("Organisation", "ImportBatch", "ImportRow"),
    ),
    KeptData(
        kind="Vos coordonnées, si vous représentez un réseau ou un partenaire",
        what="Votre nom, votre fonction et votre adresse e-mail professionnelle.",
        why="Faire vivre la convention qui nous lie.",
        until="Tant que la convention dure et que vous en êtes l’interlocuteur·rice.",
        models=("PartnershipContact",),
    ),
)

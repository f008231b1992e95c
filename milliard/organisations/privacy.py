"""What the directory keeps about people."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields

KEPT = (
    KeptData(
        kind="Les fiches d’organisations que vous tenez ou corrigez",
        what="Votre fonction et votre adresse e-mail dans l’organisation, ce que vous avez proposé de"
        " corriger, ce que l’équipe a décidé.",
        why="Confier la fiche d’une organisation à quelqu’un qui en fait partie.",
        until="Tant que vous avez un compte\u00a0; sept jours si l’adresse n’est pas prouvée.",
        models=(
            Fields(
                "Claim",
                erased="organisation person role email state code_digest code_sent_at tries proved_at"
                " decided_at",
                called={"code_digest": "empreinte du code envoyé"},
            ),
            Fields(
                "ChangeProposal",
                erased="person",
                nameless="organisation field value before is_own state decided_at",
                why="Une fiche dit d’où vient chacun de ses champs.",
                until="Tant que la fiche existe.",
            ),
        ),
    ),
    KeptData(
        kind="Les adresses des organisations",
        what="L’adresse e-mail d’une organisation, montrée seulement si elle l’a voulu\u00a0; les fichiers"
        " que des réseaux nous confient, avec les adresses qu’ils contiennent.",
        why="Écrire à une organisation au sujet de sa fiche, et pouvoir annuler un import.",
        until="Tant que la fiche existe\u00a0; six mois pour les lignes d’un fichier, quatorze jours s’il"
        " n’est pas importé.",
        models=(
            Fields(
                "Organisation",
                kept="name legal_form siren siret rna sector themes commune address_line website"
                " contact_email is_contact_public description founded_on headcount state words"
                " name_words search_name"
                " vector",
                called={"words": "mots cherchés", "name_words": "mots du nom", "vector": "mots cherchés"},
                why="La fiche parle de l’organisation, pas d’une personne.",
                until="Tant que la fiche existe.",
            ),
            Fields(
                "ImportBatch",
                erased="read_by",
                kept="file_name digest headings columns first_row network state added changed applied_at"
                " undone_at",
                why="Pouvoir dire d’où vient une fiche, et annuler un import.",
                until="Tant que la fiche existe.",
            ),
            Fields(
                "ImportRow",
                kept="batch number cells values problems verdict decision organisation score is_decided"
                " is_written before",
                why="Pouvoir annuler un import.",
                until="Six mois.",
            ),
        ),
    ),
    KeptData(
        kind="Vos coordonnées, si vous représentez un réseau ou un partenaire",
        what="Votre nom, votre fonction et votre adresse e-mail professionnelle.",
        why="Faire vivre la convention qui nous lie.",
        until="Tant que la convention dure et que vous en êtes l’interlocuteur·rice.",
        models=(
            Fields(
                "PartnershipContact",
                kept="network partner name role email",
                why="Faire vivre la convention.",
                until="Tant que vous en êtes l’interlocuteur·rice\u00a0; demandez-nous de vous en retirer.",
            ),
        ),
    ),
)

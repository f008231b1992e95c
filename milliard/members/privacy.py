"""What members keep about people."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields

_REGISTER = (
    "Le registre dit qui est entré et sorti, et quand\u00a0: il reste un numéro et des dates, qui ne mènent"
    " plus à vous."
)
_ALWAYS = "Tant que l’association existe."

KEPT = (
    KeptData(
        kind="Votre adhésion",
        what="Votre nom, votre commune ou votre pays, votre adresse e-mail, votre téléphone si vous le"
        " donnez, les périodes payées, ce qui vous est demandé, les rappels envoyés. Si vous"
        " aviez adhéré ailleurs\u00a0: le fichier qui nous l’a appris, et quand.",
        why="Savoir qui est membre, vous écrire, vous faire voter. Personne d’autre ne sait que vous l’êtes.",
        until="Tant que vous êtes membre\u00a0; cinq ans après votre départ, votre nom dans le registre"
        " s’efface de lui-même. Une adhésion commencée et jamais payée\u00a0: un an.",
        models=(
            Fields(
                "Member",
                erased="account given_name family_name email phone commune card_code search_name sort_name",
                nameless="country source merged_into erased_at",
                called={"card_code": "code de la carte", "merged_into": "fiche qui la réunit"},
                why=_REGISTER,
                until=_ALWAYS,
            ),
            Fields(
                "RegisterEntry",
                erased="reason",
                nameless="member kind effective_on recorded_at recorded_by fields",
                why=_REGISTER,
                until=_ALWAYS,
            ),
            Fields(
                "Departure",
                nameless="member kind effective_on returned_on recorded_by",
                why=_REGISTER,
                until=_ALWAYS,
            ),
            Fields(
                "MembershipPeriod",
                nameless="member starts_on ends_on dues_request opened_on cancelled_on",
                why=_REGISTER,
                until=_ALWAYS,
            ),
            Fields(
                "DuesRequest",
                nameless="member payment_request rates asked_on closed_on",
                why="Une somme reçue garde ce qui la demandait, sans dire à qui.",
                until="Autant que les comptes.",
            ),
            Fields(
                "Reminder",
                nameless="period step",
                why="Un rang et une date, sans le texte ni l’adresse.",
                until=_ALWAYS,
            ),
            Fields(
                "Exclusion",
                erased="grounds answer decision",
                nameless="member opened_by opened_on answer_by answered_at decided_by decided_on is_excluded",
                why=_REGISTER,
                until=_ALWAYS,
            ),
            Fields("PossibleDuplicate", erased="first second score alike dismissed_by dismissed_at"),
            Fields(
                "Merge",
                erased="sealed_before",
                nameless="kept absorbed moved merged_by undone_by undone_at",
                called={"sealed_before": "ce que disait la fiche avant", "moved": "lignes rattachées"},
                why="Deux numéros d’une même personne restent un seul dans le registre.",
                until=_ALWAYS,
            ),
            Fields(
                "ImportedRow",
                nameless="member_import line member period is_new_member person_digest row_digest"
                " amount_cents",
                called={"person_digest": "empreinte de la personne", "row_digest": "empreinte de la ligne"},
                why="Le même fichier, relu, ne doit pas faire revenir une personne effacée.",
                until=_ALWAYS,
            ),
        ),
    ),
    KeptData(
        kind="Ce que vous dites de vous",
        what="Si vous le voulez\u00a0: année de naissance, genre, groupe professionnel, ce que vous savez"
        " faire, le temps que vous avez, si vous souhaitez être tiré·e au sort.",
        why="Chaque champ a sa raison, écrite à côté. Aucun n’est demandé pour adhérer.",
        until="Jusqu’à ce que vous le retiriez, ou jusqu’à votre départ\u00a0; trois ans après votre dernière"
        " cotisation, si vous ne revenez pas.",
        models=(
            Fields(
                "MemberProfile",
                erased="member birth_year gender occupation priority_area skills times wants_lot",
                called={"skills": "ce que vous savez faire", "times": "le temps que vous avez"},
            ),
        ),
    ),
    KeptData(
        kind="Vos accords de membre",
        what="Ce que vous avez accepté ou refusé, avec le texte lu, et quand.",
        why="Respecter vos choix, et pouvoir le montrer.",
        until="Cinq ans après la fin de votre adhésion.",
        models=(
            Fields(
                "MemberConsent",
                nameless="member purpose is_given wording recorded_at",
                why="Pouvoir montrer que les choix étaient demandés, et respectés.",
                until="Cinq ans après la fin de votre adhésion.",
            ),
        ),
    ),
)

"""What members keep about people."""

from milliard.core.declarations import KeptData

KEPT = (
    KeptData(
        kind="Votre adhésion",
        what="Votre nom, votre commune ou votre pays, votre adresse e-mail, votre téléphone si vous le"
        " donnez, les périodes payées, ce qui vous est demandé, les rappels envoyés. Si vous"
        " aviez adhéré ailleurs\u00a0: le fichier qui nous l’a appris, et quand.",
        why="Savoir qui est membre, vous écrire, vous faire voter. Personne d’autre ne sait que vous l’êtes.",
        until="Tant que vous êtes membre\u00a0; après votre départ, votre nom et vos dates dans le registre,"
        " le temps que la loi et les statuts demandent.",
        models=(
            "Member",
            "MembershipPeriod",
            "DuesRequest",
            "Reminder",
            "Departure",
            "Exclusion",
            "RegisterEntry",
            "PossibleDuplicate",
            "Merge",
            "MemberImport",
            "ImportedRow",
        ),
    ),
    KeptData(
        kind="Ce que vous dites de vous",
        what="Si vous le voulez\u00a0: année de naissance, genre, groupe professionnel, ce que vous savez"
        " faire, le temps que vous avez, si vous souhaitez être tiré·e au sort.",
        why="Chaque champ a sa raison, écrite à côté. Aucun n’est demandé pour adhérer.",
        until="Jusqu’à ce que vous le retiriez, ou jusqu’à votre départ.",
        models=("MemberProfile",),
    ),
    KeptData(
        kind="Vos accords de membre",
        what="Ce que vous avez accepté ou refusé, avec le texte lu, et quand.",
        why="Respecter vos choix, et pouvoir le montrer.",
        until="Cinq ans après votre départ.",
        models=("MemberConsent",),
    ),
)

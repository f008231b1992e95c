"""What the app keeps about people."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields

_ROLL = (
    "Savoir combien de codes remettre, et à qui\u00a0: la liste se prouve tant qu’on peut contester"
    " un résultat."
)
_BOARD = "Chacun·e peut vérifier le résultat\u00a0: l’archive publique reste, chiffrée."
KEPT = (
    KeptData(
        kind="Votre part dans les scrutins secrets",
        what="Votre numéro sur la liste d’une série de scrutins\u00a0; si vous gardez une clé, votre nom"
        " public et vos messages de la cérémonie\u00a0; votre adresse, si vous observez. Les bulletins"
        " sont chiffrés et publics\u00a0: rien ici ne les relie à une personne, ni ne dit qui a voté.",
        why="Remettre un code à chaque personne, ouvrir les sommes, prouver le résultat.",
        until="Les listes et les archives, sans limite et sans votre nom\u00a0; l’adresse d’observation,"
        " trois mois après la fin de la série.",
        models=(
            Fields("SeriesVoter", nameless="series number member", why=_ROLL, until="Sans limite."),
            Fields(
                "SeriesTrustee",
                erased="account name",
                kept="series index state answered_at share_letter",
                why="Une archive se vérifie avec les clés publiques de ses dépositaires, sous un numéro.",
                until="Sans limite.",
            ),
            Fields(
                "ElectionSeries",
                erased="registrar",
                kept="title description group_name sharing threshold code_source registrar_name state"
                " trustees_json trustees_digest keys_at codes_digest codes_at codes_count",
                why=_BOARD,
                until="Sans limite.",
            ),
            Fields("Observer", erased="series email"),
            Fields(
                "ArchivePiece",
                kept="election position kind offset size body event tracker credential owner",
                why=_BOARD,
                until="Sans limite.",
            ),
        ),
    ),
)

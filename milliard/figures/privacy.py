"""What datasets keep."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields

KEPT = (
    KeptData(
        kind="Les jeux de données",
        what="Des réponses codées, une ligne par réponse, sans nom, ni adresse, ni texte libre, ni "
        "fichier. Seule "
        "l’équipe les lit\u00a0; le public n’en voit que des chiffres d’ensemble, et, si l’équipe "
        "l’a décidé et le dit dans l’étude, quelques colonnes de réponses que plusieurs personnes partagent.",
        why="Pouvoir recalculer et vérifier tout chiffre publié.",
        until="Sans limite\u00a0: effacer votre réponse ne change pas les jeux déjà figés, qui ne "
        "vous nomment pas.",
        models=(
            Fields(
                "Dataset",
                nameless="slug title source collection source_note collected_from collected_to frozen_at"
                " frozen_by row_count complete_count codebook weight_column digest digest_key byte_size"
                " parquet is_simulated row_variables rows_allowed_at rows_allowed_by archived_at",
                why="Un chiffre publié se recalcule toujours\u00a0; aucune ligne ne dit de qui elle vient.",
                until="Sans limite.",
            ),
        ),
    ),
)

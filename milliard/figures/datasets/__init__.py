"""Frozen datasets: from answers, or from an imported file, to a table that never changes again.

`plan` decides the variables of a questionnaire (`codebook`) and who reads them (`readers`, `repeats`,
`derived`); `projection` runs them over responses, which `relevance` routes and `versions` brings to one
version. A CSV comes in by `core.delimited_files`: as a table (`csv_import`, `cell_columns`, with its
`codebook_files` or a `draft_codebook`), or as responses (`answer_rows`, `answer_columns`, `answer_checks`).
`parquet` and `storage` keep the bytes; `table` is what the engine is given.
"""

"""Thousands of datasets in one statement."""

from tests.harness.bulk import add_rows

_DATASETS = """
INSERT INTO figures_dataset (public_id, slug, title, source, source_note, frozen_at, row_count,
    complete_count, codebook, weight_column, digest, digest_key, byte_size, is_simulated, row_variables,
    created_at, updated_at)
SELECT gen_random_uuid(), 'd-' || number, 'Jeu ' || number, 'file', '', now() - number * interval '1 minute',
    9, 3, '{}', '', '', '', 0, false, '[]', now(), now()
FROM generate_series(%(first)s, %(last)s) AS number
"""


def add_datasets(count: int) -> None:
    add_rows(_DATASETS, count)

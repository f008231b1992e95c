"""Figures: from frozen answers, or an imported table, to numbers that anyone can compute again.

Owns: datasets and their codebooks, imports of tables, figures, their wording, pictures and exports, replay.
Promises: a frozen dataset never changes; every figure says its base, dates, source, method and status.
Refuses: a figure computed from live answers, a count small enough to tell on somebody. `datasets` makes the
tables and reads them; `reports` computes a figure and writes what it says for ever; `display` shows it on a
page, on paper and as a picture; `exports` writes it as a table to take away.
"""

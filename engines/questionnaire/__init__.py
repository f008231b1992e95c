"""The questionnaire itself: its model, its files, what answers make of it. No database, no clock.

A file comes in through `files` (XLSForm or LimeSurvey) and becomes a `model.Definition`, or a list of
`problems` with their places. `review` tells its author what to mend in the wording and how long it takes.
`expressions` compiles it once. Then `parsing` reads what a person typed, and `evaluation` decides what is
asked, what is wrong and what is missing. `version_change` tells what becomes of answers when the
questionnaire changed. `files` writes it back, `serialisation` keeps it as JSON.

The public names are those of `model`, of the `__init__` of each package and, in `files`, of `reader` and the
two writers. Small modules of their own: `coercion` (a stored answer as expressions see it), `conditions` (a
condition in words, for paper), `kinds` (what each kind is called). This module re-exports nothing: loading
the compiler and pyxform takes more than a second, which most commands would pay for a `Kind`.
"""

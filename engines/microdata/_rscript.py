"""A script for R, without any package: reads the CSV beside it into factors, numbers and dates."""

from __future__ import annotations

import re

from engines.microdata._columns import CellKind, Measure, RowColumn
from engines.microdata._delimited import neutralised
from engines.microdata._table import Microdata

_HEAD = r"""# À lancer dans le dossier de ce fichier : source("lire.R", encoding = "UTF-8")
# Donne « donnees » (réponses), « raisons » (pourquoi une réponse manque) et « libelles » (les questions).
brut <- read.csv({csv}, colClasses = "character", check.names = FALSE, encoding = "UTF-8",
                 na.strings = character(0))
donnees <- data.frame(row.names = seq_len(nrow(brut)))
raisons <- data.frame(row.names = seq_len(nrow(brut)))
libelles <- character(0)

# Une colonne : ses codes manquants deviennent NA, leur raison va dans « raisons ».
garder <- function(nom, libelle, manquantes, lire) {{
  cellules <- brut[[nom]]
  if (length(manquantes) > 0) {{
    raisons[[nom]] <<- factor(cellules, levels = names(manquantes), labels = unname(manquantes))
    cellules[cellules %in% names(manquantes)] <- NA
  }}
  cellules[!is.na(cellules) & cellules == ""] <- NA
  valeurs <- lire(cellules)
  attr(valeurs, "label") <- libelle
  donnees[[nom]] <<- valeurs
  libelles[[nom]] <<- libelle
}}
choix <- function(codes, textes, ordonne = FALSE) {{
  function(x) factor(x, levels = codes, labels = textes, ordered = ordonne)
}}
nombre <- function(x) as.numeric(x)
jour <- function(x) as.Date(x)
# L’apostrophe qu’un tableur veut devant « = », « + », « - » ou « @ » ne fait pas partie du texte.
texte <- function(x) sub("^'(?=[ \u00a0\u202f]*[-=+@\t\r\n\uff1d\uff0b\uff0d\uff20])", "", x, perl = TRUE)

"""


def r_script(table: Microdata, *, csv_name: str) -> str:
    """The script; ``csv_name``: the file `csv_chunks` wrote with codes (commas, points, `ALL_CODES`).

    A label that two answers of a question share gets its code, so that the two stay apart.
    """
    lines = [f"# {_one_line(text)}\n" for text in (table.title, *table.remarks)]
    lines.append(_HEAD.format(csv=r_text(csv_name)))
    lines += [_column(column) for column in table.columns]
    lines.append("rm(brut)\n")
    return "".join(lines)


def _column(column: RowColumn) -> str:
    missing = "character(0)"
    if column.missing and column.kind is not CellKind.TEXT:
        pairs = ", ".join(f"{r_text(str(item.number))} = {r_text(item.label)}" for item in column.missing)
        missing = f"c({pairs})"
    return f"garder({r_text(column.name)}, {r_text(column.label)}, {missing}, {_reader(column)})\n"


def _reader(column: RowColumn) -> str:
    if column.kind is CellKind.TEXT:
        return "texte"
    if column.kind is CellKind.DATE:
        return "jour"
    if not column.values:
        return "nombre"
    codes = [neutralised(code) for code, _ in column.values]
    labels = [label for _, label in column.values]
    texts = [f"{label} ({code})" if labels.count(label) > 1 else label for code, label in column.values]
    ordered = ", TRUE" if column.measure is Measure.ORDINAL else ""
    return f"choix({_vector(codes)}, {_vector(texts)}{ordered})"


def _vector(texts: list[str]) -> str:
    return f"c({', '.join(map(r_text, texts))})"


def r_text(text: str) -> str:
    r"""A string of R that holds this text and nothing else.

    Examples
    --------
    >>> print(r_text('dit « "non" »\n'))
    "dit « \"non\" »\n"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return '"' + re.sub(r"[\x00-\x1f\x7f]", "", escaped) + '"'


def _one_line(text: str) -> str:
    return " ".join(text.split())

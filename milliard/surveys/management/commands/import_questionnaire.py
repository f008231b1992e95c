"""Check an XLSForm or LimeSurvey file and say what it would create; write it with --apply.

Errors are printed one a line, ``sheet:row:column: message`` (``file:0:: message`` when the whole file is
refused, missing or a folder), and the command exits with 2.
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import slugify

from engines.questionnaire.exposure import ANONYMOUS, sentences
from engines.questionnaire.files.left_out import RefusedQuestion
from engines.questionnaire.files.reader import (
    capped,
    describe,
    read_questionnaire,
    read_without_refused,
)
from engines.questionnaire.problems import WHOLE_FILE, Problem
from french import typeset
from milliard.core.apart import read_apart
from milliard.core.refusals import Refused
from milliard.surveys.services.questionnaires import create_version

REFUSED = 2


class Command(BaseCommand):
    help = "Vérifie un questionnaire XLSForm ou LimeSurvey et dit ce qu’il créerait. --apply l’écrit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="fichier .xlsx, .xls, .csv, .md, .lss, .lsa ou .zip")
        parser.add_argument("--apply", action="store_true", help="crée la version suivante")
        parser.add_argument(
            "--without", action="append", default=[], metavar="CODE", help="laisse cette question de côté"
        )
        parser.add_argument(
            "--without-refused",
            action="store_true",
            help="laisse de côté toutes les questions refusées, et ce qui ne se lit pas sans elles",
        )
        parser.add_argument("--code", default="", help="code du questionnaire (d’après le titre sinon)")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            read = read_without_refused if options["without_refused"] else read_questionnaire
            result = read_apart(read, path.absolute(), "", tuple(options["without"]))
        except Refused as refusal:
            raise CommandError(refusal.message, returncode=REFUSED) from refusal
        definition = result.questionnaire
        if definition is None or result.refusals:
            for line in capped([_named(problem, path) for problem in result.problems]):
                self.stderr.write(line)
            for question in result.refused_questions:
                self.stderr.write(_offered(question))
            sys.exit(REFUSED)
        for line in describe(result):
            self.stdout.write(line)
        self.stdout.write("Qui pourra lire quoi\u00a0:")
        for what, questions, readers in sentences(definition):
            self.stdout.write(f"  {what} ({questions})\u00a0: {readers}")
        self.stdout.write(f"  {ANONYMOUS}")
        code = options["code"] or definition.code or slugify(definition.title)[:60] or slugify(path.stem)[:60]
        if not options["apply"]:
            self.stdout.write(f"Rien n’est écrit. Avec --apply\u00a0: questionnaire «\u00a0{code}\u00a0».")
            return
        try:
            version = create_version(code=code, definition=definition, source_name=path.name, by=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        self.stdout.write(f"Questionnaire «\u00a0{code}\u00a0», version {version.number}.")


def _named(problem: Problem, path: Path) -> Problem:
    """A remark on the whole file names it."""
    return replace(problem, sheet=path.name) if problem.sheet == WHOLE_FILE else problem


def _offered(question: RefusedQuestion) -> str:
    naming = f" (nommée par {', '.join(question.named_by)})" if question.named_by else ""
    return typeset(f"Le reste s’importe sans elle : --without {question.code}{naming}")

"""An election as its page shows it: what is asked, how many ballots came, what the sums are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from engines.ballots import FEWEST_BALLOTS, ArchiveEventKind, BallotQuestion
from milliard.elections.enums import ElectionKind
from milliard.elections.models import ArchivePiece, SecretElection
from milliard.elections.services.protocol import protocol_of

BLANK = "Vote blanc"


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """Of one board: ballots published, codes that voted, trustees who opened the sums so far."""

    published: int
    voted: int
    shares: int
    fewest: int = FEWEST_BALLOTS


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question in words."""

    text: str
    bounds: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SumsTable:
    """Sums of one question, or of all proposals judged: columns, then lines."""

    caption: str
    columns: str
    rows: tuple[tuple[str | int, ...], ...]


def board_figures(election: SecretElection) -> BoardFigures:
    pieces = ArchivePiece.objects.filter(election=election)
    ballots = pieces.filter(kind=ArchiveEventKind.BALLOT.value)
    found = ballots.aggregate(published=Count("pk"), voted=Count("credential", distinct=True))
    return BoardFigures(**found, shares=pieces.filter(owner__isnull=False).count())


def codes_that_voted(elections: Iterable[int]) -> Mapping[int, int]:
    """By the key of each election that has a ballot; one query."""
    ballots = ArchivePiece.objects.filter(
        election__in=list(elections), kind=ArchiveEventKind.BALLOT.value
    ).order_by()
    counted = ballots.values("election").annotate(voted=Count("credential", distinct=True))
    return dict(counted.values_list("election", "voted"))


def lines_of_questions(election: SecretElection) -> tuple[AskedQuestion, ...]:
    return tuple(
        AskedQuestion(question.text, _bounds(question), question.answers)
        for question in protocol_of(election).questions
    )


def _bounds(question: BallotQuestion) -> str:
    blank = ", ou un vote blanc" if question.blank else ""
    low, high = question.at_least, question.at_most
    if low == high:
        return f"une seule réponse{blank}" if low == 1 else f"{low} réponses{blank}"
    if low <= 1:
        return f"jusqu’à {high} réponses{blank}" if low == 0 else f"de 1 à {high} réponses{blank}"
    return f"de {low} à {high} réponses{blank}"


def sums_tables(election: SecretElection) -> tuple[SumsTable, ...]:
    """The result in tables; none before the sums are known."""
    if election.sums is None:
        return ()
    questions = protocol_of(election).questions
    if election.kind == ElectionKind.JUDGMENT:
        names = ([BLANK] if election.blank else []) + list(questions[0].answers)
        columns = ", ".join(["Proposition", *(f"{name}#" for name in names)])
        rows = tuple((question.text, *sums) for question, sums in zip(questions, election.sums, strict=True))
        return (SumsTable("Combien de fois chaque mention", columns, rows),)
    return tuple(
        SumsTable(question.text, "Réponse, Voix#", _lines(question, sums))
        for question, sums in zip(questions, election.sums, strict=True)
    )


def _lines(question: BallotQuestion, sums: list[int]) -> tuple[tuple[str | int, ...], ...]:
    names = ((BLANK,) if question.blank else ()) + question.answers
    return tuple(zip(names, sums, strict=True))

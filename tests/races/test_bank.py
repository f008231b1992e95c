"""Two people with the same statement, or the same line, at the same moment: once."""

from pathlib import Path

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.payments.models import BankLine, BankStatement, Payment
from milliard.payments.services.matching import LineDecided, match_line, match_statement
from milliard.payments.services.statements import StatementFile, import_statements
from milliard.payments.statements import read_statements
from milliard.payments.tests.factories import make_request
from milliard.payments.tests.statements.writing import Detail, Entry, camt


def test_the_same_file_imported_by_two_people_at_once_is_written_once(in_threads, tmp_path: Path) -> None:
    request = make_request()
    path = tmp_path / "mars.xml"
    path.write_bytes(camt(Entry(details=[Detail(text=request.reference)]), *[Entry("5.00")] * 20))
    people = [make_person(role=Role.TREASURER) for _ in range(2)]
    read = read_statements(path)

    def bring(by) -> int:
        ((row, _),) = import_statements(file=StatementFile("mars.xml", path), read=read, by=by)
        return match_statement(statement=row, by=by)

    matched = in_threads(*(lambda by=by: bring(by) for by in people))
    assert (BankStatement.objects.count(), BankLine.objects.count()) == (1, 21)
    assert (sum(matched), Payment.objects.count()) == (1, 1)
    request.refresh_from_db()
    assert request.state == "paid"


def test_one_line_matched_by_two_people_at_once_pays_once(in_threads, tmp_path: Path) -> None:
    path = tmp_path / "mars.xml"
    path.write_bytes(camt(Entry()))
    import_statements(file=StatementFile("mars.xml", path), read=read_statements(path), by=None)
    line = BankLine.objects.get()
    requests = [make_request(), make_request()]
    people = [make_person(role=Role.TREASURER) for _ in range(2)]
    results = in_threads(
        lambda: match_line(line=line, requests=[requests[0]], by=people[0]),
        lambda: match_line(line=line, requests=[requests[1]], by=people[1]),
    )
    assert sum(isinstance(result, LineDecided) for result in results) == 1
    assert Payment.objects.count() == 1

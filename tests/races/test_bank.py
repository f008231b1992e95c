"""Two people with the same statement, or the same line, at the same moment: once."""

import datetime as dt
from pathlib import Path

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.payments.models import BankLine, BankStatement, Payment, PaymentRequest
from milliard.payments.services import statement_matching
from milliard.payments.services.matching import LineDecided, match_line
from milliard.payments.services.statement_matching import match_statement
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


def test_a_statement_matched_by_two_at_once_counts_each_line_and_each_name_once(
    in_threads, tmp_path: Path, monkeypatch
) -> None:
    """Two lines of one name in two batches: one pays, the other waits for a person, as in turn."""
    monkeypatch.setattr(statement_matching, "BATCH", 3)
    names = [f"Prénom{letter} Nom{letter}" for letter in "abcdefghijkl"]
    named = [make_request(payer_name=name) for name in names]
    referred = [make_request() for _ in range(12)]
    PaymentRequest.objects.update(asked_on=dt.date(2020, 1, 1))  # before the lines of the file
    cents = named[0].amount_cents
    euros = f"{cents / 100:.2f}"
    details = [
        *(Detail(who=name.upper(), text="ADHESION") for name in names),
        *(Detail(text=request.reference) for request in referred),
        *(Detail(who=name.upper(), text="ENCORE") for name in names),
    ]
    path = tmp_path / "mars.xml"
    path.write_bytes(camt(*(Entry(euros, details=[detail]) for detail in details)))
    file = StatementFile("mars.xml", path)
    ((row, _),) = import_statements(file=file, read=read_statements(path), by=None)
    matched = in_threads(*(lambda: match_statement(statement=row, by=None) for _ in range(2)))
    assert sum(matched) == Payment.objects.count() == 24
    assert BankLine.objects.filter(state="to_match").count() == 12
    for request in (*named, *referred):
        request.refresh_from_db()
        assert (request.state, request.received_cents) == ("paid", cents)

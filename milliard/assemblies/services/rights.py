"""Who may vote in one vote, and for whom: frozen at its opening; shuffled with the box at its closing."""

from typing import Any

from django.db import connection

from engines.minutes import digest_of
from milliard.assemblies.enums import Electorate
from milliard.assemblies.models import (
    Assembly,
    ConfidentialBallot,
    PaperBallotCount,
    Resolution,
    RollEntry,
    VotingRight,
    present_entries,
    represented_proxies,
)
from milliard.assemblies.tasks import forget_order_of_rows
from milliard.letters.segments import still_here


def write_rights(assembly: Assembly, resolution: Resolution) -> int:
    """Who votes, for whom: two statements, whatever the number."""
    here = still_here().values("pk")
    if resolution.electorate == Electorate.SESSION:
        proxies = represented_proxies(assembly)
        own = present_entries(assembly)
    else:
        proxies = assembly.proxies.filter(state="accepted")
        own = RollEntry.objects.filter(assembly=assembly).exclude(pk__in=proxies.values("giver"))
    if resolution.college is not None:
        own, proxies = (
            own.filter(college=resolution.college),
            proxies.filter(giver__college=resolution.college),
        )
    own = own.filter(member__in=here)
    # A holder who is dead or left votes for nobody.
    proxies = proxies.filter(giver__member__in=here, holder__member__in=here)
    written = _insert_rights(resolution, own.values_list("pk", "pk"))
    return written + _insert_rights(resolution, proxies.values_list("giver", "holder"))


def _insert_rights(resolution: Resolution, pairs: Any) -> int:
    select, values = pairs.order_by().query.sql_with_params()
    table = VotingRight._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (resolution_id, entry_id, voter_id, has_voted, is_paper)"  # noqa: S608
            f" SELECT %s, chosen.*, false, false FROM ({select}) AS chosen(entry, voter)",
            [resolution.pk, *values],
        )
        written: int = cursor.rowcount
    return written


def rights_digest(resolution: Resolution) -> str:
    """SHA-256 of «number by number» lines: who could vote for whom, by their numbers on the roll."""
    pairs = VotingRight.objects.filter(resolution=resolution).order_by("entry__number")
    lines = (f"{entry} {voter}" for entry, voter in pairs.values_list("entry__number", "voter__number"))
    return digest_of("\n".join(lines))


def _box_papers(resolution: Resolution) -> None:
    box, papers = ConfidentialBallot._meta.db_table, PaperBallotCount._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {box} (id, resolution_id, content)"  # noqa: S608 (our own tables)
            f" SELECT gen_random_uuid(), paper.resolution_id, paper.content"
            f" FROM {papers} AS paper, generate_series(1, paper.count) WHERE paper.resolution_id = %s",
            [resolution.pk],
        )
    PaperBallotCount.objects.filter(resolution=resolution).delete()


def shuffle_box(resolution: Resolution) -> None:
    """Write rights and ballots again, each in an order that says nothing, by this one transaction.

    The rows of one ballot were written by one transaction, next to each other's neighbours: a person who
    reads the server's files could have joined them. From now on all rows are of the transaction that closed
    the vote. Papers go in with the others: apart, a few of them would say what those who came with one voted.
    """
    _box_papers(resolution)
    rights, box = VotingRight._meta.db_table, ConfidentialBallot._meta.db_table
    columns = "id, resolution_id, entry_id, voter_id, has_voted, is_paper"
    with connection.cursor() as cursor:
        for table, names, order in ((rights, columns, "entry_id"), (box, "id, resolution_id, content", "id")):
            cursor.execute(
                f"WITH taken AS (DELETE FROM {table} WHERE resolution_id = %s RETURNING {names})"  # noqa: S608
                f" SELECT * INTO TEMPORARY taken_rows FROM taken ORDER BY {order}",
                [resolution.pk],
            )
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM taken_rows ORDER BY {order}")  # noqa: S608
            cursor.execute("DROP TABLE taken_rows")
    forget_order_of_rows()

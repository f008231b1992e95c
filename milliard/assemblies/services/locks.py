"""Locks that more than one service takes."""

from django.db import connection

from milliard.assemblies.enums import AssemblyState
from milliard.assemblies.models import Assembly, Resolution, RollEntry
from milliard.core.refusals import Refused


class AssemblyMovedOn(Refused):
    """What is asked makes no sense at this stage."""

    message = "Cette assemblée n’en est plus à cette étape\u00a0: rechargez la page."


def lock_assembly(assembly: Assembly, *states: AssemblyState) -> Assembly:
    """The assembly, alone with it, in one of these states. Raises `AssemblyMovedOn`."""
    found = Assembly.objects.select_for_update(of=("self",)).select_related("statutes").get(pk=assembly.pk)
    if found.state not in states:
        raise AssemblyMovedOn
    return found


def share_assembly(assembly: Assembly) -> Assembly:
    """The assembly, which nobody opens, closes or votes in while this transaction lasts.

    Many may hold it together: who comes to the desk does not wait for who comes to the next one.
    """
    _share(Assembly._meta.db_table, assembly.pk)
    return Assembly.objects.select_related("statutes").get(pk=assembly.pk)


def share_resolution(resolution: Resolution) -> Resolution:
    """The resolution, which nobody closes while this transaction lasts."""
    _share(Resolution._meta.db_table, resolution.pk)
    return Resolution.objects.get(pk=resolution.pk)


def lock_entries(*entries: RollEntry) -> None:
    """Entries of one roll, in the order of their numbers: two who want the same two wait, never for ever."""
    keys = [entry.pk for entry in entries]
    list(RollEntry.objects.filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk"))


def raise_revision(assembly: Assembly) -> None:
    """What people see has changed; the assembly is locked, and saved by the caller or here."""
    assembly.revision += 1
    assembly.save()


def _share(table: str, pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR SHARE", [pk])  # noqa: S608 (our own tables)

import pytest
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from milliard.core.bulk_rows import insert_rows, write_rows
from milliard.core.mail import MailKind, queue_mail, queue_mails, send_mail_task
from milliard.core.models import OutboxMail
from milliard.core.queue import enqueue_each
from milliard.core.sealing import unseal

pytestmark = pytest.mark.django_db
KIND = MailKind("essai", "", "", "", "accounts/email/proof_code.txt", "Votre code", {})


@pytest.mark.parametrize("count", [0, 1, 120])
def test_rows_are_what_bulk_create_would_write(count: int) -> None:
    def made() -> list[OutboxMail]:
        words = ["Bonjour\nà tous", "tab\t, \\N, «é»", ""]
        return [
            OutboxMail(recipient=f"{n}@exemple.org", subject="x", body=words[n % 3]) for n in range(count)
        ]

    before = timezone.now()
    written, expected = write_rows(made()), OutboxMail.objects.bulk_create(made())
    fields = ("recipient", "subject", "body")
    assert list(OutboxMail.objects.filter(pk__in=[row.pk for row in written]).values_list(*fields)) == list(
        OutboxMail.objects.filter(pk__in=[row.pk for row in expected]).values_list(*fields)
    )
    assert len({row.pk for row in (*written, *expected)}) == 2 * count
    assert all(before <= row.sent_at <= timezone.now() and not row._state.adding for row in written)
    assert OutboxMail.objects.create(recipient="a@exemple.org").pk not in {row.pk for row in written}


def test_columns_become_rows_as_they_were_given() -> None:
    words = ["Bonjour\nà tous", "tab\t, \\N, «é», {\"a\", 'b'}", "", "NULL"]
    people = [f"{n}@exemple.org" for n in range(len(words))]
    before = timezone.now()
    numbers = insert_rows(
        OutboxMail, {"recipient": people, "body": words}, same={"subject": "x"}, returning=("recipient", "id")
    )
    rows = OutboxMail.objects.in_bulk([number for _, number in numbers])
    assert [(rows[dict(numbers)[one]].body, rows[dict(numbers)[one]].subject) for one in people] == [
        (text, "x") for text in words
    ]
    assert all(before <= row.sent_at <= timezone.now() for row in rows.values())
    assert insert_rows(OutboxMail, {"recipient": []}) == []


def test_what_is_too_long_or_missing_is_refused_and_not_cut() -> None:
    with pytest.raises(DataError), transaction.atomic():
        insert_rows(OutboxMail, {"subject": ["x" * 251]})
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(OutboxMail, {"subject": ["x", None]})


def test_a_task_queued_with_others_is_in_every_column_what_one_alone_is(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    send_mail_task.enqueue(sealed="x")
    enqueue_each(send_mail_task, [{"sealed": "x"}])
    apart = {"id", "enqueued_at"}
    alone, among = (
        {name: value for name, value in row.items() if name not in apart}
        for row in DBTaskResult.objects.order_by("enqueued_at").values()
    )
    assert among == alone
    assert DBTaskResult.objects.filter(return_value__isnull=True).count() in (0, 2)


@pytest.mark.parametrize("count", [1, 120])
def test_mails_queued_at_once_are_tasks_like_any_other(count: int, settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    queue_mails(KIND, [(f"{n}@exemple.org", {"code": n}) for n in range(count)])
    told = ("status", "priority", "task_path", "worker_ids", "queue_name", "backend_name", "run_after")
    kinds = set(map(str, DBTaskResult.objects.values_list(*told)))
    sealed = [task.args_kwargs["kwargs"]["sealed"] for task in DBTaskResult.objects.all()]
    texts = [unseal(one, purpose="core.mail") for one in sealed]
    assert all(any(f'"{n}@exemple.org"' in text for text in texts) for n in range(count))
    assert len(texts) == count
    DBTaskResult.objects.all().delete()
    queue_mail(KIND, to="0@exemple.org", context={"code": 0})
    (alone,) = map(str, DBTaskResult.objects.values_list(*told))
    assert kinds == {alone}
    assert DBTaskResult.objects.get().task.func is send_mail_task.func

"""How many messages of each letter are in each state, so that no page counts a million rows."""

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Sum

from milliard.letters.enums import DeliveryState, LetterState

if TYPE_CHECKING:
    from milliard.letters.models.letters import Letter

#: Each connection adds to rows of its own: senders of one letter never wait for one another.
_ADD = """
    INSERT INTO letters_deliverycount AS known (letter_id, state, writer, messages)
    SELECT letter_id, state, pg_backend_pid(), sum(change) FROM ({changes}) AS moved
    GROUP BY letter_id, state HAVING sum(change) <> 0
    ON CONFLICT (letter_id, state, writer) DO UPDATE SET messages = known.messages + excluded.messages;
    RETURN NULL;
"""
#: No connection has this number: of what was added up.
ADDED_UP = 0
_GONE = "SELECT letter_id, state, -1 AS change FROM old_rows"
_COME = "SELECT letter_id, state, 1 AS change FROM new_rows"


def _counting(operation: pgtrigger.Operation, *changes: str, **rows: str) -> pgtrigger.Trigger:
    """The trigger that counts what one statement did to deliveries."""
    return pgtrigger.Trigger(
        name=f"delivery_{str(operation).lower()}_counted",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**rows),
        func=_ADD.format(changes=" UNION ALL ".join(changes)),
    )


#: Of `Delivery`: whatever writes it, with Django or without, its counts are exact in the same commit.
COUNTING = (
    _counting(pgtrigger.Insert, _COME, new="new_rows"),
    _counting(pgtrigger.Update, _GONE, _COME, old="old_rows", new="new_rows"),
    _counting(pgtrigger.Delete, _GONE, old="old_rows"),
)


class DeliveryCountQuerySet(models.QuerySet["DeliveryCount"]):
    """Reads of counts."""

    def of(self, letter: "Letter") -> dict[str, int]:
        """State -> how many messages of a letter are in it now."""
        sums = self.filter(letter=letter).order_by().values_list("state").annotate(Sum("messages"))
        return {state: messages for state, messages in sums if messages}

    def parts_of_letters_that_left(self) -> "DeliveryCountQuerySet":
        """Those of connections, of letters that nobody sends any more."""
        over = (LetterState.SENT, LetterState.CANCELLED)
        return self.filter(letter__state__in=over).exclude(writer=ADDED_UP)


class DeliveryCount(models.Model):
    """A part of a count, by one connection; the count is their sum. Written by triggers, then added up."""

    letter = models.ForeignKey("letters.Letter", on_delete=models.CASCADE, related_name="+", db_index=False)
    state = models.CharField("état", max_length=9, choices=DeliveryState.choices)
    writer = models.IntegerField("connexion")
    messages = models.BigIntegerField("messages")

    objects = DeliveryCountQuerySet.as_manager()

    class Meta:
        verbose_name = "compte d’envois"
        verbose_name_plural = "comptes d’envois"
        constraints = [
            models.UniqueConstraint(fields=["letter", "state", "writer"], name="letters_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.messages} {self.state}"

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from milliard.core import journal


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def register_journal_codes(actions: LogActionRegistry) -> None:
    for code, label in journal.declared_codes():
        actions.register_action(code, label, label)

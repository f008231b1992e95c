"""The team's screens of money in Wagtail's menu, addresses and journal."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.menu import SubmenuMenuItem

from milliard.core.staff import register_menu_entry, register_staff
from milliard.payments import policies
from milliard.payments.staff import bank_lines, desk, statement_upload
from milliard.payments.staff.bank_lines import line_screens
from milliard.payments.staff.bank_statements import statement_screens
from milliard.payments.staff.deposits import slip_pdf, slip_screens
from milliard.payments.staff.menu import money_menu
from milliard.payments.staff.payments import payment_screens
from milliard.payments.staff.tax import ruling_screens, tax_receipt_pdf, tax_receipt_screens

register_staff(
    "payments_staff",
    payment_screens,
    statement_screens,
    line_screens,
    slip_screens,
    ruling_screens,
    tax_receipt_screens,
    urls=[
        path("argent/", desk.treasurer_desk, name="desk"),
        path("argent/helloasso/", desk.helloasso_day, name="helloasso_day"),
        path("releves-de-banque/importer/", statement_upload.choose, name="statement_import"),
        path("releves-de-banque/importer/confirmer/", statement_upload.confirm, name="statement_confirm"),
        path(
            "releves-de-banque/importer/<str:held>/colonnes/",
            statement_upload.columns,
            name="statement_columns",
        ),
        path("lignes-de-releve/<int:pk>/rapprocher/", bank_lines.match, name="line_match"),
        path("lignes-de-releve/<int:pk>/reprendre/", bank_lines.take_back, name="line_take_back"),
        path("bordereaux/<uuid:public_id>/bordereau.pdf", slip_pdf, name="slip_pdf"),
        path("recus-fiscaux/<uuid:public_id>/recu.pdf", tax_receipt_pdf, name="tax_receipt_pdf"),
    ],
)
register_menu_entry(
    "Aujourd’hui",
    "payments_staff:desk",
    policy=policies.can_see_payments,
    icon="calendar-check",
    order=10,
    menu_hook=money_menu.register_hook_name,
)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def money_entry() -> SubmenuMenuItem:
    return SubmenuMenuItem("Argent", money_menu, name="money", icon_name="clipboard-list", order=300)

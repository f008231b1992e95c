"""What an hour given is worth, by dated rules."""

from milliard.core.staff import Act, StaffViewSet
from milliard.participation.forms import VolunteerRateForm
from milliard.participation.models import VolunteerRate
from milliard.participation.policies import can_see_volunteering, can_set_volunteer_rates
from milliard.participation.services.volunteering import set_volunteer_rate
from milliard.participation.staff.menu import acting_menu
from milliard.ui.component_records import Column

_COLUMNS = [
    Column("À partir du", "valid_from", "date_longue"),
    Column("Une heure vaut", "hour_cents", "euros"),
    Column("Source", "source"),
]
rate_screens = StaffViewSet(
    model=VolunteerRate,
    title="Valorisation du bénévolat",
    one="rate",
    url_prefix="agir/valorisation",
    policy=can_see_volunteering,
    order=["-valid_from"],
    columns=_COLUMNS,
    facts=_COLUMNS,
    empty="Aucune règle\u00a0: les heures données sont comptées, sans valeur.",
    create=Act(
        "set",
        "ecrire",
        "Écrire une règle",
        submit="Écrire cette règle",
        lead="Elle vaut pour les heures données à partir de la date choisie.",
        done="Règle écrite.",
        form=VolunteerRateForm,
        service=set_volunteer_rate,
        policy=can_set_volunteer_rates,
    ),
    icon="history",
    menu_hook=acting_menu.register_hook_name,
    menu_order=50,
)

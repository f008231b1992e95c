"""How many supports a proposal needs, by dated rules."""

from milliard.core.staff import Act, StaffViewSet
from milliard.proposals.forms import ProposalRulesForm
from milliard.proposals.models import ProposalRules
from milliard.proposals.policies import can_moderate, can_set_rules
from milliard.proposals.services.rules import set_proposal_rules
from milliard.proposals.staff.menu import proposing_menu
from milliard.ui.component_records import Column

_COLUMNS = [
    Column("À partir du", "valid_from", "date_longue"),
    Column("Il faut", "threshold_said"),
    Column("Jours", "days_open", "entier"),
]
rules_screens = StaffViewSet(
    model=ProposalRules,
    title="Règles des propositions",
    one="rules",
    name="rules_list",
    policy=can_moderate,
    url_prefix="propositions/regles",
    order=["-valid_from"],
    columns=_COLUMNS,
    facts=_COLUMNS,
    empty="Aucune règle\u00a0: personne ne peut ouvrir de proposition.",
    empty_hint="Écrivez la première.",
    create=Act(
        "set",
        "ecrire",
        "Écrire une règle",
        submit="Écrire cette règle",
        lead="Elle vaut pour les propositions ouvertes à partir de la date choisie\u00a0: celles qui le sont"
        " déjà gardent leur seuil.",
        done="Règle écrite.",
        form=ProposalRulesForm,
        service=set_proposal_rules,
        policy=can_set_rules,
    ),
    icon="list-ol",
    menu_hook=proposing_menu.register_hook_name,
    menu_order=40,
)

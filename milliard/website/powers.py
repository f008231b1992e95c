"""What the roles of the team give, in words: each line asks the policy it is about."""

from milliard.accounts.policies import can_see_accounts, can_see_mails
from milliard.assemblies.policies import can_organise_assemblies
from milliard.core.declarations import StaffPower
from milliard.elections.policies import can_organise_elections
from milliard.extracts.policies import can_count
from milliard.figures.policies import can_import_dataset, can_read_datasets
from milliard.letters.policies import can_write_letters
from milliard.members.policies import can_exclude_others, can_keep_register, can_see_members, can_set_dues
from milliard.organisations.policies import can_keep_directory
from milliard.participation.policies import can_organise, can_see_volunteering
from milliard.payments.policies import can_keep_books, can_receive_at_place, can_see_payments
from milliard.places.policies import can_decide_places
from milliard.proposals.policies import can_moderate
from milliard.readings.policies import can_read_any, can_search_people
from milliard.society.policies import can_keep_mandates, can_organise_draws
from milliard.surveys.policies import can_manage_questionnaires, can_preview
from milliard.website.permissions import writes_pages, writes_studies
from milliard.website.policies import can_read_messages

POWERS = (
    StaffPower("voir le registre\u00a0: noms, adresses, adhésions", can_see_members, shows_people=True),
    StaffPower("tenir le registre\u00a0: ajouter, corriger, réunir, noter un départ", can_keep_register),
    StaffPower("conduire une exclusion", can_exclude_others),
    StaffPower("fixer les montants des adhésions", can_set_dues),
    StaffPower("voir qui a payé quoi", can_see_payments, shows_people=True),
    StaffPower("tenir les comptes\u00a0: rapprocher, annuler, importer un relevé", can_keep_books),
    StaffPower("noter un chèque ou des espèces remis dans un lieu", can_receive_at_place),
    StaffPower("écrire à des membres", can_write_letters),
    StaffPower("lire les messages reçus du site", can_read_messages, shows_people=True),
    StaffPower("tenir l’annuaire des organisations", can_keep_directory, shows_people=True),
    StaffPower("accepter, refuser ou fermer un lieu", can_decide_places),
    StaffPower("annoncer des évènements, des missions, des groupes", can_organise),
    StaffPower("voir les heures données par les bénévoles", can_see_volunteering, shows_people=True),
    StaffPower("lire et essayer les questionnaires", can_preview),
    StaffPower("importer des questionnaires, ouvrir et fermer des collectes", can_manage_questionnaires),
    StaffPower("lire les réponses envoyées et leurs textes", can_read_any, shows_people=True),
    StaffPower("lire qui répond, les fichiers reçus, les contacts", can_search_people, shows_people=True),
    StaffPower("compter chaque question, prendre les lignes", can_count, shows_people=True),
    StaffPower("lire les jeux de données et leurs dictionnaires", can_read_datasets),
    StaffPower("importer un jeu de données", can_import_dataset),
    StaffPower("écrire et publier des études", writes_studies),
    StaffPower("écrire les pages du site, le menu, les actualités", writes_pages),
    StaffPower("préparer et tenir des assemblées", can_organise_assemblies, shows_people=True),
    StaffPower("organiser des scrutins secrets, sans jamais voir un bulletin", can_organise_elections),
    StaffPower("modérer les propositions", can_moderate),
    StaffPower("préparer des tirages au sort", can_organise_draws, shows_people=True),
    StaffPower("donner et finir des mandats", can_keep_mandates),
    StaffPower("lire les e-mails types du site", can_see_mails),
    StaffPower(
        "inviter dans l’équipe, donner et retirer des rôles, fermer un compte", can_see_accounts, True
    ),
)

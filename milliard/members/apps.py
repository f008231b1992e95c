from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class MembersConfig(declarations.MilliardAppConfig):
    name = "milliard.members"
    label = "members"
    verbose_name = "membres"
    staff_rights = {"organiser": ("view_*",), "treasurer": ("view_*",), "admin": ("view_*",)}
    payment_purposes = "milliard.members.purposes.PURPOSES"
    segment_facts = "milliard.members.facts.FACTS"
    person_data = "milliard.members.services.personal_data.PERSON_DATA"
    kept_data = "milliard.members.privacy.KEPT"
    impersonal_models = ("DuesRates",)

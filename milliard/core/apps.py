from milliard.core import declarations  # the module: Django takes the one AppConfig found here
from milliard.core.fates import ANY
from milliard.core.form_words import use_our_words

use_our_words()


class CoreConfig(declarations.MilliardAppConfig):
    name = "milliard.core"
    label = "core"
    verbose_name = "socle"
    kept_data = "milliard.core.privacy.KEPT"
    housekeeping = "milliard.core.search_index.rebuild_tonight"
    impersonal_models = {
        "SearchEntry": "source row part title url kind summary text digest vector title_vector",
        "SearchWord": "word shown",
        "contenttypes.ContentType": ANY,
        "auth.Permission": ANY,
        "auth.Group": ANY,
    }

    def ready(self) -> None:
        from django.core.checks import register
        from django_tasks.signals import task_finished

        from milliard.core import lookups  # noqa: F401 (it registers itself)
        from milliard.core.checks import mail_goes_to_said_people
        from milliard.core.search_index import follow_sources
        from milliard.core.services import forget_task_done, try_delayed_mail_again

        follow_sources()
        register(mail_goes_to_said_people)
        task_finished.connect(forget_task_done, dispatch_uid="core.forget_task_done")
        task_finished.connect(try_delayed_mail_again, dispatch_uid="core.try_delayed_mail_again")

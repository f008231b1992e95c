"""`python -m tests.harness.prepare`: build the migrated template database before the clock of the tests."""

import os


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
    import django

    django.setup()
    from tests.harness.databases import ensure_template

    ensure_template()


if __name__ == "__main__":
    main()

"""`python -m tests.harness.prepare`: make databases and static files before the clock of the tests."""

import os


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
    import django

    django.setup()
    from tests.harness.databases import ensure_template
    from tests.harness.demo_country import ensure_country
    from tests.harness.site import ensure_static

    ensure_template()
    ensure_country()
    ensure_static()


if __name__ == "__main__":
    main()

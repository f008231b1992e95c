"""The harness of every test, whatever app it sits in.

Loaded from here, and not by `-p`, so that its `django_db_setup` comes after pytest-django's and wins.
"""

pytest_plugins = [
    "tests.harness.properties",
    "tests.harness.databases",
    "tests.harness.levels",
    "tests.harness.memory",
    "tests.harness.sharing",
    "tests.harness.site",
    "tests.harness.browser",
    "tests.harness.demo_country",
    "tests.harness.helloasso",
]

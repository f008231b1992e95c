"""Who gets what from the screens of Wagtail that every team uses."""

from tests.harness.addresses import STAFF, Page, everyone, staff_only

PAGES = [
    Page("wagtailadmin_login", everyone(302), post=everyone(302)),
    Page("wagtailadmin_home", staff_only(STAFF, 200)),
    Page("wagtailadmin_reports:site_history", staff_only(STAFF, 200)),
    Page("wagtailusers_users:index", staff_only((), 200)),
    Page("wagtailusers_groups:index", staff_only((), 200)),
]

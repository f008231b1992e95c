"""The team's screens, inside Wagtail's back office: they ask the policies, call the services, show counts.

No screen here shows what one respondent answered.
"""

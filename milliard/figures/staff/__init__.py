"""The team's screens of datasets, inside Wagtail's back office: none shows what one respondent answered."""

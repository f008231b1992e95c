"""The questionnaire itself: its model, its files, what answers make of it. No database, no clock."""

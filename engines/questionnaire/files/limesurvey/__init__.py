"""LimeSurvey structure files (.lss): read into our model, and written from it."""

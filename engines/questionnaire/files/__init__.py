"""The files of questionnaires: XLSForm and LimeSurvey, read and written, and the workbooks they come in."""

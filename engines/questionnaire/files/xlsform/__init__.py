"""XLSForm workbooks: their cells read into our model, and our model written back as a workbook."""

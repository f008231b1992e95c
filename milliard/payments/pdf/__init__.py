"""Money on paper: tax receipts and deposit slips, tagged PDF made by typst."""

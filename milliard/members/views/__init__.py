"""What people see: joining, their own pages, the card."""

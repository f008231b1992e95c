"""What the team types: the rules, one question each. A form reads; a service writes."""

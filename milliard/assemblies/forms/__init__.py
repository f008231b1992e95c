"""What the team types: rules, assemblies, resolutions, papers. A form reads; a service writes."""

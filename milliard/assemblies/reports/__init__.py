"""What assemblies read from their rows: rules, rehearsals, quorums, results, minutes."""

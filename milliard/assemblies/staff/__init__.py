"""The team's screens of assemblies: assemblies, resolutions, proxies, roll, ledger."""

"""HelloAsso, version 5: `client` asks, `answers` reads what it says, `signing` marks what is ours.

`fake_server` is its twin on loopback, with its own books (`fake_books`) and pages (`fake_pages`): standard
library only, it serves the demonstration and the tests, and a contract test holds both sides to the public
description of the API. This package knows neither rows nor pages of ours.
"""

"""Property tests: no clock decides, and a run on one commit tries what the run before it tried.

A busy machine must not fail a test (Hypothesis' deadline of 200 ms, its complaint about slow examples), nor
an example met by chance refuse a change that has nothing to do with it. To look for new ones on purpose:
`make test ARGS="--hypothesis-profile=explore"`.
"""

from hypothesis import HealthCheck, settings

_NO_CLOCK = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("explore", _NO_CLOCK)
settings.register_profile("suite", _NO_CLOCK, derandomize=True)
settings.load_profile("suite")

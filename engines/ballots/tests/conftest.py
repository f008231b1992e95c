"""An honest election in each group, free to be forged."""

from dataclasses import replace

import pytest

from engines.ballots.tests.forging import GROUPS, honest


@pytest.fixture(params=GROUPS)
def held(request):
    found = honest(request.param)
    return replace(found, ballots=list(found.ballots), script=list(found.script), secrets=dict(found.secrets))

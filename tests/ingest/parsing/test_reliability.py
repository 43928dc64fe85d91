"""What parsing says for sure is right, and what it gets wrong it does not say for sure."""

import pytest

from ingest.parsing.rules import FAIR, SURE
from tests.ingest.parsing.reliability import claims

NUMBERS = range(60)  # of `houses`; the benchmark of the same name takes others
RIGHT = 0.9  # of all titles, of all lists of authors
RIGHT_IF_SURE = 0.95
SAID_IF_RIGHT = 0.6  # of the right values, so many are said for sure


@pytest.fixture(scope="module")
def found():
    return list(claims(NUMBERS))


@pytest.fixture(params=["title", "authors"])
def said(request, found):
    """The claims about one field."""
    return [claim for claim in found if claim.field == request.param]


def told(wrong):
    """The wrong claims, one a line, for the message of a failure."""
    return "\n".join(f"{claim.confidence:.2f} {claim.field} {claim.told}" for claim in wrong)


def test_most_values_are_right(said):
    wrong = [claim for claim in said if not claim.is_right]
    assert len(wrong) <= (1 - RIGHT) * len(said), told(wrong)


def test_what_is_said_for_sure_is_right(said):
    sure = [claim for claim in said if claim.confidence >= SURE]
    wrong = [claim for claim in sure if not claim.is_right]
    assert sure
    assert len(wrong) <= (1 - RIGHT_IF_SURE) * len(sure), told(wrong)


def test_most_right_values_are_said_for_sure(said):
    right = [claim for claim in said if claim.is_right]
    unsure = [claim for claim in right if claim.confidence < SURE]
    assert len(unsure) <= (1 - SAID_IF_RIGHT) * len(right), told(unsure)


def test_most_wrong_values_are_said_low(said):
    wrong = [claim for claim in said if not claim.is_right]
    high = [claim for claim in wrong if claim.confidence >= FAIR]
    assert len(high) <= (1 - RIGHT_IF_SURE) * len(said), told(high)

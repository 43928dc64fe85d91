"""What parsing says for sure is right, and what it gets wrong it does not say for sure."""

import pytest

from ingest.parsing.records import DOUBTFUL
from ingest.parsing.rules import FAIR, GUESSED, SURE
from tests.ingest.parsing.reliability import claims, strange_claims

NUMBERS = range(60)  # of `houses`; the benchmark of the same name takes others
STRANGE = range(136)  # of `strange_houses`: four of each house
VALUES = 150  # that are said at least, of which
WRONG = 0.1  # so many are wrong at least, else they would tell nothing
MIDDLE = (0.45, 0.85)  # right among what is said with GUESSED to DOUBTFUL
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


@pytest.fixture(scope="module")
def strange():
    return list(strange_claims(STRANGE))


def test_what_misleads_makes_wrong_values(strange):
    assert len(strange) >= VALUES
    assert sum(not claim.is_right for claim in strange) >= WRONG * len(strange)


def test_what_misleads_is_not_said_for_sure(strange):
    sure = [claim for claim in strange if claim.confidence >= SURE]
    wrong = [claim for claim in sure if not claim.is_right]
    assert len(wrong) <= (1 - RIGHT_IF_SURE) * len(sure), told(wrong)


def test_among_what_misleads_most_right_values_are_said_for_sure(strange):
    right = [claim for claim in strange if claim.is_right]
    assert sum(claim.confidence >= SURE for claim in right) >= SAID_IF_RIGHT * len(right)


def test_most_wrong_values_are_doubtful(strange):
    wrong = [claim for claim in strange if not claim.is_right]
    passed = [claim for claim in wrong if claim.confidence >= DOUBTFUL]
    assert len(passed) <= len(wrong) / 3, told(passed)


def test_what_is_said_in_the_middle_is_right_about_as_often(strange):
    middle = [claim for claim in strange if GUESSED <= claim.confidence < DOUBTFUL]
    least, most = MIDDLE
    assert least <= sum(claim.is_right for claim in middle) / len(middle) <= most, told(middle)

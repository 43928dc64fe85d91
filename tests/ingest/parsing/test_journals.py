"""Journal, volume, number and year, as head and foot lines print them."""

import pytest

from ingest.parsing.front.journals import JournalFacts, copyright_year, read_journal

OWN = "Sá et al., (2021). On Rivers and Rain. Waters and"


@pytest.mark.parametrize(
    ("lines", "facts"),
    [
        (["Teaching and Method 11(4), 2010 7"], JournalFacts("Teaching and Method", "11", "4", 2010)),
        (["Waters 2020, 12, 1450"], JournalFacts("Waters", "12", "", 2020)),
        (
            [f"{OWN} 1", "Lakes, 4(39), 78. https://waters.example"],
            JournalFacts("Waters and Lakes", "4", "39", 2021),
        ),
        ([f"{OWN} Lakes, 1", "4(39), 78."], JournalFacts("Waters and Lakes", "4", "39", 2021)),
        ([f"{OWN} Lakes, 4(39), 78. 1", "Another line"], JournalFacts("Waters and Lakes", "4", "39", 2021)),
        (["Waters C 6.1 (#5) – Sá 2020 1", "[Re] On Rivers"], JournalFacts("Waters C", "6", "1", 2020)),
        (
            ["Proceedings of the 2009 Conference on Water 7(3)"],
            JournalFacts("Conference on Water", "7", "3", None),
        ),
        (["Conference on Water 7(3), 2010"], JournalFacts("Conference on Water", "7", "3", 2010)),
        (["Section 3.1 of the report"], JournalFacts()),
        (["On Rivers"], JournalFacts()),
        ([], JournalFacts()),
    ],
)
def test_what_furniture_says_of_the_journal(lines, facts):
    assert read_journal(lines) == facts


def test_most_lines_decide():
    lines = ["Waters 4(1), 2001", "Waters 4(1), 2001", "Walers 4(1), 2001"]
    assert read_journal(lines).journal == "Waters"


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (["Valley University", "© 2010 Ana Sá"], 2010),
        (["Copyright 2010 by the valley", "© 2011"], 2010),
        (["(c) 12010"], None),
        (["In 2010 the valley"], None),
    ],
)
def test_the_year_of_a_copyright_is_that_of_print(lines, year):
    assert copyright_year(lines) == year

from dataclasses import dataclass

from archive.holdings import volumes


@dataclass
class IssueRow:
    number: str
    volume: str = "7"
    year: int = 2007
    month: int | None = None
    day: int | None = None


def numbers(*issues):
    """The numbers of each volume; those not held in brackets."""
    return [
        [place.number if place.issue else f"({place.number})" for place in volume.places]
        for volume in volumes(issues)
    ]


def test_missing_numbers_between_held_ones_are_said():
    assert numbers(IssueRow("4"), IssueRow("1")) == [["1", "(2)", "(3)", "4"]]


def test_numbers_count_as_numbers():
    assert numbers(IssueRow("10"), IssueRow("9")) == [["9", "10"]]


def test_what_is_no_number_comes_last_and_makes_no_gap():
    assert numbers(IssueRow("S1"), IssueRow("2"), IssueRow("1")) == [["1", "2", "S1"]]


def test_another_way_of_counting_is_no_gap():
    assert numbers(IssueRow("1"), IssueRow("2007")) == [["1", "2007"]]


def test_two_issues_with_the_same_number_are_both_shown():
    assert numbers(IssueRow("3"), IssueRow("03")) == [["03", "3"]]


def test_a_volume_without_numbers_is_one_place():
    assert numbers(IssueRow("", volume="14")) == [[""]]


def test_each_volume_stands_for_itself():
    found = volumes([IssueRow("1", "8", 2008), IssueRow("3"), IssueRow("1")])
    assert [(volume.year, volume.volume, len(volume.places)) for volume in found] == [
        (2008, "8", 1),
        (2007, "7", 3),
    ]


def test_missing_volumes_between_held_ones_are_said_in_one_row():
    found = volumes([IssueRow("1", "9", 2009), IssueRow("1", "7", 2007), IssueRow("1", "3", 2003)])
    assert [volume.volume for volume in found] == ["9", "8", "7", "4–6", "3"]
    assert [bool(volume.places) for volume in found] == [True, False, True, False, True]


def test_two_parts_of_a_volume_and_another_way_of_counting_make_no_missing_volumes():
    found = volumes(
        [IssueRow("1", "99"), IssueRow("2", "8", 2008), IssueRow("1", "8", 2007), IssueRow("1", "")]
    )
    assert [volume.volume for volume in found] == ["99", "8", "8", ""]

import pytest

from archive.year_bars import MAX_BARS, year_chart


def test_nothing_makes_no_chart():
    assert year_chart({}) is None
    assert year_chart({2007: 0}) is None


def test_a_single_year_has_nothing_to_be_compared_with():
    assert year_chart({2007: 3}) is None


def test_few_years_have_no_year_below_their_middle():
    chart = year_chart({2006: 1, 2007: 4})
    assert [(bar.label, bar.height) for bar in chart.bars] == [("2006", 25), ("2007", 100)]
    assert (chart.first, chart.middle, chart.last) == (2006, None, 2007)


def test_years_without_anything_keep_their_place():
    chart = year_chart({2005: 1, 2008: 2})
    assert [bar.x for bar in chart.bars] == [0, 3]
    assert chart.width == 4


def test_a_single_article_is_still_seen_beside_thousands():
    assert year_chart({2005: 1, 2006: 5000}).bars[0].height == 3


@pytest.mark.parametrize("span", [10, 25, 26, 60, 130, 600])
def test_there_are_never_more_bars_than_fit_and_no_article_is_lost(span):
    counts = {1400 + year: 1 for year in range(span)}
    chart = year_chart(counts)
    assert chart.width <= MAX_BARS + 1
    assert sum(bar.count for bar in chart.bars) == span
    assert all(bar.year_from <= bar.year_to for bar in chart.bars)


def test_neighbouring_years_are_put_together_under_round_numbers():
    chart = year_chart({1900: 1, 1904: 1, 1999: 1})
    assert chart.bars[0].label == "1900–1904"
    assert chart.bars[0].count == 2

"""Places of phrases and of words near each other."""

from search.occurrences import find_near


def test_near_words_may_stand_in_any_order():
    assert find_near([[(3, 4)], [(0, 1)]], 2) == [((0, 1), (3, 4))]
    assert find_near([[(3, 4)], [(0, 1)]], 1) == []


def test_each_word_takes_the_nearest_place():
    assert find_near([[(0, 1), (4, 5)], [(6, 7)]], 5) == [((4, 5), (6, 7))]


def test_one_word_cannot_stand_for_two():
    assert find_near([[(0, 1)], [(0, 1)]], 5) == []
    assert find_near([[(0, 1), (2, 3)], [(0, 1), (2, 3)]], 5) == [((0, 1), (2, 3))]


def test_places_do_not_overlap():
    assert find_near([[(0, 1), (2, 3)], [(1, 2), (3, 4)]], 0) == [((0, 1), (1, 2)), ((2, 3), (3, 4))]


def test_three_words():
    assert find_near([[(0, 1)], [(5, 6)], [(2, 4)]], 2) == [((0, 1), (2, 4), (5, 6))]

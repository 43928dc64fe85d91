"""Arrays in a file come back as they were, and nothing else is taken for such a file."""

import numpy as np
import pytest

from search.array_file import ArrayFileError, Strings, narrow, pack_arrays, pack_strings, read_arrays

ARRAYS = {
    "keys": np.array([3, -1, 2**40], np.int64),
    "bytes": np.array([1, 255, 3], np.uint8),
    "none": np.empty(0, np.uint16),
    "wide": np.arange(70_000, dtype=np.uint32),
}


def packed(version=1):
    return b"".join(pack_arrays(version, ARRAYS))


def test_arrays_come_back_as_they_were():
    found = read_arrays(packed(), 1)
    assert list(found) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert found[name].dtype == array.dtype
        assert found[name].tolist() == array.tolist()


def test_each_array_begins_where_it_can_be_read_in_place():
    content = packed()
    for array in read_arrays(content, 1).values():
        assert array.ctypes.data % array.itemsize == 0 or not len(array)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"HMARRAYS",
        packed()[:-9],
        packed(version=2),
        b"x" + packed()[1:],
        packed().replace(b"<u4", b"<f4"),
    ],
)
def test_nothing_else_is_taken_for_such_a_file(content):
    with pytest.raises(ArrayFileError):
        read_arrays(content, 1)


@pytest.mark.parametrize(("highest", "size"), [(0, 1), (255, 1), (256, 2), (65_536, 4), (2**32, 8)])
def test_numbers_take_the_fewest_bytes(highest, size):
    numbers = narrow(np.array([0, highest], np.int64))
    assert numbers.itemsize == size
    assert numbers.tolist() == [0, highest]


def test_strings_are_found_by_bisection():
    words = sorted(each.encode() for each in ("", "a", "ab", "nación", "統合", "z"))
    strings = Strings(*pack_strings(words))
    assert [strings.find(word) for word in words] == list(range(len(words)))
    assert [strings.find(word) for word in (b"aa", b"zz", b"\xff")] == [None] * 3
    assert strings.decoded() == [word.decode() for word in words]
    assert len(Strings(*pack_strings([]))) == 0

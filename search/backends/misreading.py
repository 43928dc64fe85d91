"""How likely a machine made one form of another: letters that look alike cost little, others much.

The pairs are those that recognition confuses in print (Kukich 1992, "Techniques for automatically correcting
words in text", section 1.3; Nguyen et al. 2019, "Deep statistical analysis of OCR errors").
"""

from __future__ import annotations

from functools import lru_cache

LOOK_ALIKE, ANY = 2, 3  # what one misreading costs: two of look-alikes cost 4, no others come to that
LETTERS = "ce co eo il it ij lt lf lj ft fr hb hk hn un uv vy gq gy rt"
GROUPS = "rn:m ni:m in:m iu:m nn:m cl:d tl:d li:h fi:h li:b lo:b ii:u ii:n ri:n il:n vv:w lc:k ic:k ll:u ti:n ff:fi ff:fl"
SHARED_END = 3  # letters after a misreading of any kind: what differs at the end is mostly another ending

_ALIKE = frozenset(pair for a, b in LETTERS.split() for pair in (a + b, b + a))
_PAIRS = [tuple(group.split(":")) for group in GROUPS.split()] + [tuple(pair) for pair in LETTERS.split()]
_ONE = frozenset(pair for a, b in _PAIRS for pair in ((a, b), (b, a)))  # what is one misreading
# By their last letters, so that most pairs of letters have none to try.
_GROUPS: dict[str, list[tuple[str, str]]] = {}
for _a, _, _b in (group.partition(":") for group in GROUPS.split()):
    _GROUPS.setdefault(_a[-1] + _b[-1], []).append((_a, _b))
    _GROUPS.setdefault(_b[-1] + _a[-1], []).append((_b, _a))


@lru_cache(maxsize=1 << 14)
def misreading_cost(form: str, read: str, limit: int) -> int:
    """What it costs to read one form as the other; limit + 1 if more than the limit.

    Remembered, because after each commit the same forms are compared again.

    >>> misreading_cost("return", "retum", 2), misreading_cost("tariff", "tarifl", 2)
    (2, 2)
    >>> misreading_cost("previously", "peviously", 4), misreading_cost("house", "houses", 2)
    (3, 3)
    """
    form, read = _differing(form, read)
    if limit == LOOK_ALIKE and form != read:
        is_one = (form, read) in _ONE or (form[:1] == read[:1] and (form[1:], read[1:]) in _ONE)
        return LOOK_ALIKE if is_one else limit + 1
    reach = limit // LOOK_ALIKE  # letters more or less, each of which costs as much at least
    if abs(len(form) - len(read)) > reach:
        return limit + 1
    rows: list[list[int]] = [[ANY * j for j in range(len(read) + 1)]]
    for i in range(1, len(form) + 1):
        rows.append([ANY * i] + [limit + 1] * len(read))
        for j in range(max(1, i - reach), min(len(read), i + reach) + 1):
            rows[i][j] = _cost(rows, form, read, i, j)
        if min(rows[i]) > limit and min(rows[i - 1]) > limit:
            return limit + 1
    return min(rows[-1][-1], limit + 1)


def _differing(form: str, read: str) -> tuple[str, str]:
    """Both without what they begin and end with alike, but for one letter before what differs: "ff" is read as "fi".

    >>> _differing("tariff", "tarifi")
    ('ff', 'fi')
    """
    most = min(len(form), len(read))
    begin = 0
    while begin < most and form[begin] == read[begin]:
        begin += 1
    end = 0
    while end < most - begin and form[-1 - end] == read[-1 - end]:
        end += 1
    begin = max(0, begin - 1)
    return form[begin : len(form) - end], read[begin : len(read) - end]


def _cost(rows: list[list[int]], form: str, read: str, i: int, j: int) -> int:
    """Of the first `i` letters read as the first `j`."""
    one, other = form[i - 1], read[j - 1]
    same = 0 if one == other else LOOK_ALIKE if one + other in _ALIKE else ANY
    cost = min(rows[i - 1][j - 1] + same, rows[i - 1][j] + ANY, rows[i][j - 1] + ANY)
    for a, b in _GROUPS.get(one + other, ()):
        if form.endswith(a, 0, i) and read.endswith(b, 0, j):
            cost = min(cost, rows[i - len(a)][j - len(b)] + LOOK_ALIKE)
    return cost


def is_inside(form: str, read: str) -> bool:
    """Whether two forms begin with the same letter and end with the same letters."""
    return form[0] == read[0] and form[-SHARED_END:] == read[-SHARED_END:]

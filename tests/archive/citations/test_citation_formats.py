"""Every format, on every nasty record, through every reader: what comes out is what went in."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.citations.formats import BY_EXTENSION, BY_KEY, FORMATS
from archive.citations.record import CitationRecord, Date, Organisation, Person
from tests.archive.citations.citation_readers import READERS, compare, expected_from
from tests.archive.citations.citation_records import NASTY, record
from tests.benchmarks import bench_exports

CASES = [
    pytest.param(each, read, id=f"{each.key}-{read.__name__}")
    for each in FORMATS
    for read in READERS.get(each.key, [])
]


# ------------------------------------------------------------------ all formats, all records
def test_every_format_has_a_reader_that_checks_it():
    assert set(READERS) == set(BY_KEY)


@pytest.mark.parametrize(("each", "read"), CASES)
@pytest.mark.parametrize("name", NASTY)
def test_a_record_reads_back_as_it_was(each, read, name):
    text = "".join(each.write([NASTY[name]]))
    compare(read(text), [NASTY[name]], read)


@pytest.mark.parametrize(("each", "read"), CASES)
def test_all_records_read_back_from_one_file(each, read):
    text = "".join(each.write(NASTY.values()))
    compare(read(text), list(NASTY.values()), read)


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.key)
def test_keys_and_extensions_are_unique(each):
    assert [other.key for other in FORMATS].count(each.key) == 1
    assert BY_EXTENSION[each.extension] is each
    assert BY_KEY[each.key] is each
    assert re.fullmatch("[a-z0-9-]+", each.extension)


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.key)
def test_records_are_written_one_by_one(each):
    """The second record is not asked for before the first is out: memory stays flat."""
    asked = []

    def records():
        for n in range(3):
            asked.append(n)
            yield record(id=f"r{n}", title=f"Number {n}")

    seen = ""
    for chunk in each.write(records()):
        seen += chunk
        if "Number 0" in seen:
            break
    assert asked in ([0], [0, 1])


# The others have no place for it.
TELLS_ACCESS = ["bibtex", "biblatex", "ris", "csl-json", "endnote", "refworks", "mods", "csv"]


@pytest.mark.parametrize("key", TELLS_ACCESS)
def test_the_day_of_access_is_exported_where_the_format_has_a_place_for_it(key):
    text = "".join(BY_KEY[key].write([NASTY["seen on a day"]]))
    assert re.search(r"2026([-/])11\1(24)|2026, 11, 24", text)
    assert "2026" not in "".join(BY_KEY[key].write([NASTY["plain article"]]))


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.key)
def test_no_control_character_gets_out_and_only_spreadsheets_get_a_byte_order_mark(each):
    text = "".join(each.write(NASTY.values()))
    allowed = {"\n", "\r"} if each.key in {"ris", "csv", "refworks"} else {"\n"}
    assert {c for c in text if unicodedata.category(c) in {"Cc", "Cs"}} <= allowed
    assert text.count("\ufeff") == text.startswith("\ufeff") == (each.key == "csv")
    text.encode("utf-8")


@pytest.mark.parametrize(("each", "read"), CASES)
def test_an_empty_list_is_a_valid_file(each, read):
    assert read("".join(each.write([]))) == []


# ------------------------------------------------------------------ many records
def test_five_thousand_works_are_all_there_under_keys_of_their_own():
    bench_exports.check(5000)


@pytest.mark.parametrize("key", ["bibtex", "ris"])
def test_memory_does_not_grow_with_the_works(key):
    """Beyond the cite keys handed out, some 200 bytes a work."""
    few, many = (
        bench_exports.peak_mb(lambda n=n: bench_exports.write_away(key, bench_exports.records(n)))
        for n in (200, 1200)
    )
    assert many - few < 0.3


# ------------------------------------------------------------------ hostile strings
hostile = st.text(max_size=40) | st.text(
    alphabet=st.sampled_from("ab A{}\\%$#&_~^\"'@,=-–\n\r\f\t\x00\u2028\x85ER TY-é;:<>/*"), max_size=40
)
names = st.builds(Person, family=hostile, given=hostile) | st.builds(Organisation, hostile)
hostile_records = st.builds(
    CitationRecord,
    id=st.just("7k2m9x4q"),
    title=hostile,
    author=st.lists(names, max_size=3).map(tuple),
    container_title=hostile,
    volume=hostile,
    abstract=hostile,
    issued=st.none() | st.builds(Date, year=st.integers(1000, 2200), month=st.none() | st.integers(1, 12)),
)


@settings(deadline=None)  # nine readers take their time on a busy machine
@given(st.lists(hostile_records, min_size=1, max_size=3))
def test_no_text_breaks_a_file(records):
    """As many entries come out as went in, each with its own title, in every format and reader."""
    for each in FORMATS:
        text = "".join(each.write(records))
        for read in READERS[each.key]:
            found = read(text)
            expected = [expected_from(one, read) for one in records]
            for name in {"title", "abstract"} & set(found[0]):
                assert [facts[name] for facts in found] == [facts[name] for facts in expected]
            assert [len(facts["author"]) for facts in found] == [len(one.author) for one in records]

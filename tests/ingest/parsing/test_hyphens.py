"""Which hyphens at line ends were only the printer's."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsing.explain import explain
from ingest.parsing.layout.rows import read_rows
from ingest.parsing.pipeline import parse
from ingest.parsing.text.hyphens import RULES, Vocabulary, decide, judge
from ingest.parsing.vocabulary.normalise import SOFT_HYPHEN
from tests.ingest.parsing.page_builders import text_file

EMPTY = Vocabulary()


@pytest.mark.parametrize(
    ("left", "right", "language", "joint"),
    [
        ("experi-", "ence", "en", "join"),
        ("regional-", "ism’,", "en", "join"),
        ("inte-", "gración", "es", "join"),
        ("desenvolvi-", "mento", "pt", "join"),
        ("gouverne-", "ment", "fr", "join"),
        ("Verwal-", "tung", "de", "join"),
        ("people-", "based", "en", "keep"),
        ("profit-", "driven", "en", "keep"),
        ("long-", "term", "en", "keep"),
        ("non-", "governmental", "en", "keep"),
        ("self-", "reliance", "en", "keep"),
        ("well-", "known", "en", "keep"),
        ("pre-", "existing", "en", "keep"),
        ("step-by-", "step", "en", "keep"),
        ("step-", "by-step", "en", "keep"),
        ("G-", "33", "en", "keep"),
        ("Franco-", "German", "en", "keep"),
        ("WTO-", "led", "en", "keep"),
        ("ALBA-", "TCP", "es", "keep"),
        ("short-", "and", "en", "space"),
        ("corto-", "y", "es", "space"),
        ("-", "a", "en", "space"),
        ("https://a.example/mid-", "town", "en", "keep"),
        ("integra" + SOFT_HYPHEN, "tion", "en", "join"),
    ],
)
def test_a_broken_word(left, right, language, joint):
    assert decide(left, right, language, EMPTY) == joint


def test_what_the_document_prints_elsewhere_decides_first():
    assert decide("re-", "creation", "en", EMPTY) == "join"
    assert decide("re-", "creation", "en", Vocabulary(Counter({"re-creation": 2, "recreation": 1}))) == "keep"
    assert decide("people-", "based", "en", Vocabulary(Counter({"peoplebased": 1}))) == "join"


def test_words_broken_at_line_ends_are_no_witnesses():
    source = text_file(
        "The inter-regional pact and the inter-\nregional council of the inter-\nregional fund."
    )
    counts = Vocabulary.of(read_rows(source)).counts
    assert counts["inter-regional"] == 1
    assert counts["regional"] == 0


@given(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzáéñç", min_size=1),
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1),
)
def test_every_pair_of_letters_gets_an_answer(left, right):
    assert decide(left + "-", right, "xx", EMPTY) in ("join", "keep", "space")


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_each_rule_decides_its_example(rule):
    left, right = rule.example.split("|")
    assert judge(left, right, "en", EMPTY) == (rule.joint, rule.name)


def test_explain_names_the_rule_at_the_line():
    lines = (
        "They came to the pre-",
        "existing agree-",
        "ment, and wrote short- and long-",
        "term plans of it.",
    )
    explained = explain(text_file("\n".join(lines)))
    assert "hyphens: keep, a prefix before a derived word  | pre-|existing" in explained
    assert "hyphens: join, the whole is a word  | agree-|ment," in explained


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("Kept in a led¬\nger bound in calf.", "Kept in a ledger bound in calf."),
        ("The lan¬ tern of the led¬ger.", "The lantern of the ledger."),
        ("In logic ¬p denies p, and p ∧ ¬\nq too.", "In logic ¬p denies p, and p ∧ ¬ q too."),
        ("Aus dem Nor⸗\nden kam Holz.", "Aus dem Norden kam Holz."),
        ("Der Ha=\nfen und die Wet=\nter, auf=\ngeſchrieben.", "Der Hafen und die Wetter, aufgeſchrieben."),
        ("We know it, the trans=\nport was free.", "We know it, the transport was free."),
        ("He sets x=\ny and calls f(key=\nlamp) once.", "He sets x= y and calls f(key= lamp) once."),
        ("The rate=\nzqx of it.", "The rate= zqx of it."),
    ],
)
def test_the_hyphens_that_ocr_programs_write(lines, expected):
    assert parse(text_file(lines)).documents[0].pages[0].text == expected

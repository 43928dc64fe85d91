"""What every engine must do for this archive, whichever it is: `search.engine_protocol`, sentence by sentence.

Another engine joins by one line in ENGINES; the tests speak the protocol alone.
"""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from search.analysis import PAGE_BREAK, PART_BREAK
from search.backends.arrays.array_engine import ArrayEngine
from search.engine_protocol import AUDIENCE, OPENS, PART, RECORD_ALONE, WHOLE, Entry, Question
from search.entries import identity_of, key_of, record_identity_of
from search.errors import IndexAwayError, IndexBusyError, SearchError, TooSlowError
from search.locate import Locator
from search.query_fields import WORD_FIELDS
from search.query_language import read
from search.query_nodes import Akin, And, Expanded, Narrowing, Not, Optional, Or, Term, Word
from tests.search.archives import LANGUAGES, WORDS, random_text


def tantivy_engine(folder, **options):
    pytest.importorskip("tantivy", reason="requirements-scale.txt is not installed")
    from search.backends.tantivy.tantivy_engine import TantivyEngine

    return TantivyEngine(folder, WORD_FIELDS, **options)


# Name -> an engine whose index lies in a folder that nothing has touched.
ENGINES = {
    "arrays": lambda folder, **options: ArrayEngine(folder, WORD_FIELDS, **options),
    "tantivy": tantivy_engine,
}


@pytest.fixture(params=ENGINES)
def make_engine(request, tmp_path):
    return lambda **options: ENGINES[request.param](tmp_path / "engine", **options)


@pytest.fixture
def engine(make_engine):
    """With an empty index."""
    made = make_engine()
    made.rebuild((), none_of)
    return made


def none_of(identities):
    return iter(())


def entry(key, title="", pages=("",), *, authors=(), language="en", year=2007, **columns):
    words = dict.fromkeys(WORD_FIELDS, "") | {"title": title, "author": PART_BREAK.join(authors)}
    words["text"] = PART_BREAK.join((title, words["author"], PAGE_BREAK.join(pages)))
    columns = {
        "id": identity_of(key), "django_ct": "archive.document", "django_id": str(key), "year": year,
        "authors": [name.lower().replace(" ", "-") for name in authors], "language": language or None,
        "title_key": title.lower() or None, **columns,
    }  # fmt: skip
    return Entry(identity_of(key), language, words, columns)


def closed(key, title, words, audience, opens=None):
    """The two entries of a document whose text is closed to some."""
    access = {AUDIENCE: audience} | ({OPENS: opens} if opens else {})
    whole = entry(key, title, (words,), **access, **{PART: WHOLE})
    record = entry(key, title, **access, **{PART: RECORD_ALONE})
    identity = record_identity_of(key)
    return [whole, replace(record, identity=identity, columns=record.columns | {"id": identity})]


ARTICLES = [
    entry(1, "Alpha", ("one two three",), authors=("Ann Smith", "J Smith")),
    entry(2, "Beta", ("one two",), authors=("Ann Smith",), year=2005),
    entry(3, "Gamma", ("one",), year=2006),
    entry(4, "Delta", ("three two", "one"), language="es", year=None),
]


@pytest.fixture
def articles(engine):
    add(engine, *ARTICLES)
    return ARTICLES


def add(engine, *entries, removed=()):
    with engine.writing() as write:
        return write(entries, removed)


def found(engine, text, **question):
    return set(engine.ask(Question(read(text).root, **question)).keys)


# ------------------------------------------------------------------ asking
FOUND = [
    ("two", {1, 2, 4}),
    ("two three", {1, 4}),
    ('"two three"', {1}),
    ('"two one"', {4}),  # over the end of a page
    ('"alpha one"', set()),  # but never from the record into the text
    ("one -three", {2, 3}),
    ("three OR title:gamma", {1, 3, 4}),
    ("NOT three", {2, 3}),
    ("thr*", {1, 4}),
    ("thrae~", {1, 4}),
    ('"one three"~1', {1, 4}),
    ('"one three"~0', set()),
    ("title:alpha", {1}),
    ("author:smith", {1, 2}),
    ("smith", {1, 2}),
    ("year:2005", {2}),
    ("year:2006..", {1, 3}),
    ("language:es", {4}),
    ("zebra", set()),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_queries_find_what_they_ask_for(engine, articles, text, expected):
    assert found(engine, text) == expected


def test_without_a_node_everything_is_found(engine, articles):
    assert found(engine, "") == {1, 2, 3, 4}


def test_values_can_be_asked_for_in_a_tree(engine, articles):
    by_ann, in_2005 = Narrowing("authors", ("ann-smith",)), Narrowing("year", first=2005, last=2005)
    for node, expected in (
        (by_ann, {1, 2}),
        (And((by_ann, Not(in_2005))), {1}),
        (Or((in_2005, *read("title:gamma").terms)), {2, 3}),
        (Narrowing("authors"), set()),
    ):
        assert set(engine.ask(Question(node)).keys) == expected


def test_what_was_expanded_finds_all_and_the_readers_own_words_first(engine, articles):
    (own,), (strong,), (weak,) = (read(text).terms for text in ("gamma", "alpha", "one"))
    keys = engine.ask(Question(Expanded(own, (strong,), (weak,)))).keys
    assert set(keys[:2]) == {1, 3}
    assert set(keys) == {1, 2, 3, 4}


def test_what_raises_an_article_changes_the_order_and_never_what_is_found(engine, articles):
    (one,), (two,) = (read(text).terms for text in ("one", "title:gamma"))
    plain = engine.ask(Question(one))
    scores = dict(zip(plain.keys, plain.scores, strict=True))
    for weight in (0.5, 5.0):
        answer = engine.ask(Question(And((one, Optional(two, weight)))))
        assert set(answer.keys) == set(plain.keys)
        raised = dict(zip(answer.keys, answer.scores, strict=True))
        assert {key for key in scores if raised[key] > scores[key]} == {3}
    assert answer.keys[0] == 3
    both = And(tuple(read("two title:alpha").terms))
    raised = engine.ask(Question(And((one, Optional(both, 5.0)))))
    assert {key for key, score in zip(raised.keys, raised.scores, strict=True) if score > scores[key]} == {1}


def test_words_akin_raise_by_their_weight_and_ask_for_nothing(engine):
    add(
        engine,
        *(entry(n, pages=(f"one {word}",)) for n, word in enumerate(("tide", "ebb", "shore", "sand"), 1)),
    )
    akin = Akin(((":en:tide", 0.5), (":en:shore", 2.0), (":en:unknown", 9.0)))
    assert list(engine.ask(Question(And((read("one").root, Optional(akin))))).keys) == [3, 1, 2, 4]


def test_terms_tell_the_more_the_rarer_they_are(engine):
    words = ("tide ebb shore", "tide ebb", "tide", "tide")
    add(engine, *(entry(n, pages=(text,)) for n, text in enumerate(words, 1)))
    weights = {":en:tide": 1.0, ":en:ebb": 1.0, ":en:shore": 1.0, ":en:unknown": 1.0}
    assert list(engine.telling_terms(weights, 5)) == [
        ":en:ebb",
        ":en:tide",
    ]  # "shore" is in one article alone
    assert list(engine.telling_terms(weights, 1)) == [":en:ebb"]


def test_a_word_is_held_in_any_of_its_forms_while_a_document_has_it(engine):
    add(engine, entry(1, "Alpha", ("The nations met.",)), entry(2, "Beta", ("Neo-liberal.",)))
    for form, held in (("nation", True), ("nations", True), ("liberal", True), ("zebra", False)):
        assert engine.holds(form) is held
    add(engine, removed=[identity_of(1)])
    assert not engine.holds("nation")


def test_slices_are_exact_at_every_offset_and_tell_the_total(engine, articles):
    whole = [1, 2, 4, 3]
    for start in range(5):
        for end in (*range(start, 6), None):
            answer = engine.ask(Question(sort_by=("title_key",), start=start, end=end))
            assert list(answer.keys) == whole[start:end]
            assert len(answer.scores) == len(answer.keys)
            assert answer.total == 4


def test_order_may_mix_directions_and_what_has_no_value_comes_last(engine, articles):
    for sort_by, expected in (
        (("-year", "title_key"), [1, 3, 2, 4]),
        (("year",), [2, 3, 1, 4]),
        (("language", "-title_key"), [3, 2, 1, 4]),
    ):
        assert list(engine.ask(Question(sort_by=sort_by)).keys) == expected


def test_titles_count_more_than_texts(engine):
    add(
        engine,
        entry(1, "Nothing", ("lighthouse and lighthouse keeper",)),
        entry(2, "Lighthouse", ("nobody",)),
    )
    answer = engine.ask(Question(read("lighthouse").root))
    assert list(answer.keys) == [2, 1]
    assert answer.scores[0] > answer.scores[1] > 0


def test_facets_are_whole_values_the_most_frequent_first(engine, articles):
    facets = engine.ask(Question(end=0, facets=("authors", "year", "subjects"))).facets
    assert list(facets["authors"].items()) == [("ann-smith", 2), ("j-smith", 1)]
    assert list(facets["year"].items()) == [(2005, 1), (2006, 1), (2007, 1)]
    assert not facets["subjects"]


def test_a_choice_narrows_all_but_its_own_counts(engine, articles):
    question = Question(narrowings=[Narrowing("authors", ("j-smith",))], facets=("authors", "year"))
    answer = engine.ask(question)
    assert list(answer.keys) == [1]
    assert dict(answer.facets["authors"]) == {"ann-smith": 2, "j-smith": 1}
    assert dict(answer.facets["year"]) == {2007: 1}
    several = Question(
        narrowings=[Narrowing("authors", ("ann-smith", "j-smith")), Narrowing("year", first=2006)]
    )
    assert list(engine.ask(several).keys) == [1]


NASTY = ("Smith, J.", 'O"Brien', "a:b", "x AND y", "100 %", "(open", "back\\slash", "été", "semi;colon")


@pytest.mark.parametrize("name", NASTY)
def test_values_are_whole_whatever_signs_they_have(engine, name):
    add(engine, entry(1, language=name), entry(2, language="en"))
    answer = engine.ask(Question(narrowings=[Narrowing("language", (name,))], facets=("language",)))
    assert list(answer.keys) == [1]
    assert dict(answer.facets["language"]) == {name: 1, "en": 1}


def test_a_prefix_of_too_many_words_is_told(engine, articles):
    assert engine.ask(Question(read("thr*").root)).truncated_prefixes == ()
    add(engine, *(entry(10 + n, pages=(" ".join(f"pre{n}x{m}" for m in range(60)),)) for n in range(20)))
    answer = engine.ask(Question(read("pre*").root))
    assert answer.truncated_prefixes == ("pre",)
    assert answer.total


HOSTILE = [
    "?*", "* * *", "year:..", "title:", "[2005 TO 2007]", "one AND (two OR", "NOT " * 1000 + "one",
    "(" * 5000, " OR ".join(f"a{n}*" for n in range(200)), "one~9", "x" * 100_000, "\x00one\x00", "one^99",
    "🌊" * 300, "'; DROP TABLE archive_document; --", "one\\", "a" * 3 + "*", '"' * 99, "{!lucene}one", "../../etc",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_queries_are_answered(engine, articles, text):
    """Each as a reader may send it: with rows or with none, never with an error."""
    answer = engine.ask(Question(read(text).root, end=20, facets=("authors",)))
    assert len(answer.keys) == answer.total <= len(articles)


def test_exports_get_all_keys_in_order(engine, articles):
    assert list(engine.ask(Question(sort_by=("-title_key",))).keys) == [3, 4, 2, 1]
    assert list(engine.ask(Question(read("zebra").root)).keys) == []


def test_values_come_by_key_as_they_were_written(engine, articles):
    values = engine.values([4, 1, 99])
    assert values.keys() == {1, 4}
    assert values[1] == articles[0].columns
    assert values[4]["year"] is None


# ------------------------------------------------------------------ where the words stand
def random_entries(seed, count):
    random_ = random.Random(seed)
    return [
        entry(
            key,
            random_text(random_, 2),
            [random_text(random_, random_.randint(0, 14)) for _ in range(2)],
            language=random_.choice(LANGUAGES),
        )
        for key in range(count)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "integration",
        "neo-liberal",
        '"social integration"',
        '"of the"',
        '"trade policy"~3',
        "nation*",
        "title:nations",
    ],
)
def test_positions_are_where_the_hits_are_marked(engine, text):
    written = random_entries(3, 150)
    add(engine, *written)
    (term,) = read(text).terms
    positions = engine.positions(term, range(150))
    for key, each in enumerate(written):
        parts = each.words[term.field or "text"].split(PART_BREAK)
        marked = sum(len(Locator([term], each.language).find(part)) for part in parts)
        assert len(positions[key]) == marked
    assert any(positions.values())


def test_positions_count_words_from_the_first(engine):
    add(engine, entry(7, "", ("one two three", "two four"), authors=()))
    (two,), (phrase,), (near,) = (read(text).terms for text in ("two", '"three two"', '"one four"~5'))
    first, second = (occurrence[0] for occurrence in engine.positions(two, [7])[7])
    assert second[0] - first[0] == 2
    assert engine.positions(phrase, [7, 8]) == {7: [((first[0] + 1, first[0] + 3),)]}
    assert engine.positions(near, [7]) == {7: [((first[0] - 1, first[0]), (first[0] + 3, first[0] + 4))]}


# ------------------------------------------------------------------ words of the archive
def test_words_are_completed_by_the_most_frequent_first(engine, articles):
    add(engine, entry(5, pages=("twofold one",)), entry(6, pages=("twofold 2x",)), entry(7, pages=("twig",)))
    assert engine.complete("tw", 5) == ["two", "twofold", "twig"]
    assert engine.complete("tw", 1) == ["two"]
    assert engine.complete("2", 5) == []
    engine.remove([identity_of(7)])
    assert engine.complete("twi", 5) == []


def test_spelling_comes_from_the_archive(engine, articles):
    assert engine.correct("gama") == "gamma"
    assert engine.correct("gamma") is None
    assert engine.correct("zebra") is None
    assert engine.correct("") is None


def test_what_ocr_made_of_a_word_is_known(engine):
    add(
        engine,
        *(entry(n, pages=("the tariff rose",)) for n in range(5)),
        entry(9, pages=("the tarifl rose",)),
    )
    assert engine.ocr_variants("tariff") == ("tarifl",)
    assert engine.ocr_variants("rose") == ()
    engine.remove([identity_of(9)])
    assert engine.ocr_variants("tariff") == ()


def test_a_word_is_told_from_an_acronym(engine):
    add(engine, entry(1, pages=("AIDS reached them with aid",)))
    assert engine.has_common_form("aid")
    assert not engine.has_common_form("aids")


def test_related_documents_share_what_sets_one_apart(engine, articles):
    similar = entry(5, "Epsilon", ("three three two wonderful",))
    add(engine, similar, entry(6, "Zeta", ("a wonderful three",)))
    keys = engine.related(similar)
    assert keys[0] in {1, 6}
    assert 5 not in keys
    assert engine.related(similar, 1) == keys[:1]
    assert engine.related(entry(99, pages=("nothing alike",))) == []


# ------------------------------------------------------------------ writing
def test_what_is_written_again_replaces_what_was(engine, articles):
    assert add(engine, entry(1, "Alpha", ("four five",))) == []
    assert found(engine, "four") == {1}
    assert found(engine, "three") == {4}
    assert engine.ask(Question()).total == 4


def test_what_is_removed_is_gone(engine, articles):
    engine.remove([identity_of(1), identity_of(987654)])
    assert found(engine, "three") == {4}
    assert add(engine, entry(5, pages=("five",)), removed=[identity_of(4)]) == []
    assert found(engine, "three") == set()
    assert found(engine, "") == {2, 3, 5}
    assert dict(engine.ask(Question(facets=("authors",))).facets["authors"]) == {"ann-smith": 1}


def test_the_version_changes_with_the_index_alone(engine, articles):
    version = engine.version()
    found(engine, "one")
    assert engine.version() == version
    engine.remove([identity_of(1)])
    versions = {version, engine.version()}
    engine.rebuild(articles, none_of)
    assert len({*versions, engine.version()}) == 3


def test_another_process_reads_what_was_written(make_engine, engine, articles):
    other = make_engine()
    assert found(other, "two") == {1, 2, 4}
    engine.remove([identity_of(1)])
    assert found(other, "two") == {2, 4}
    assert other.version() == engine.version()


def test_one_bad_document_does_not_spoil_the_others(engine, articles, caplog):
    bad = Entry(identity_of(5), "en", {"text": None}, {"id": identity_of(5), "django_id": "5"})
    assert add(engine, bad, entry(6, pages=("fresh",))) == [identity_of(5)]
    assert found(engine, "fresh") == {6}
    assert engine.ask(Question()).total == 5
    assert identity_of(5) in caplog.text


def test_several_writers_lose_nothing(engine):
    entries = [entry(number, f"Number {number}", ("shared words",)) for number in range(24)]

    def write(first):
        for each in entries[first::4]:
            add(engine, each)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert engine.ask(Question(read("shared").root)).total == 24


def test_an_error_of_the_writer_undoes_its_batch_and_lets_others_write(engine, articles):
    def broken():
        yield entry(8, "Theta")
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"), engine.writing() as write:
        write(broken(), ())
    add(engine, entry(9, "Iota"))
    assert found(engine, "") == {1, 2, 3, 4, 9}


# ------------------------------------------------------------------ a new index
def test_without_an_index_there_is_no_answer_rather_than_a_wrong_one(make_engine):
    missing = make_engine()
    for ask in (
        missing.version,
        missing.contents,
        lambda: missing.ask(Question()),
        lambda: missing.complete("one", 1),
        lambda: missing.correct("one"),
        lambda: missing.positions(Term((Word("one", ("one",)),)), [1]),
        lambda: add(missing, ARTICLES[0]),
    ):
        with pytest.raises(IndexAwayError):
            ask()
    assert issubclass(IndexAwayError, SearchError)
    assert issubclass(IndexBusyError, SearchError)


def test_a_new_index_takes_the_place_of_the_old_one(engine, articles):
    seen = []

    def looking():
        yield entry(5, "Epsilon")
        seen.append(found(engine, ""))

    assert engine.rebuild(looking(), none_of) == 1
    assert seen == [{1, 2, 3, 4}]
    assert found(engine, "") == {5}


def test_what_is_written_during_a_rebuild_is_asked_for_again(engine, articles):
    def writing_meanwhile():
        yield from articles
        add(engine, entry(1, "Renamed"), removed=[identity_of(2)])

    asked = []

    def entries_of(identities):
        asked.extend(sorted(identities))
        return iter([entry(1, "Renamed")])

    assert engine.rebuild(writing_meanwhile(), entries_of) == 3
    assert [key_of(identity) for identity in asked] == [1, 2]
    assert found(engine, "renamed") == {1}
    assert found(engine, "") == {1, 3, 4}


def test_a_rebuild_that_fails_leaves_everything_as_it_was(engine, articles):
    version = engine.version()

    def broken():
        yield entry(5, "Epsilon")
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        engine.rebuild(broken(), none_of)
    assert engine.version() == version
    assert found(engine, "") == {1, 2, 3, 4}


def test_contents_tell_what_was_written(engine, articles):
    contents = engine.contents()
    assert contents.digests == {each.identity: each.digest() for each in articles}
    assert (contents.doubled, contents.damaged) == (0, ())


def test_a_query_that_takes_too_long_is_given_up(make_engine, engine, articles):
    slow = make_engine(seconds=-1)
    with pytest.raises(TooSlowError):
        slow.ask(Question(read("one").root))


def test_words_of_the_archive_mean_the_same_to_every_engine(engine):
    """Hyphens, accents, apostrophes and numbers as `search.analysis` has them."""
    add(engine, *(entry(number, pages=(word,)) for number, word in enumerate(WORDS)))
    for one, other in (("neo-liberal", "neoliberal"), ("café", "cafe"), ("l’intégration", "integration")):
        assert WORDS.index(one) in found(engine, f"={other}")
    assert WORDS.index("aids") in found(engine, "aid")
    assert WORDS.index("AIDS") not in found(engine, "aid")


# ------------------------------------------------------------------ texts that are closed to some
@pytest.mark.parametrize("is_rebuilt", [True, False])
def test_each_reader_is_answered_from_one_entry_of_a_closed_text(engine, is_rebuilt):
    entries = [*closed(1, "Alpha", "zanzifer harbour", 2), *closed(2, "Beta", "zanzifer", 1, 20270301), entry(3, "Gamma", ("harbour zanzibar",))]  # fmt: skip
    if is_rebuilt:
        assert engine.rebuild(entries, none_of) == 3
    else:
        add(engine, *entries)
    word, title = read("zanzifer").root, read("title:alpha").root
    for audience, day, keys in (
        (0, 20270228, []),
        (1, 20270228, [2]),
        (2, 20270228, [1, 2]),
        (0, 20270301, [2]),
        (2, 20270301, [1, 2]),
    ):
        seen = engine.seen_by(audience, day)
        found = seen.ask(Question(word, facets=("authors", "year", "language")))
        assert sorted(found.keys) == keys, (audience, day)
        assert sum(found.facets["year"].values()) == found.total == len(keys)
        assert seen.ask(Question(title)).keys == [1]
        assert seen.ask(Question()).total == 3
        assert ("zanzifer" in seen.complete("zanz", 5)) == bool(keys)
        assert seen.holds("zanzifer") == bool(keys)
        assert (seen.correct("zanzifex") == "zanzifer") == bool(keys)
    assert engine.ask(Question(word)).total == 0  # whoever does not say who asks is everyone
    assert engine.seen_by(2, 0).version() != engine.seen_by(0, 0).version()
    assert len(engine.contents().digests) == 5
    add(engine, entry(1, "Alpha", ("zanzifer harbour",)), removed=[record_identity_of(1)])
    assert engine.ask(Question(word)).keys == [1]


def test_where_nothing_is_closed_all_share_one_view(engine):
    add(engine, *ARTICLES)
    assert engine.seen_by(2, 20270301).version() == engine.seen_by(0, 20270302).version() == engine.version()

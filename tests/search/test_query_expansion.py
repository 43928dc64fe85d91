"""What is searched beside the reader's words: the other form of an acronym, and what OCR made of a word."""

import pytest

from archive.models import Acronym
from search import engine, indexer
from search.query_expansion import Acronyms, Knowledge, expand, forms_of
from search.query_language import read
from search.query_nodes import Expanded
from tests.builders import save

HSA = "Hemispheric Social Alliance"
ACRONYMS = Acronyms(
    {"hsa": (HSA,), "aid": ("Agency for Inland Development",)},
    {forms_of(HSA): ("HSA",), forms_of("Agency for Inland Development"): ("AID",)},
)
KNOWN = Knowledge(
    ACRONYMS,
    ocr_variants=lambda form: {"tariff": ("tarifl", "tanff")}.get(form, ()),
    is_word=lambda form: form == "aid",
)


def also(text):
    return [(each.kind, each.written, each.forms) for each in expand(read(text), KNOWN).also]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HSA", [("acronyms", "HSA", (HSA,))]),
        ("hsa", [("acronyms", "hsa", (HSA,))]),
        ('"hemispheric social alliance"', [("acronyms", '"hemispheric social alliance"', ("HSA",))]),
        ("the hemispheric social alliance", [("acronyms", "hemispheric social alliance", ("HSA",))]),
        ("AID", [("acronyms", "AID", ("Agency for Inland Development",))]),
        ("aid", []),  # a word of its own
        ("=HSA", []),
        ("HSA acronyms:off", []),
        ("title:HSA", []),
        ('"the HSA"', []),
        ("forum NOT HSA", []),
        ("hemispheric alliance social", []),
        ("tariff", [("near", "tariff", ("tarifl", "tanff"))]),
        ("tariff near:off", []),
        ("tariff near:on", [("near", "tariff", ("tarifl", "tanff"))]),
        ("=tariff", []),
        ("tarif*", []),
        ('"tariff war"', []),
        ("TARIFF~", []),
    ],
)
def test_what_is_expanded_and_what_is_not(text, expected):
    assert also(text) == expected


def test_an_expanded_query_is_written_as_the_reader_wrote_it():
    for text in (
        "HSA AND tariff",
        "(HSA OR tariff) AND forum",
        '"hemispheric social alliance"',
        "HSA AND title:tariff AND =forum AND NOT summit AND year:2005",
    ):
        assert str(expand(read(text), KNOWN).query.root) == text
    assert isinstance(expand(read("HSA"), KNOWN).query.root, Expanded)


def test_a_switch_is_part_of_the_notation():
    query = read("a OR b near:off acronyms:off")
    assert query.off == {"near", "acronyms"}
    again = read(query.describe())
    assert (again.root, again.off) == (query.root, query.off)
    assert read("tariff near:perhaps").problem.position == len("tariff near:")
    assert read("near:off").root is None


# ------------------------------------------------------------------ in the archive
def define(document, short, long):
    page = document.pages.first()
    save(Acronym(document=document, short=short, long=long, page=page, offset=page.text.index(long)))


@pytest.fixture
def alliances(publish):
    """Three articles: one explains the acronym, one has it alone, one has the long form alone."""
    both = publish("Both", texts=(f"The {HSA} (HSA) met. The HSA spoke.",))
    define(both, "HSA", HSA)
    short = publish("Short", texts=("Nobody told what HSA stands for.",))
    long = publish("Long", texts=(f"A hall of the {HSA.lower()}, and a social hemispheric one.",))
    publish("Both again", texts=("Nothing.",))  # the index has changed since the acronym was defined
    return both, short, long


@pytest.mark.parametrize(
    "text", ["HSA", '"Hemispheric Social Alliance"', "hsa", "hemispheric social alliance"]
)
def test_either_form_finds_both(alliances, text):
    found = engine.run(text)
    assert {row.document.title for row in found.rows} == {"Both", "Short", "Long"}
    (each,) = found.also
    assert each.kind == "acronyms"
    narrow = engine.run(each.query_without)
    assert narrow.total == 2
    assert not narrow.also


def test_the_reader_marks_what_the_results_promise(alliances):
    for row in engine.run("HSA").rows:
        assert len(engine.locate_in_document(row.document, "HSA")) == row.hits > 0
    _, _, long = alliances
    assert len(engine.locate_in_document(long, "HSA acronyms:off")) == 0


def test_an_acronym_of_a_draft_explains_nothing(publish):
    draft = publish("Draft", texts=(f"The {HSA} (HSA) met.",), state="draft")
    define(draft, "HSA", HSA)
    publish("Short", texts=("What HSA stands for.",))
    assert engine.run("HSA").also == ()


@pytest.fixture
def misread(publish):
    """A word that stands often and right, and once as OCR misread it."""
    for number in range(5):
        publish(f"Right {number}", texts=("The commission raised the tariff on rain.",))
    return publish("Misread", texts=("The cornmission raised the tarifl on rain.",))


@pytest.mark.parametrize(("text", "form"), [("tariff", "tarifl"), ("commission", "cornmission")])
def test_what_a_machine_misread_is_found_too_and_stands_last(misread, text, form):
    found = engine.run(text)
    assert found.total == 6
    assert found.rows[-1].document == misread
    assert found.rows[-1].hits == 1
    assert [(each.kind, each.forms) for each in found.also] == [("near", (form,))]
    assert engine.run(found.also[0].query_without).total == 5
    assert [row.document for row in engine.run(f"{text} rain").rows][-1] == misread


@pytest.mark.parametrize("form", ["tarifl", "rain", "pouring"])
def test_neither_rare_nor_short_nor_absent_words_are_expanded(misread, form):
    assert engine.run(form).also == ()


def test_a_word_of_the_language_is_no_misreading(publish):
    for number in range(6):
        publish(f"House {number}", texts=("A house stood there.",))
    publish("Horse", texts=("A horse stood there.",))
    assert engine.run("house").also == ()


@pytest.mark.parametrize("other", ["commissions", "admission", "comisiones", "commissioner"])
def test_endings_and_other_words_are_no_misreadings(publish, other):
    for number in range(6):
        publish(f"Commission {number}", texts=("The commission met.",))
    publish("Other", texts=(f"A word beside it: {other}.",))
    assert engine.run("=commission").total == 6
    assert engine.run("commission").also == ()


def test_a_word_read_wrong_everywhere_is_found_by_the_right_one(publish):
    publish("Misread", texts=("The govemrnent fell.",))
    found = engine.run("government")
    assert [each.forms for each in found.also] == [("govemrnent",)]
    assert found.total == 1


def test_numbers_have_no_near_spellings(publish):
    for number in range(6):
        publish(f"Year {number}", texts=("It was 20071 then.",))
    publish("Other", texts=("It was 20072 then.",))
    assert engine.run("20071").also == ()


# ------------------------------------------------------------------ related
def test_related_articles_share_what_sets_an_article_apart(small_archive):
    from archive.models import Document

    harbour = Document.objects.get(title="The Neo-Liberal Harbour")
    related = engine.related_documents(harbour)
    assert related[0].title == "Neoliberalism and Its Dockers"
    assert harbour not in related


# ------------------------------------------------------------------ corrected texts
def test_a_corrected_text_is_found_by_what_it_says_and_by_what_was_first_read(publish):
    from ingest.store.texts import correct_text

    document = publish("Ferries", texts=("The ferrywornan kept a ledger.",))
    page = document.pages.get()
    page.raw_text = page.text
    page.save()
    correct_text(page, "The ferrywoman kept a ledger.", None)
    indexer.apply_outbox()
    for text, hits in (("ferrywoman", 1), ("ferrywornan", 0)):
        (row,) = engine.run(f"{text} near:off").rows
        assert (row.document, row.hits) == (document, hits)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ('"the ferrywornan kept"', 0),
        ('"of the valley the ferrywornan kept a ledger"', 0),
        ('"bar-rels of rye"', 0),
        ('"the ferrywoman kept"', 1),
    ],
)
def test_a_phrase_is_found_as_it_was_first_read(publish, text, hits):
    from ingest.store.texts import correct_text

    document = publish(
        "Ferries", texts=("In the hills of the valley the ferrywoman kept a ledger, and barrels of salt.",)
    )
    page = document.pages.get()
    page.raw_text = "In the hills of the valley the ferrywornan\nkept a ledger, and bar-\nrels of rye."
    page.text = "In the hills of the valley the ferrywornan kept a ledger, and barrels of rye."
    page.save()
    correct_text(page, "In the hills of the valley the ferrywoman kept a ledger, and barrels of salt.", None)
    indexer.apply_outbox()
    (row,) = engine.run(text).rows
    assert (row.document, row.hits) == (document, hits)
    assert not engine.run('"valley kept"').rows


def test_a_running_head_that_was_taken_out_of_a_text_is_not_found(publish):
    from ingest.store.texts import take_out

    document = publish("Ferries", texts=("Harbour Notes\n\nThe ferrywoman kept a ledger.",))
    page = document.pages.get()
    page.raw_text = page.text
    page.save()
    take_out(page, 0, None)
    indexer.apply_outbox()
    assert not engine.run("Harbour near:off").rows
    assert engine.run("ferrywoman near:off").rows

"""A search from the reader's string to the rows of the results page."""

import pytest
from django.core.paginator import EmptyPage

from archive.models import Document
from archive.outbox import enqueue_for_indexing
from search import engine, indexer
from search.connection import reader_engine
from search.errors import IndexAwayError
from search.facets import SHOWN
from search.results import Filters, Relaxed
from tests.builders import make_document, make_issue


def titles(text, **options):
    return [row.document.title for row in engine.run(text, **options).rows]


def facet(results, name):
    return {value.value: value.count for one in results.facets if one.name == name for value in one.values}


FOUND = [
    ('"social integration"', {"The Neo-Liberal Harbour"}),
    ("neoliberal policy", {"The Neo-Liberal Harbour", "Neoliberalism and Its Dockers"}),
    ("neo-liberal", {"The Neo-Liberal Harbour", "Neoliberalism and Its Dockers"}),
    ("=neoliberal", {"The Neo-Liberal Harbour", "Neoliberalism and Its Dockers"}),
    ("integracion variants:off", {"La integración de los pueblos"}),
    ("INTEGRACIONES variants:off", {"La integración de los pueblos"}),
    ("hafen", {"Brücken und Häfen"}),
    ("pradera forum", {"The Neo-Liberal Harbour"}),
    ("author:pradera", {"The Neo-Liberal Harbour", "Neoliberalism and Its Dockers"}),
    ('author:"Pradera, Inés"', {"The Neo-Liberal Harbour", "Neoliberalism and Its Dockers"}),
    ("subject:harbours", {"The Neo-Liberal Harbour"}),
    ('journal:"harbour towns" nation', {"Nations at Sea"}),
    ("title:harbour", {"The Neo-Liberal Harbour", "A Harbour Without Year"}),
    ("year:1999", {"Nations at Sea"}),
    ("year:1999..2001", {"Nations at Sea", "Brücken und Häfen"}),
    ("language:es", {"La integración de los pueblos"}),
    ("dockers -forum", {"Neoliberalism and Its Dockers"}),
    ("harbour -title:harbour", {"Nations at Sea"}),
    ("=nation -=nations", set()),
    ("aid =aids", {"Nations at Sea"}),
    ("goverment", set()),
    ("harbor~", {"The Neo-Liberal Harbour", "Nations at Sea", "A Harbour Without Year"}),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_queries_find_the_articles_they_ask_for(small_archive, text, expected):
    found = set(titles(text))
    if text == "harbour -title:harbour":  # in the name of the journal too
        expected = expected | {"Brücken und Häfen"}
    if text == "harbor~":
        expected = expected | {"Brücken und Häfen"}
    assert found == expected


def test_a_row_leads_to_the_first_hit(small_archive):
    (row,) = engine.run('"social integration"').rows
    document = row.document
    assert row.hits == 1
    assert [(page.label, page.sequence, page.hits, page.first_hit) for page in row.pages] == [
        ("265", 1, 1, 1)
    ]
    assert row.url == f"/d/{document.address}/p/265/?q=%22social+integration%22&hit=1#hit-1"
    assert "<mark>social</mark> <mark>integration</mark>" in row.pages[0].snippets[0].text


def test_hits_are_numbered_as_the_reader_numbers_them(small_archive):
    (row,) = (row for row in engine.run("forum dockers").rows if row.pages[-1].sequence == 2)
    hits = engine.locate_in_document(row.document, "forum dockers")
    assert row.hits == len(hits) == 3
    assert [page.first_hit for page in row.pages] == [1, 2]
    assert [hit.page for hit in hits] == [0, 1, 1]
    text = row.document.pages.all()[1].text
    assert [text[hit.ranges[0].start : hit.ranges[0].end] for hit in hits[1:]] == ["forum", "forum"]


def test_a_match_in_the_record_alone_is_a_row_without_pages(small_archive):
    (row,) = engine.run("author:quill year:1999").rows
    assert row.pages == ()
    assert row.found_in == ("author",)
    assert row.opening.startswith("The nation is not the nations.")
    assert row.url == f"{row.document.get_absolute_url()}?q=author%3Aquill+year%3A1999"


def test_the_title_is_marked_and_escaped(publish):
    publish("Trade & <Treaties>", texts=("Trade.",))
    (row,) = engine.run("trade").rows
    assert row.title == "<mark>Trade</mark> &amp; &lt;Treaties&gt;"
    assert row.found_in == ("title",)


def test_an_untitled_article_has_a_placeholder(publish):
    publish("", texts=("A lost forum.",))
    (row,) = engine.run("forum").rows
    assert row.title == "[A lost forum]"


def test_titles_count_more_than_texts(publish):
    publish("Nothing of Note", texts=("The lighthouse and the lighthouse keeper.",), issue=make_issue())
    publish("The Lighthouse", texts=("Nobody keeps it now. Not even at night.",))
    assert titles("lighthouse")[0] == "The Lighthouse"


# ------------------------------------------------------------------ narrowing
def test_facets_count_whole_values(small_archive):
    results = engine.run("")
    assert results.total == 6
    assert facet(results, "author") == {"mara-quill": 2, "tomas-berron": 2, "ines-pradera": 2}
    assert facet(results, "subject") == {"trade": 2, "harbours": 1}
    assert facet(results, "lang") == {"en": 4, "es": 1, "de": 1}
    (author,) = (one for one in results.facets if one.name == "author")
    assert "Berrón, Tomás" in {value.label for value in author.values}


def test_counts_are_those_of_choosing_one_more(small_archive):
    results = engine.run("", Filters(author=("ines-pradera",)))
    assert results.total == 2
    assert facet(results, "author") == {"ines-pradera": 2, "mara-quill": 2, "tomas-berron": 2}
    assert facet(results, "journal") == {"regional-affairs-quarterly": 2}
    both = engine.run("", Filters(author=("ines-pradera", "tomas-berron")))
    assert both.total == 3
    narrowed = engine.run("", Filters(author=("ines-pradera", "tomas-berron"), language=("es",)))
    assert [row.document.title for row in narrowed.rows] == ["La integración de los pueblos"]
    assert facet(narrowed, "author") == {"ines-pradera": 0, "tomas-berron": 1}


def test_a_chosen_value_stays_even_if_nothing_has_it(small_archive):
    results = engine.run("pueblos", Filters(author=("mara-quill",)))
    assert results.total == 0
    (author,) = (one for one in results.facets if one.name == "author")
    assert [(value.value, value.count, value.is_chosen) for value in author.values] == [
        ("mara-quill", 0, True),
        ("tomas-berron", 1, False),
    ]
    assert results.help.count_without_filters == 1


def test_years_are_a_histogram_with_its_gaps(small_archive):
    results = engine.run("")
    assert [(bar.year, bar.count) for bar in results.years] == [
        (1999, 1), (2000, 0), (2001, 1), (2002, 0), (2003, 0), (2004, 0), (2005, 0), (2006, 0), (2007, 1), (2008, 2)
    ]  # fmt: skip
    assert results.articles_without_year == 1
    narrowed = engine.run("", Filters(first_year=2007, last_year=2008))
    assert narrowed.total == 3
    assert [bar.year for bar in narrowed.years if bar.is_chosen] == [2007, 2008]
    assert {bar.year: bar.height for bar in narrowed.years}[2008] == 100


def test_a_facet_shows_the_most_frequent_and_counts_the_rest(db):
    rows = [make_document(f"Article {n}", authors=(f"Author Number{chr(97 + n)}",)) for n in range(SHOWN + 4)]
    enqueue_for_indexing(row.pk for row in rows)
    indexer.apply_outbox()
    (author,) = (one for one in engine.run("").facets if one.name == "author")
    assert len(author.values) == SHOWN
    assert author.hidden == 4


# ------------------------------------------------------------------ order and pages
def test_sorting(small_archive):
    assert titles("", sort="newest")[:2] == ["La integración de los pueblos", "Neoliberalism and Its Dockers"]
    assert titles("", sort="newest")[-1] == "A Harbour Without Year"
    assert titles("", sort="oldest")[0] == "Nations at Sea"
    assert titles("", sort="oldest")[-1] == "A Harbour Without Year"
    assert titles("", sort="title") == [
        "Brücken und Häfen",
        "A Harbour Without Year",
        "La integración de los pueblos",
        "Nations at Sea",
        "The Neo-Liberal Harbour",
        "Neoliberalism and Its Dockers",
    ]


def test_titles_are_sorted_as_catalogues_file_them(publish):
    issue = make_issue()
    for title, language in (
        ("The Zebra", "en"),
        ("Écoles", "fr"),
        ("¿Quién?", "es"),
        ("Eagles", "en"),
        ("La Paz", "en"),
        ("La paz", "es"),
        ("Öl", "de"),
    ):
        publish(title, language=language, issue=issue)
    assert titles("", sort="title") == ["Eagles", "Écoles", "La Paz", "Öl", "La paz", "¿Quién?", "The Zebra"]


def test_pages_of_results_are_slices_of_one_list(small_archive):
    for sort in engine.SORTS:
        whole = titles("", sort=sort)
        parts = [title for page in (1, 2, 3) for title in titles("", sort=sort, page=page, per_page=2)]
        assert parts == whole
    assert [row.number for row in engine.run("", page=2, per_page=4).rows] == [5, 6]
    with pytest.raises(EmptyPage):
        engine.run("", page=4, per_page=2)


def test_the_number_of_database_queries_does_not_grow(publish, django_assert_num_queries):
    for number in range(1, 13):
        publish(
            f"Forum {number}",
            texts=("The forum.", "It met."),
            authors=(f"Ann Other{number}",),
            subjects=("Trade",),
        )
    engine.run("forum")  # which reads the acronyms, once for each state of the index
    for per_page in (1, 12):
        with django_assert_num_queries(
            9
        ):  # what waits for the indexer, documents, authorships, subjects, pages, sections; authors, journals, subjects
            results = engine.run("forum", per_page=per_page)
    assert len(results.rows) == 12
    with django_assert_num_queries(0):
        for row in results.rows:
            assert str(row.document.issue.journal)
            assert [authorship.author.name for authorship in row.document.authorships.all()]
            assert [subject.name for subject in row.document.subjects.all()]


# ------------------------------------------------------------------ when nothing is found
def test_help_tells_which_word_is_not_there(small_archive):
    results = engine.run("harbour zebra")
    assert results.total == 0
    terms = {term.term: (term.count, term.query_without, term.count_without) for term in results.help.terms}
    assert terms == {"harbour": (4, "zebra", 0), "zebra": (0, "harbour", 4)}


def test_help_offers_the_archives_own_spelling(small_archive):
    results = engine.run("harbuor dokcers")
    assert results.help.spelling == "harbour AND dockers"
    assert results.help.spelling_count == 1
    assert results.help.fuzzy == "harbuor~ AND dokcers~"
    assert results.help.fuzzy_count == 1


def test_help_offers_nothing_that_finds_nothing(small_archive):
    results = engine.run("xyzzyq")
    assert results.help.spelling == results.help.fuzzy == ""


RELAXED = [
    ("harbour zebra", None),  # told by the table of parts
    ("zebra giraffe", None),
    ("zebra giraffe harbour", ("found", "harbour", 4)),
    ("zebra harbour giraffe forum mostwords:off", ("found", "harbour AND forum", 1)),
    ("harbuor zebra", ("found", "harbour", 4)),
    ("-pueblos zebra giraffe forum", ("found", "NOT pueblos AND forum", 1)),
    ("year:1850 zebra harbour", ("found", "harbour", 4)),
    ('"towns of the harbour"', ("words", "towns AND harbour", 4)),
    ('"forum zebra harbour"', ("found", "forum AND harbour", 1)),
    ("forum pueblos", ("any", "forum OR pueblos", 2)),
    ("forum pueblos zebra giraffe year:2008", ("any", "(forum OR pueblos) AND year:2008", 1)),
    ("harbour -harbour", None),
]


@pytest.mark.parametrize(("text", "expected"), RELAXED)
def test_help_offers_the_most_of_a_query_that_finds_something(small_archive, text, expected):
    results = engine.run(text)
    assert results.total == 0
    relaxed = results.help.relaxed
    assert relaxed == (expected and Relaxed(*expected))
    assert relaxed is None or engine.run(relaxed.query).total == relaxed.count


def test_help_counts_parts_as_a_search_for_them_finds_them(publish):
    publish("Privatization", texts=("The privatization of the rivers.",))
    publish("Other", texts=("Towns and rivers.",))
    found = engine.run("privatisation zeppelin")
    assert [(each.term, each.count) for each in found.help.terms] == [("privatisation", 1), ("zeppelin", 0)]
    assert [each.count_without for each in found.help.terms] == [0, 1]


def test_what_is_offered_for_words_misspelt_is_said_to_be(publish, client):
    publish("Historias", texts=("La historia de los sindicatos.",), language="es")
    found = engine.run("histoira des sindicatso").help
    assert found.relaxed == Relaxed("spelling", "historia AND sindicatos", 1)
    page = client.get("/search/", {"q": "histoira des sindicatso"}).content.decode()
    assert ">historia AND sindicatos</a>?" in page
    assert "The words in any order" not in page


def test_words_as_typed_are_offered_before_others(publish):
    publish("Harbour", texts=("The harbour of the fishermen.",))
    publish("Zone", texts=("The zonal towns.",))
    assert engine.run('"harbour fishermen zonae"').help.relaxed == Relaxed(
        "found", "harbour AND fishermen", 1
    )


# ------------------------------------------------------------------ problems
def test_a_problem_is_told_and_the_words_are_searched(small_archive):
    results = engine.run('"social integration')
    assert results.total == 1
    assert results.problem.position == 0
    assert results.read_as == "social AND integration"


def test_a_query_without_words_finds_nothing(small_archive):
    results = engine.run("?!")
    assert (results.total, results.help) == (0, None)
    assert results.problem is not None


def test_a_wide_prefix_is_cut_and_told(publish, monkeypatch):
    monkeypatch.setattr("search.backends.expanded_terms.MAX_EXPANSIONS", 3)
    publish("Words", texts=("integral integrate integration integrity integrated integrated",))
    results = engine.run("integ*")
    assert results.is_partial
    assert "integ*" in results.notes[0]


def test_a_slow_query_says_so(small_archive, monkeypatch):
    monkeypatch.setattr(reader_engine(), "seconds", -1)
    results = engine.run("harbour")
    assert results.is_partial
    assert results.rows == ()
    assert "too long" in results.problem.message


def test_without_an_index_there_is_no_answer_rather_than_a_wrong_one(db):
    with pytest.raises(IndexAwayError):
        engine.run("harbour")


def test_what_was_withdrawn_a_moment_ago_does_not_show(small_archive):
    Document.objects.filter(pk=small_archive[0].pk).update(
        state="withdrawn", withdrawn_reason="Printed twice."
    )
    assert titles("forum") == []


def test_export_gives_all_articles_in_order(small_archive):
    assert [document.title for document in engine.find_documents("", sort="title")] == titles(
        "", sort="title"
    )
    assert [document.title for document in engine.find_documents("author:quill year:1999")] == [
        "Nations at Sea"
    ]
    assert list(engine.find_documents("?!")) == []


# ------------------------------------------------------------------ names and formulas
ON_A_PAGE = """A nurse wrote of B₁₂ beside H₂O, and a spring was rich in CO₂. Mr O’Brien met
the harbour watch over nine hundred cas-
kets of tea."""


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("B12", ["B₁₂"]),
        ("CO2", ["CO₂"]),
        ("H2O", ["H₂O"]),
        ("B₁₂", ["B₁₂"]),
        ("brien", ["Brien"]),
        ("o brien", ["O", "Brien"]),
        ('"o brien"', ["O’Brien"]),
        ("obrien", ["O’Brien"]),
        ("O'Brien", ["O’Brien"]),
        ("=o'brien", ["O’Brien"]),
        ('"Mr O\'Brien met"', ["Mr O’Brien met"]),
        ("obri*", ["O’Brien"]),
        ('"nine hundred cas- kets"', ["nine hundred cas-\nkets"]),
        ("year: 2007 harbour", ["harbour"]),
    ],
)
def test_a_name_or_a_formula_is_found_and_marked_however_it_is_typed(publish, text, marked):
    document = publish("Notes of a Well", texts=(ON_A_PAGE,))
    publish("Letters", texts=("The letters b and h stand here.",))
    (row,) = engine.run(text).rows
    assert row.document == document
    hits = engine.locate_in_document(document, text)
    assert [ON_A_PAGE[hit.ranges[0].start : hit.ranges[-1].end] for hit in hits] == marked
    assert row.hits == len(marked)

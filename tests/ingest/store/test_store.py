import io

import pytest

from archive.models import Author, Document, Issue, Journal, OutboxEntry, Page, Scan, Subject
from archive.scans.originals import keep
from ingest.details import Details
from ingest.messages import RefusedError
from ingest.models import Batch, Job
from ingest.parsing.records import Evidence, ParsedAcronym, ParsedAuthor, ParsedReference, ParsedSection
from ingest.store import (
    Correction,
    correct_document,
    held_back,
    keep_scan,
    problems,
    publish,
    store_documents,
    unpublish,
    withdraw,
)
from ingest.store.corrections import CORRECTED
from ingest.store.publishable import NEEDED, doubts
from ingest.store.publishing import WORD_OF
from tests.builders import make_author, make_document, make_issue, make_scan
from tests.ingest.parsing.parses import author, document, page, parsed_file, sentence

pytestmark = pytest.mark.django_db

DETAILS = Details(journal="Regional Affairs Quarterly", volume="7", number="3", year=2007)


def stored(*documents, scan=None, details=DETAILS):
    return store_documents(parsed_file(*documents), scan or make_scan(), details).documents


# ------------------------------------------------------------------ scans
def test_the_same_bytes_are_one_scan_whatever_their_name():
    first, is_new = keep_scan(keep(io.BytesIO(b"bytes")), "a.pdf")
    second, is_new_again = keep_scan(keep(io.BytesIO(b"bytes")), "../b.pdf")
    assert (is_new, is_new_again) == (True, False)
    assert first == second == Scan.objects.get()
    assert second.original_name == "a.pdf"


# ------------------------------------------------------------------ documents
def test_a_parsed_file_becomes_valid_rows():
    parsed = document(
        1,
        2,
        keywords=("treaties", "Free Trade", "free  trade"),
        authors=(author(affiliation="College of the Lake", email="ines@college.example"), author("Bo Li")),
        references=(ParsedReference("Li, B. (2001) Rivers."), ParsedReference("Sur, A. (2002)", "10.5/x")),
        sections=(
            ParsedSection("abstract", "Abstract", 1, 0, 0),
            ParsedSection("body", "Peoples", 2, 1, 7),
        ),
        subtitle="A Hope",
        abstract="What is hoped.",
    )
    (row,) = stored(parsed)
    row = Document.objects.for_reading().get()
    assert (row.title, row.subtitle, row.abstract) == (
        "The Integration of Peoples",
        "A Hope",
        "What is hoped.",
    )
    assert str(row.issue) == "Regional Affairs Quarterly 7(3), 2007"
    assert row.page_range == "265–266"
    assert row.state == "draft"
    assert row.parser_version == "1.0"
    assert row.evidence["title"] == {
        "source": "font",
        "confidence": 0.97,
        "page": 1,
        "box": [72.0, 80.0, 300.0, 20.0],
    }
    assert row.evidence["issue"]["source"] == "batch"
    assert [a.author.inverted_name for a in row.authorships.all()] == ["Pradera, Inés", "Li, Bo"]
    assert row.authorships.first().affiliation == "College of the Lake"
    assert [s.name for s in row.subjects.all()] == ["Free Trade", "treaties"]
    assert [(p.address, p.scan_page, p.text) for p in row.pages.all()] == [
        ("265", 1, sentence(1)),
        ("266", 2, sentence(2)),
    ]
    assert Page.objects.get(sequence=1).words == [[[0, 6, 72.0, 90.12, 30.5, 11.0, 0.988]]]
    assert [(s.kind, s.heading, s.level, s.page.sequence, s.offset) for s in row.sections.all()] == [
        ("abstract", "Abstract", 1, 1, 0),
        ("body", "Peoples", 2, 2, 7),
    ]
    assert [r.doi for r in row.references.all()] == ["", "10.5/x"]
    for each in (row, *row.pages.all(), *row.sections.all(), *row.authorships.all(), *row.references.all()):
        each.full_clean()
    assert not OutboxEntry.objects.exists()  # readers see no draft


def test_what_no_column_takes_is_cut_or_left_out():
    parsed = document(
        pages=(page(1, label="a label of more than twenty characters", running_head="h" * 400),),
        title="T\n" * 900,
        authors=(ParsedAuthor(family="F" * 300, email="not an address", orcid="0000"), ParsedAuthor()),
        keywords=("k" * 300, " "),
        doi="10.1/" + "x" * 300,
        year=9999,
        volume="v" * 99,
        journal="J" * 600,
        sections=(ParsedSection("body", "H" * 900, 0, 0, 0),),
        language="x" * 99,
    )
    (row,) = stored(parsed, details=None)
    row.refresh_from_db()
    row.full_clean()
    for each in (row.pages.get(), row.sections.get(), row.issue, row.issue.journal, row.subjects.get()):
        each.full_clean()
    assert row.doi == ""
    assert row.issue.year is None
    assert row.pages.get().address == "n1"
    assert row.authorships.get().email == ""


@pytest.mark.parametrize(
    ("labels", "addresses"),
    [
        (["265", "266"], ["265", "266"]),
        (["iv", "", "1"], ["iv", "n2", "1"]),
        (["1", "2", "1"], ["n1", "2", "n3"]),
        (["n2", ""], ["n1", "n2"]),  # a printed "n2" does not take the second page's place
        (["a/b", "..", "?", "A-1", "[3]"], ["n1", "n2", "n3", "A-1", "[3]"]),
    ],
)
def test_a_page_is_addressed_by_its_label_where_that_is_unique(labels, addresses):
    pages = tuple(page(number, label=label) for number, label in enumerate(labels, 1))
    (row,) = stored(document(pages=pages))
    assert list(row.pages.values_list("address", flat=True)) == addresses


# ------------------------------------------------------------------ where it appeared
def test_what_the_pages_print_completes_what_was_said():
    printed = document(journal="regional affairs quarterly", volume="7", number="3", year=2007)
    (row,) = stored(printed, details=Details(journal="Regional Affairs Quarterly", number="4"))
    assert str(row.issue) == "Regional Affairs Quarterly 7(4), 2007"


def test_the_numbers_of_another_journal_are_not_taken():
    (row,) = stored(document(journal="Other Review", volume="99", year=1999), details=DETAILS)
    assert str(row.issue) == "Regional Affairs Quarterly 7(3), 2007"
    (row,) = stored(
        document(journal="Other Review", volume="99"),
        details=Details(journal="Regional Affairs Quarterly", year=2008),
        scan=make_scan(b"second"),
    )
    assert str(row.issue) == "Regional Affairs Quarterly 2008"


def test_an_unknown_journal_gives_no_issue():
    (row,) = stored(document(volume="7", number="3", year=2007), details=None)
    assert row.issue is None
    assert not Journal.objects.exists()


def test_journals_and_issues_are_found_again():
    issue = make_issue()
    stored(details=DETAILS, scan=make_scan(b"1"))
    stored(
        details=Details(journal="REGIONAL affairs quarterly", volume="7", number="3"), scan=make_scan(b"2")
    )
    assert Issue.objects.get() == issue
    assert issue.documents.count() == 2
    stored(
        details=Details(journal=issue.journal.title, volume="7", number="3/4", year=2007, publisher="Lake"),
        scan=make_scan(b"3"),
    )
    assert set(Issue.objects.values_list("slug", flat=True)) == {"7-3-2007", "7-3-4-2007"}
    assert Journal.objects.get().publisher == "Lake"


# ------------------------------------------------------------------ authors
def author_of(printed, seed):
    (row,) = stored(document(authors=(printed,)), scan=make_scan(seed))
    return row.authors.get()


def test_an_author_is_found_by_orcid_whatever_the_form_of_the_name():
    first = author_of(author("Inés Pradera", orcid="0000-0002-1825-0097"), b"1")
    second = author_of(author("I. Pradera", orcid="0000-0002-1825-0097"), b"2")
    assert first == second
    second.refresh_from_db()
    assert second.variants == ["I. Pradera"]
    assert author_of(author("I. Pradera"), b"3") == first  # a known form now


def test_an_author_is_found_by_exactly_the_same_form_only():
    first = author_of(author("Inés Pradera"), b"1")
    assert author_of(author("Inés Pradera"), b"2") == first
    assert author_of(author("Ines Pradera"), b"3") != first
    assert author_of(author("I. Pradera"), b"4") != first
    assert {a.slug for a in Author.objects.all()} == {"ines-pradera", "ines-pradera-2", "i-pradera"}


def test_namesakes_with_different_orcids_are_different_people():
    first = author_of(author(orcid="0000-0002-1825-0097"), b"1")
    second = author_of(author(orcid="0000-0001-5109-3700"), b"2")
    assert first != second


def test_bodies_and_lone_names_are_authors_too():
    body = author_of(ParsedAuthor(literal="Continental Alliance"), b"1")
    lone = author_of(ParsedAuthor(given="Plato"), b"2")
    greek = author_of(ParsedAuthor(family="Παπαδόπουλος", given="Νίκος"), b"3")
    for row in (body, lone, greek):
        row.full_clean()
    assert (body.name, lone.name, greek.name) == ("Continental Alliance", "Plato", "Νίκος Παπαδόπουλος")
    assert greek.slug == "author"


def test_authors_sort_without_regard_to_diacritics():
    for number, name in enumerate(["Zoë Berrón", "Ana Berro", "Łukasz Łaski", "Ana Öst", "Bo Lund"]):
        author_of(author(name), bytes([number + 1]))
    assert [a.inverted_name for a in Author.objects.all()] == [
        "Berro, Ana",
        "Berrón, Zoë",
        "Łaski, Łukasz",
        "Lund, Bo",
        "Öst, Ana",
    ]


def test_a_name_printed_twice_is_one_authorship():
    (row,) = stored(document(authors=(author(), author("Bo Li"), author())))
    assert [a.name for a in row.authors.order_by("authorships__position")] == ["Inés Pradera", "Bo Li"]


# ------------------------------------------------------------------ reading a file again
def identifiers(documents):
    return [each.identifier for each in documents]


def test_drafts_are_renewed_under_their_identifiers():
    scan = make_scan()
    before = stored(document(1, 2), document(2, 3, title="Second"), scan=scan)
    after = stored(
        document(1, 2, title="Better", authors=(author("Bo Li"),)), document(2, 3, title="Second"), scan=scan
    )
    assert identifiers(after) == identifiers(before)
    assert Document.objects.count() == 2
    assert Page.objects.count() == 4
    assert str(Document.objects.get(identifier=before[0].identifier)) == "Better"
    assert {a.name for a in Author.objects.all()} == {"Bo Li", "Inés Pradera"}


def test_an_author_whom_only_the_old_reading_saw_is_gone():
    scan = make_scan()
    make_author("Held Elsewhere")
    stored(document(authors=(author("Misread Name"),)), scan=scan)
    stored(document(authors=(author("Right Name"),)), scan=scan)
    assert {a.name for a in Author.objects.all()} == {"Held Elsewhere", "Right Name"}


def test_a_text_that_turns_out_longer_keeps_its_identifier():
    scan = make_scan()
    before = stored(document(1, 2), document(3, 3), document(4, 4), scan=scan)
    after = stored(document(1, 3), document(4, 4), scan=scan)
    assert identifiers(after) == [before[0].identifier, before[2].identifier]
    assert Document.objects.count() == 2


def test_several_texts_on_one_page_are_told_apart():
    scan = make_scan()
    texts = [document(1, 1, title=title) for title in ("First", "Second", "Third")]
    before = stored(*texts, scan=scan)
    after = stored(*texts, scan=scan)
    assert identifiers(after) == identifiers(before)
    assert [each.title for each in after] == ["First", "Second", "Third"]


def correct(document, user=None, **fields):
    changes = Correction.of(document)
    return correct_document(
        document, Correction(**{n: getattr(changes, n) for n in CORRECTED} | fields), user
    )


NEW = {
    "title": "New",
    "subtitle": "New too",
    "abstract": "New.",
    "doi": "10.5555/new",
    "language": "es",
    "first_page": "1",
    "last_page": "2",
    "ends_after": True,
    "authors": (author("New Name"),),
    "keywords": ("new",),
    "volume": "99",
}
SAID = {
    "title": "Said",
    "subtitle": "Said too",
    "abstract": "Said.",
    "doi": "10.5555/said",
    "language": "pt",
    "first_page": "xi",
    "last_page": "xii",
    "begins_before": True,
    "authors": (author("Said Name"),),
    "keywords": ("said",),
    "issue": Details(journal="Said Journal", volume="1", year=1999),
    "labels": {1: "xi", 2: "xii"},
}


@pytest.mark.parametrize("name", SAID)
def test_a_value_that_a_person_gave_is_never_overwritten_and_all_others_are_renewed(name):
    scan, details = make_scan(), Details(journal="Quarterly", year=2007)
    first, second = stored(document(1, 2), document(2, 3, title="Second"), scan=scan, details=details)
    correct(first, user="Ana", **{name: SAID[name]})
    new = parsed_file(document(1, 2, **NEW), document(2, 3, title="New"), version="2")
    result = store_documents(new, scan, details)
    assert identifiers(result.documents) == [first.identifier, second.identifier]
    assert list(map(str, result.notes)) == [
        "What a person has corrected, published or withdrawn was left as it is."
    ]
    again = Document.objects.get(pk=first.pk)
    assert again.parser_version == "2"
    assert again.evidence[name]["by"] == "Ana"
    is_now = Correction.of(again)
    assert plainly(getattr(is_now, name)) == plainly(SAID[name])
    for other in NEW.keys() - {name, "volume"}:
        assert plainly(getattr(is_now, other)) == plainly(NEW[other]), other


def plainly(value):
    """Authors by their names; the rest as it is."""
    is_authors = isinstance(value, tuple) and value and hasattr(value[0], "family")
    return [f"{each.given} {each.family}" for each in value] if is_authors else value


REFERENCES = (ParsedReference("Li, B. (2001) Rivers.", title="Rivers", year=2001),)


@pytest.mark.parametrize(("is_said", "kept"), [(False, ["Li, B. (2001) Rivers."]), (True, ["By hand."])])
@pytest.mark.parametrize("state", ["draft", "published"])
def test_references_are_renewed_unless_a_person_gave_them(state, is_said, kept):
    scan = make_scan()
    (row,) = stored(document(references=(ParsedReference("By hand."),)), scan=scan)
    if is_said:
        row.evidence["references"] = {"source": "person", "confidence": 1.0}
        row.save()
    if state == "published":
        publish([row])
    OutboxEntry.objects.all().delete()
    stored(document(references=REFERENCES), scan=scan)
    assert [each.raw for each in Document.objects.get().references.all()] == kept
    assert OutboxEntry.objects.count() == (state == "published" and not is_said)


@pytest.mark.parametrize(("text", "is_new"), [(sentence(1), True), ("Another text than is held.", False)])
def test_acronyms_of_a_published_text_are_renewed_where_the_text_is_the_same(text, is_new):
    scan = make_scan()
    publish(stored(document(), scan=scan))
    acronyms = (ParsedAcronym("HSA", "Hemispheric Social Alliance", 0, 3),)
    stored(document(pages=(page(1, text),), acronyms=acronyms), scan=scan)
    assert Document.objects.get().acronyms.exists() == is_new


def test_a_published_page_gains_the_places_of_its_furniture_and_nothing_tells_of_a_change():
    scan = make_scan()
    publish(stored(document(), scan=scan))
    before = Document.objects.get().changed_at
    stored(document(pages=(page(1, furniture=((72.0, 40.123, 300.0, 12.0),)),)), scan=scan)
    assert Page.objects.get().furniture == [[72.0, 40.12, 300.0, 12.0]]
    assert Document.objects.get().changed_at == before
    assert Page.objects.get().text == sentence(1)


@pytest.mark.parametrize("name", ["text", "boundary", "sections"])
def test_a_draft_whose_text_or_bounds_a_person_gave_stays_whole(name):
    scan = make_scan()
    (row,) = stored(document(references=REFERENCES), scan=scan)
    row.evidence[name] = {"source": "person", "confidence": 1.0}
    row.save()
    stored(document(pages=(page(1, "Otherwise read."),), title="New"), scan=scan)
    again = Document.objects.get()
    assert (again.title, again.pages.get().text) == (row.title, sentence(1))
    assert again.references.count() == 1


@pytest.mark.parametrize("settle", [lambda d: publish([d]), lambda d: correct(d, title="Mine")])
def test_a_new_division_touches_nothing_once_a_person_has_decided(settle):
    scan = make_scan()
    before = stored(document(1, 2), document(3, 5, title="Rest"), scan=scan)
    settle(before[0])
    result = store_documents(parsed_file(document(1, 5, title="All in One")), scan, DETAILS)
    assert identifiers(result.documents) == identifiers(before)
    assert sorted(Page.objects.values_list("scan_page", flat=True)) == [1, 2, 3, 4, 5]
    assert "divides" in " ".join(map(str, result.notes))


def test_an_identifier_that_was_public_is_never_lost():
    scan = make_scan()
    before = stored(document(1, 2), document(3, 3), scan=scan)
    publish(before)
    unpublish(before)
    after = stored(document(1, 3), scan=scan)
    assert identifiers(after) == identifiers(before)


# ------------------------------------------------------------------ publishing
def test_publishing_writes_state_date_and_index_work():
    (row,) = stored()
    result = publish([row])
    row.refresh_from_db()
    assert result.published == [row]
    assert row.is_published
    assert row.published_at
    assert list(OutboxEntry.objects.values_list("document_pk", flat=True)) == [row.pk]
    assert publish([row]).published == []
    assert OutboxEntry.objects.count() == 1


def test_a_text_without_title_may_be_published():
    (row,) = stored(document(title="", authors=()))
    assert {(p.level, p.text) for p in problems([row])[row.pk]} == {
        ("warning", "The title is unknown."),
        ("warning", "The authors are unknown."),
    }
    assert publish([row]).published == [row]


def test_a_doubtful_reading_is_a_warning():
    (row,) = stored(document(evidence={"title": Evidence(0.4, "font")}))
    assert [p.text for p in problems([row])[row.pk]] == ["Look at the title: it was read with doubt."]


def test_what_nobody_looks_at_is_held_back_where_a_citation_is_in_doubt():
    sure, title, both = stored(
        document(1, 1, evidence={"title": Evidence(0.8, "font"), "abstract": Evidence(0.2, "cue line")}),
        document(2, 2, evidence={"title": Evidence(0.79, "place")}),
        document(3, 3, evidence={"boundary": Evidence(0.5, "score"), "authors": Evidence(0.75, "by-line")}),
    )
    result = publish([sure, title, both], is_unseen=True)
    assert result.published == [sure]
    assert result.held_back == [(title, ["title"]), (both, ["authors", "boundary"])]
    assert str(held_back(*result.held_back[1])).endswith("Read with doubt: authors and beginning and end.")
    assert publish([title, both]).published == [title, both]


def test_each_value_that_may_be_in_doubt_has_a_word_for_the_log():
    assert set(WORD_OF) == set(NEEDED)


def test_what_somebody_has_said_is_in_no_doubt():
    (row,) = stored(
        document(evidence={"title": Evidence(0.4, "font"), "journal": Evidence(0.4, "head and foot lines")})
    )
    assert doubts(row) == ["title"], "the journal was said of the file"
    del row.evidence["issue"]
    assert doubts(row) == ["title", "journal"]
    row.evidence["title"] = {"source": "person", "confidence": 1.0}
    row.evidence["issue"] = {"source": "batch", "confidence": 1.0}
    assert doubts(row) == []


def test_a_doi_is_published_once_and_the_reason_is_kind():
    make_document("The First", doi="10.1234/ABC")
    (row,) = stored(document(doi="10.1234/abc"))
    result = publish([row])
    assert result.published == []
    ((refused, reason),) = result.refused
    assert refused == row
    reason = str(reason)
    assert "“The First”" in reason
    assert "correct the DOI" in reason
    twins = stored(document(1, 1, doi="10.9/x"), document(2, 2, doi="10.9/x"), scan=make_scan(b"twins"))
    result = publish(twins)
    assert (len(result.published), len(result.refused)) == (1, 1)


def test_a_withdrawn_text_needs_a_reason_and_cannot_be_published():
    (row,) = stored()
    publish([row])
    with pytest.raises(ValueError, match="reason"):
        withdraw(row, "  ")
    withdraw(row, "Printed twice.")
    assert "withdrawn" in str(publish([row]).refused[0][1])
    row.refresh_from_db()
    assert (row.state, row.withdrawn_reason) == ("withdrawn", "Printed twice.")
    unpublish([row])
    row.refresh_from_db()
    assert (row.state, row.withdrawn_reason) == ("draft", "")
    assert OutboxEntry.objects.count() == 3


def test_a_job_needs_review_as_long_as_its_file_has_a_draft():
    scan = make_scan()
    job = Job.objects.create(batch=Batch.objects.create(), scan=scan, name="a.txt", state="review")
    first, second = stored(document(1), document(2, title="Second"), scan=scan)
    states = []
    for change in (lambda: publish([first]), lambda: withdraw(second, "Twice."), lambda: unpublish([first])):
        change()
        job.refresh_from_db()
        states.append(job.state)
    assert states == ["review", "done", "review"]
    assert [str(event.message) for event in job.events.all()] == [
        "“The Integration of Peoples” was published.",
        "“Second” was withdrawn: Twice.",
        "“The Integration of Peoples” became a draft again.",
    ]


# ------------------------------------------------------------------ corrections
def test_only_what_changed_is_a_person_s_word():
    (row,) = stored()
    changed = correct(row, user="Ana", title="Peoples, Integrated", authors=(author("Bo Li"),))
    row.refresh_from_db()
    assert set(changed) == {"title", "authors"}
    assert row.title == "Peoples, Integrated"
    assert [a.name for a in row.authors.all()] == ["Bo Li"]
    assert {name for name, e in row.evidence.items() if e["source"] == "person"} == {"title", "authors"}
    assert row.evidence["title"]["was"] == "The Integration of Peoples"
    assert row.evidence["authors"]["was"] == ["Inés Pradera"]
    assert row.evidence["title"]["by"] == "Ana"


def test_a_correction_of_a_published_text_is_index_work():
    (row,) = stored()
    publish([row])
    correct(row, keywords=("rivers",))
    assert OutboxEntry.objects.count() == 2
    correct(row)  # nothing changed
    assert OutboxEntry.objects.count() == 2
    assert Subject.objects.get().name == "rivers"


def test_two_people_do_not_overwrite_each_other():
    (row,) = stored()
    row.refresh_from_db()
    seen = row.changed_at
    correct(row, title="First person")
    with pytest.raises(RefusedError, match="Somebody else"):
        correct_document(row, Correction.of(row), "Bo", seen_at=seen)


def test_a_published_doi_cannot_be_taken_by_correction():
    make_document("The First", doi="10.1/a", texts=["Another."])
    (row,) = stored()
    publish([row])
    with pytest.raises(RefusedError, match="The First") as refusal:
        correct(row, doi="10.1/A")
    assert refusal.value.field == "doi"


def test_labels_may_change_places():
    (row,) = stored(document(1, 3))
    correct(row, labels={1: "266", 2: "265", 3: ""})
    pages = list(row.pages.order_by("sequence").values_list("label", "label_source", "address"))
    assert pages == [("266", "printed", "266"), ("265", "printed", "265"), ("", "", "n3")]


def test_the_issue_may_be_corrected_and_taken_away():
    (row,) = stored()
    correct(row, issue=Details(journal="Other Review", volume="1"))
    row.refresh_from_db()
    assert str(row.issue) == "Other Review 1"
    correct(row, issue=Details())
    row.refresh_from_db()
    assert row.issue is None


def test_what_is_told_of_a_cited_work_and_defined_in_the_text_is_kept():
    cited = ParsedReference(
        "Paz, L. (2004) Rain. Water 3: 1–7.", authors=("Paz, L.",), year=2004, title="Rain", container="Water"
    )
    defined = ParsedAcronym("HSA", "Hemispheric Social Alliance", 0, 4)
    (row,) = stored(document(1, references=(cited,), acronyms=(defined, defined), received="2021-08"))
    reference, acronym = row.references.get(), row.acronyms.get()
    assert (reference.authors, reference.year, reference.title) == (["Paz, L."], 2004, "Rain")
    assert (acronym.long, acronym.page.sequence, acronym.offset) == ("Hemispheric Social Alliance", 1, 4)
    assert row.received == "2021-08"


def test_each_value_keeps_where_it_was_read():
    seen = Evidence(0.6, "by-line", 1, (72.0, 100.0, 90.0, 11.0))
    plain = {"source": "by-line", "confidence": 0.6, "page": 1, "box": [72.0, 100.0, 90.0, 11.0]}
    (row,) = stored(
        document(
            pages=(page(1, label_evidence=seen),),
            authors=(author(evidence={"name": seen}),),
            sections=(ParsedSection("body", "Peoples", 1, 0, 0, evidence=seen),),
            references=(ParsedReference("Paz, L. (2004) Rain.", place=seen),),
        )
    )
    assert row.authorships.get().evidence == {"name": plain}
    assert row.pages.get().label_evidence == plain
    assert row.sections.get().evidence == plain
    assert row.references.get().place == plain

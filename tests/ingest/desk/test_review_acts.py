"""The desk's way to split, merge, discard, name parts, correct texts, tell persons apart, and undo."""

from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from archive.models import Author, Document, Page
from ingest.desk.review_order import next_draft
from ingest.desk.review_page import broken_words, difference
from ingest.desk.same_person import may_be_one
from ingest.models import Revision
from ingest.store.changes import renew_job_states, scans_of
from tests.builders import make_author, make_document
from tests.ingest.desk.people import make_person
from tests.ingest.queue.queue_rows import make_job
from tests.ingest.store.test_history import LOWER, UPPER, held  # noqa: F401

pytestmark = pytest.mark.django_db
OFFSET = len(UPPER) + 2


def act(client, name, row, data=None, **kwargs):
    return client.post(reverse(f"ingest:{name}", args=[row.identifier]), data or {}, **kwargs)


def split_it(client, row):
    return act(client, "split", row, {"sequence": 1, "offset": OFFSET}, follow=True)


def page_of(client, row, **query):
    return " ".join(
        client.get(reverse("ingest:review", args=[row.identifier]), query).content.decode().split()
    )


# ------------------------------------------------------------------ where articles begin
def test_a_split_leads_to_the_new_text(desk, held):  # noqa: F811
    answer = split_it(desk, held[0])
    new = Document.objects.get(title="On Rivers")
    assert answer.redirect_chain[-1][0] == reverse("ingest:review", args=[new.identifier])
    assert "begins here now" in answer.content.decode()


def test_a_merge_a_discard_and_their_undoing(desk, held):  # noqa: F811
    split_it(desk, held[0])
    new = Document.objects.get(title="On Rivers")
    act(desk, "merge", new)
    assert Document.objects.count() == 2
    page = desk.get(reverse("ingest:history", args=[new.identifier])).content.decode()
    assert "no longer there" in page
    for revision in Revision.objects.order_by("-pk")[:2]:
        desk.post(reverse("ingest:undo", args=[revision.pk]))
    assert Document.objects.count() == 2
    act(desk, "discard", held[1])
    assert not Document.objects.filter(pk=held[1].pk).exists()
    desk.post(reverse("ingest:undo", args=[Revision.objects.latest("pk").pk]))
    assert Document.objects.filter(pk=held[1].pk).exists()


@pytest.mark.parametrize(
    "data", [{}, {"sequence": "x", "offset": "0"}, {"sequence": "1" * 30, "offset": "0"}]
)
def test_a_place_that_is_none_is_no_server_error(desk, held, data):  # noqa: F811
    assert act(desk, "split", held[0], data).status_code == HTTPStatus.NOT_FOUND


def test_a_place_where_nothing_begins_is_told(desk, held):  # noqa: F811
    answer = act(desk, "split", held[0], {"sequence": 1, "offset": 3}, follow=True)
    assert "No paragraph begins there any more." in answer.content.decode()


@pytest.mark.parametrize("name", ["split", "merge", "discard", "use", "same_person"])
def test_only_librarians_act(client, held, name):  # noqa: F811
    client.force_login(make_person("somebody", "staff"))
    assert act(client, name, held[0], {"sequence": 1, "offset": OFFSET}).status_code == HTTPStatus.FORBIDDEN
    assert client.get(reverse("ingest:all_history")).status_code == HTTPStatus.FORBIDDEN
    assert not Revision.objects.exists()


# ------------------------------------------------------------------ parts of a page
@pytest.mark.parametrize(
    ("name", "value"),
    [("title", UPPER), ("subtitle", UPPER), ("abstract", UPPER)],
)
def test_a_paragraph_is_used_as_a_field(desk, held, name, value):  # noqa: F811
    act(desk, "use", held[0], {"sequence": 1, "offset": 0, "as": name})
    held[0].refresh_from_db()
    assert getattr(held[0], name) == value
    assert held[0].evidence[name]["source"] == "person"


def test_a_paragraph_is_used_as_by_line(desk, held):  # noqa: F811
    row = held[0].pages.first()
    row.text = "By Ana Sá and Luis Paz\n\nText."
    row.save()
    act(desk, "use", held[0], {"sequence": 1, "offset": 0, "as": "authors"})
    assert [str(each.author) for each in held[0].authorships.all()] == ["Ana Sá", "Luis Paz"]
    answer = act(desk, "use", held[0], {"sequence": 2, "offset": 0, "as": "authors"}, follow=True)
    assert "No name could be read" in answer.content.decode()


def test_sections_begin_and_end_where_a_person_says(desk, held):  # noqa: F811
    body = OFFSET + len("On Rivers") + 2
    act(desk, "use", held[0], {"sequence": 1, "offset": body, "as": "heading"})
    assert [(s.position, s.offset) for s in held[0].sections.all()] == [(1, 0), (2, OFFSET), (3, body)]
    act(desk, "use", held[0], {"sequence": 1, "offset": OFFSET, "as": "no-heading"})
    assert [(s.position, s.offset) for s in held[0].sections.all()] == [(1, 0), (2, body)]


def test_a_text_is_corrected_and_two_people_do_not_overwrite_each_other(desk, held):  # noqa: F811
    place = reverse("ingest:page_text", args=[held[0].identifier, 2])
    seen = held[0].pages.get(sequence=2).text
    assert desk.post(place, {"text": "Mine.", "seen": seen}).status_code == HTTPStatus.FOUND
    answer = desk.post(place, {"text": "Yours.", "seen": seen})
    assert answer.status_code == HTTPStatus.CONFLICT
    for words in ("Mine.", "Yours.", "ana has changed this article since you opened it"):
        assert words in answer.content.decode()
    assert held[0].pages.get(sequence=2).text == "Mine."
    assert desk.post(place, {"text": "Yours.", "seen": "Mine."}).status_code == HTTPStatus.FOUND


def test_the_page_shows_what_a_librarian_needs(desk, held):  # noqa: F811
    page = page_of(desk, held[0])
    for words in ("An article starts here", "Use as …", "What cleaning changed", "Merge with", "Discard"):
        assert (words in page) == (words != "Merge with"), words
    assert "Merge with “The Integration of Peoples”" in page_of(desk, held[1])


def test_a_page_without_text_is_shown(desk, held):  # noqa: F811
    Page.objects.filter(document=held[1]).update(text="", raw_text="", words=[], text_source="none")
    assert "This page has no text." in page_of(desk, held[1])


def test_doubtful_fields_come_first_and_lead_to_their_place(desk, held):  # noqa: F811
    held[0].evidence["title"] = {"source": "font", "confidence": 0.4, "page": 1, "box": [72, 80, 300, 20]}
    held[0].save()
    page = page_of(desk, held[0])
    assert page.index("Please check first") < page.index('for="id_title"') < page.index('for="id_subtitle"')
    assert "40 % sure" in page
    assert 'href="?page=1&amp;zone=title#zone-title"' in page


# ------------------------------------------------------------------ what cleaning did
def test_broken_words_are_told_with_their_outcome():
    raw = "the integra-\ntion of people-\nbased move-\nments"
    text = "the integration of people-based movements"
    told = {word.printed: word.kept_as for word in broken_words(raw, text, "en")}
    assert told == {
        "integra-tion": "integration",
        "people-based": "people-based",
        "move-ments": "movements",
    }


def test_a_wrong_joint_is_unsure():
    (word,) = broken_words("the peo-\nple came", "the peo-ple came", "en")
    assert not word.is_sure


def test_the_difference_tells_what_was_taken_away():
    pieces = difference("GSP Forum 269\nThe peo-\nple came.", "The people came.")
    assert [(piece.kind, piece.text) for piece in pieces if piece.kind != "same"] == [
        ("removed", "GSP Forum 269"),
        ("removed", "peo- ple"),
        ("added", "people"),
    ]


# ------------------------------------------------------------------ persons
@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("Gonzalo", "Berrón"), ("G.", "Berron"), True),
        (("Gonzalo", "Berrón"), ("Gonzalo", "Berrón Silva"), True),
        (("Gonzalo", "Berrón"), ("Gustavo", "Berrón"), False),
        (("Gonzalo", "Berrón"), ("G.", "Berger"), False),
        (("G. M.", "Berrón"), ("Gonzalo Maria", "Berrón"), True),
        (("", "Berrón"), ("Gonzalo", "Berrón"), False),
    ],
)
def test_name_forms_that_may_be_one_person(one, other, alike):
    people = [Author(given=given, family=family) for given, family in (one, other)]
    assert may_be_one(*people) is alike
    assert may_be_one(*reversed(people)) is alike


def test_two_identifiers_are_two_persons():
    people = [Author(given="A.", family="Sá", orcid=f"0000-0002-1825-009{n}") for n in "78"]
    assert not may_be_one(*people)


def test_a_librarian_says_that_two_forms_are_one_person(desk, held):  # noqa: F811
    other = make_author("I. Pradera")
    held[1].authorships.update(author=other)
    page = page_of(desk, held[0])
    assert "Same person?" in page
    authorship = held[0].authorships.get()
    act(desk, "same_person", held[0], {"authorship": authorship.pk, "author": other.pk})
    authorship.refresh_from_db()
    other.refresh_from_db()
    assert authorship.author == other
    assert other.variants == ["Inés Pradera"]
    assert "Same person?" not in page_of(desk, held[0])
    desk.post(reverse("ingest:undo", args=[Revision.objects.get().pk]))
    authorship.refresh_from_db()
    other.refresh_from_db()
    assert (str(authorship.author), other.variants) == ("Inés Pradera", [])


def filled_in(desk, row, **more):
    """What the form of a text sends when nothing is changed in it, and `more`."""
    page = desk.get(reverse("ingest:review", args=[row.identifier]))
    form, authors = page.context["form"], page.context["authors"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {f"authors-{name}": value for name, value in authors.management_form.initial.items()}
    for each in authors.initial_forms:
        data |= {each.add_prefix(name): each[name].value() or "" for name in each.fields}
    return data | more


def test_publishing_goes_on_to_the_next_draft(desk, held):  # noqa: F811
    answer = act(desk, "review", held[0], filled_in(desk, held[0], publish="1", next="1"))
    assert answer["Location"] == reverse("ingest:review", args=[held[1].identifier])
    held[0].refresh_from_db()
    assert held[0].is_published


def test_what_is_not_published_or_only_saved_stays_before_one(desk, held):  # noqa: F811
    make_document("The same", doi="10.5555/same")
    Document.objects.filter(pk=held[0].pk).update(doi="10.5555/same")
    here = reverse("ingest:review", args=[held[0].identifier])
    for pressed in ({"publish": "1", "next": "1"}, {"next": "1"}):
        assert act(desk, "review", held[0], filled_in(desk, held[0], **pressed))["Location"] == here
    assert "Discard this article if it is the same article" in page_of(desk, held[0])


def test_the_next_draft_is_behind_then_in_later_files_and_last_what_was_passed_over(db):
    files = {}
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        job = make_job(name, state="review")
        files[name] = [
            make_document(f"{name} {n}", texts=[f"{name} {n}"], state="draft", scan=job.scan) for n in (1, 2)
        ]
        Page.objects.filter(document=files[name][1]).update(scan_page=2)
    (a1, a2), (b1, b2), (c1, c2) = files.values()
    assert [next_draft(row) for row in (a1, a2, b1, b2, c1, c2)] == [a2, b1, b2, c1, c2, a1]
    Document.objects.exclude(pk__in=[c1.pk, c2.pk]).update(state="published", published_at=timezone.now())
    renew_job_states(scans_of([a1.pk, b1.pk, c1.pk]))
    assert [next_draft(row) for row in (a2, c1, c2)] == [c1, c2, c1]
    Document.objects.all().update(state="published", published_at=timezone.now())
    renew_job_states(scans_of([c1.pk]))
    assert next_draft(c2) is None


def test_discarding_goes_on_to_the_next_draft(desk, held):  # noqa: F811
    answer = act(desk, "discard", held[0])
    assert answer["Location"] == reverse("ingest:review", args=[held[1].identifier])
    answer = act(desk, "discard", held[1], {"next": "/ingest/"})
    assert answer["Location"] == "/ingest/"


# ------------------------------------------------------------------ what else may be said
def test_a_bound_is_moved_and_refused_in_words(desk, held):  # noqa: F811
    place = reverse("ingest:begin", args=[held[0].identifier, "next"])
    desk.post(place, {"sequence": 1, "offset": OFFSET})
    assert held[1].pages.count() == 3
    answer = desk.post(place, {"sequence": 1, "offset": OFFSET}, follow=True)
    assert "No paragraph begins there any more." in answer.text
    nowhere = reverse("ingest:begin", args=[held[0].identifier, "elsewhere"])
    assert desk.post(nowhere, {"sequence": 1, "offset": 0}).status_code == HTTPStatus.NOT_FOUND


def test_levels_and_furniture_are_said_and_refused_in_words(desk, held):  # noqa: F811
    act(desk, "outline", held[0], {"level-2": "3", "level-x": "1", "level-1": "9" * 5000, "page": "x"})
    assert held[0].sections.last().level == 3
    use = {"sequence": 1, "offset": OFFSET, "as": "furniture"}
    assert "Say first that it is none." in act(desk, "use", held[0], use, follow=True).text
    act(desk, "use", held[0], use | {"offset": 0})
    assert held[0].pages.first().text == LOWER
    hyphen = reverse("ingest:hyphen", args=[held[0].identifier, 1])
    assert "That word is no longer there." in desk.post(hyphen, {"at": "3"}, follow=True).text


def test_rights_are_corrected_with_the_rest(desk, held):  # noqa: F811
    act(desk, "review", held[0], filled_in(desk, held[0], rights="CC BY 4.0"))
    held[0].refresh_from_db()
    assert (held[0].rights, held[0].evidence["rights"]["source"]) == ("CC BY 4.0", "person")

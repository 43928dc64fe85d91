"""Other forms of names, subjects with their years, works by year, issues as lists, languages."""

import pytest

from archive.name_forms import inverted, see_references
from archive.year_bars import year_chart
from tests.builders import make_author, make_document, make_issue, make_journal


# ------------------------------------------------------------------ see-references
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("T. Quiroga", "Quiroga, T."),
        ("Lucía Ñáñez Ortega", "Ortega, Lucía Ñáñez"),
        ("Quiroga, T.", "Quiroga, T."),
        ("Oficina", "Oficina"),
        (" ", ""),
    ],
)
def test_a_form_of_a_name_is_looked_up_by_its_family_name(name, form):
    assert inverted(name) == form


@pytest.mark.django_db
def test_other_forms_of_a_name_lead_to_the_one_it_is_held_under(client):
    make_author("Lucía Ñáñez", variants=["L. Ortega", "Lucia Nanez"])
    make_document(authors=("Lucía Ñáñez", "Inés Pradera"))
    page = client.get("/authors/?l=o").content.decode()
    assert "Ortega, L.</span>, see" in page
    assert 'href="/a/lucia-nanez/" lang="">Ñáñez, Lucía</a>' in page
    assert "No author stands under" not in page
    assert "Nanez, Lucia" not in page
    assert "Ortega, L." in client.get("/authors/?name=ORTEGA").content.decode()
    assert "Ortega, L." not in client.get("/authors/").content.decode()


@pytest.mark.django_db
def test_forms_of_those_with_nothing_published_stay_hidden(client):
    make_author("Lucía Ñáñez", variants=["L. Ortega"])
    make_document(authors=("Lucía Ñáñez",), state="draft")
    assert "Ortega" not in client.get("/authors/?l=o").content.decode()


def test_forms_stand_in_alphabetical_order():
    class Row:
        sort_key, variants = "quiroga tomas", ["T. Quiroga", "Ann Álvarez", "Zoë Beck"]

    assert [each.form for each in see_references([Row])] == ["Álvarez, Ann", "Beck, Zoë", "Quiroga, T."]


# ------------------------------------------------------------------ subjects
def test_small_charts_share_their_years():
    chart = year_chart({2005: 2}, (2000, 2009))
    assert (chart.width, chart.outline) == (10, "M5 100V0h.8V100z")
    assert year_chart({}, (2000, 2009)) is None
    assert year_chart({2005: 2}, (2005, 2005)) is None


@pytest.mark.django_db
def test_each_subject_shows_its_years(client):
    make_document("One", issue=make_issue("1", "1", 2000), subjects=("borders",))
    make_document("Two", issue=make_issue("7", "1", 2006), subjects=("borders", "water"))
    page = client.get("/subjects/").content.decode()
    assert "in which years from 2000 to 2006" in page
    assert 'viewBox="0 0 7 100"' in page
    assert page.count('class="spark"') == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "shown"),
    [("agu", {"Agua dulce"}), ("DULCE agua", {"Agua dulce"}), ("río", {"Río Bravo"}), ("gua", set())],
)
def test_subjects_can_be_narrowed_by_beginnings_of_words(client, name, shown):
    make_document(subjects=("Agua dulce", "Río Bravo"))
    page = client.get("/subjects/", {"name": name}).content.decode()
    assert {subject for subject in ("Agua dulce", "Río Bravo") if subject in page} == shown
    assert shown or "No subject has “gua” in its name." in page


@pytest.mark.django_db
def test_a_subject_has_a_timeline_and_related_subjects(client):
    make_document("One", issue=make_issue("1", "1", 2000), subjects=("borders", "rare"))
    make_document("Two", issue=make_issue("7", "1", 2006), subjects=("borders", "frequent"))
    make_document("Three", issue=make_issue("8", "1", 2006), subjects=("borders", "frequent"))
    make_document("Hidden", state="draft", subjects=("borders", "secret"))
    page = client.get("/s/borders/").content.decode()
    assert 'href="/search/?subject=borders&amp;from=2006&amp;to=2006" aria-label="2006: 2 articles"' in page
    assert page.index(">frequent</a>") < page.index(">rare</a>")
    assert "secret" not in page
    assert page.count('href="/s/borders/"') == 0


# ------------------------------------------------------------------ authors, issues, languages
@pytest.mark.django_db
def test_works_of_an_author_stand_under_their_years(client):
    make_document("Old", issue=make_issue("1", "1", 1997))
    make_document("New", issue=make_issue("7", "3", 2007))
    make_document("Undated", issue=make_issue("9", "", None))
    page = client.get(make_author().get_absolute_url()).content.decode()
    places = [
        page.index(text) for text in ("<h2>2007</h2>", ">New<", "<h2>1997</h2>", ">Old<", "Without a year")
    ]
    assert places == sorted(places)


@pytest.mark.django_db
def test_a_whole_issue_can_be_cited_and_exported(client):
    first, second = make_document("First"), make_document("Second")
    make_document("Draft", state="draft")
    page = client.get(first.issue.get_absolute_url()).content.decode()
    query = f"?ids={first.identifier},{second.identifier}"
    for address in (f"/list/references/{query}", f"/list/{query}"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_languages_are_named_in_the_language_of_the_reader(client):
    make_document(language="es")
    make_document("Another", language="x-none")
    page = client.get("/browse/").content.decode()
    assert '<a href="/search/?lang=es">Spanish</a>' in page
    assert '<a href="/search/?lang=x-none">X-none</a>' in page
    assert ">Español</a>" in client.get("/browse/", headers={"accept-language": "es"}).content.decode()


@pytest.mark.django_db
def test_a_journal_with_thousands_of_issues_is_split_into_pages(client, django_assert_num_queries):
    journal = make_journal()
    for number in range(401):
        make_document(issue=make_issue("", str(number + 1), 2000 + number // 100, journal))
    with django_assert_num_queries(7):
        page = client.get(journal.get_absolute_url()).content.decode()
    assert page.count('class="count">1 article<') == 400
    assert "?page=2" in page

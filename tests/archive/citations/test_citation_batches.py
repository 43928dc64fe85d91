"""Works named by the line, and the staff's desk for them."""

import codecs

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile

from archive.citations.formats import FORMATS
from archive.identifiers import mint_identifier
from archive.matching import match_lines
from archive.tables import UnreadableTableError, decode, lines_of_table, lines_of_text
from tests.builders import make_document, make_issue


@pytest.fixture
def shelf(db):
    return {
        "peoples": make_document("The Integration of Peoples", doi="10.5555/RAQ_1", subtitle="A Memoir"),
        "water": make_document("El agua como derecho", texts=["Agua."], language="es"),
        "letters 1": make_document("Letters from the Border", texts=["One."], issue=make_issue(year=2001)),
        "letters 2": make_document("Letters from the Border", texts=["Two."], issue=make_issue(year=2002)),
        "draft": make_document(
            "The Draft That Nobody Sees", texts=["No."], state="draft", doi="10.5555/draft"
        ),
    }


@pytest.fixture
def staff(client, db):
    user = User.objects.create_user("imelda")
    user.groups.add(Group.objects.get(name="staff"))
    client.force_login(user)
    return client


# ------------------------------------------------------------------ matching
@pytest.mark.parametrize(
    ("line", "how"),
    [
        ("{id}", "identifier"),
        ("{id}-the-title", "identifier"),
        ("https://archive.example/d/{id}-the-title/p/4/?q=x", "address"),
        ("/d/{id}.bib", "address"),
        ("10.5555/raq_1", "DOI"),
        ("https://doi.org/10.5555/RAQ_1", "DOI"),
        ("doi:10.5555/Raq_1", "DOI"),
        ("https://doi.org/10.5555%2FRAQ_1", "DOI"),
        ("10.5555/raq_1.", "DOI"),
        ("Somebody Else, ‘Another title’, 2007 (https://dx.doi.org/10.5555/RAQ_1).", "DOI"),
        ("The Integration of Peoples, doi: 10.5555/unknown", "similar title"),
        ("The Integration of Peoples", "title"),
        ("THE INTEGRATION OF PEOPLES: a memoir", "title"),
        ("The Integration of the Peoples", "similar title"),
        (
            "Pradera, I. (2007) ‘The Integration of Peoples’, Regional Affairs Quarterly, 7(3).",
            "similar title",
        ),
    ],
)
def test_a_work_is_found_by_whatever_names_it(shelf, line, how):
    line = line.format(id=shelf["peoples"].identifier)
    (match,) = match_lines([line])
    assert (match.how, list(match.found), match.reason) == (how, [shelf["peoples"]], "")
    assert match.is_sure


def test_accents_do_not_matter(shelf):
    (match,) = match_lines(["el água cómo derecho"])
    assert match.found == (shelf["water"],)


def test_a_title_in_another_script_is_found(db):
    water = make_document("Вода и право в городе", language="ru")
    assert match_lines(["вода и право в городе"])[0].found == (water,)


@pytest.fixture
def cited(db):
    year = make_issue(year=2007)
    return {
        "water": make_document("The Water Contract", authors=("Inés Pradera", "Juan Lozano"), issue=year),
        "trade": make_document(
            "Trade without Borders", texts=["Trade."], authors=("Inés Pradera",), issue=year
        ),
        "garcia": make_document("On Rivers", texts=["Rio."], authors=("Ana García Márquez",), issue=year),
        "later": make_document(
            "Water Again", texts=["W."], authors=("Inés Pradera",), issue=make_issue(year=2008)
        ),
        "draft": make_document("A Draft", texts=["D."], authors=("Ana Secreta",), issue=year, state="draft"),
    }


@pytest.mark.parametrize(
    ("line", "which"),
    [
        ("Pradera (2007) water contract", "water"),
        ("Pradera 2007 contract", "water"),
        ("Pradera & Lozano 2007", "water"),
        ("Lozano, J. 2007a", "water"),
        ("PRADERA 2008", "later"),
        ("Inés Pradera, 2007: borders", "trade"),
        ("Garcia Marquez 2007", "garcia"),
        ("García Márquez et al. (2007)", "garcia"),
        ("Pradera, I. (2007) ‘Trade without Boarders’, Regional Affairs Quarterly, 7(3).", "trade"),
    ],
)
def test_a_work_is_found_as_a_text_cites_it(cited, line, which):
    (match,) = match_lines([line])
    assert (list(match.found), match.reason) == ([cited[which]], "")


def test_of_several_by_one_author_in_a_year_a_person_chooses(cited):
    (match,) = match_lines(["Pradera 2007"])
    assert match.found == (cited["water"], cited["trade"])
    assert match.reason == "Which of them is meant?"


def test_an_authors_other_article_of_the_year_is_asked_for(cited):
    (match,) = match_lines(["García Márquez (2007) a wholly different matter"])
    assert (match.found, match.reason) == ((cited["garcia"],), "Is this meant?")


@pytest.mark.parametrize(
    "line", ["Pradera 1999", "Nadie 2007", "Pradera y Nadie 2007", "2007", "Secreta 2007"]
)
def test_nobody_is_found_for_another_name_or_year(cited, line):
    assert match_lines([line])[0].found == ()


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("Privatisaton of Water in the Andes", True),  # a letter left out
        ("Privatisation of Wtaer in teh Andes", False),  # a short word may be another one
        ("Privatisation of Wtaer in the Andes", True),  # two letters in turn
        ("Privatisation of Watter in the Andse", False),  # three
    ],
)
def test_one_or_two_wrong_letters_of_a_long_title_are_forgiven(db, line, is_found):
    title = make_document("Privatisation of Water in the Andes")
    (match,) = match_lines([line])
    assert (match.is_sure, match.found) == (is_found, (title,))


def test_a_number_in_a_title_is_no_slip(db):
    make_document("Letters from the Border, Part 12")
    (match,) = match_lines(["Letters from the Border, Part 13"])
    assert match.reason == "Is this meant?"


def test_of_several_with_one_title_a_person_chooses(shelf):
    (match,) = match_lines(["Letters from the Border"])
    assert not match.is_sure
    assert set(match.found) == {shelf["letters 1"], shelf["letters 2"]}
    assert match.reason == "Several articles have this title."


def test_what_is_merely_alike_is_offered(shelf):
    (match,) = match_lines(["Integration of Peoples and Rivers"])
    assert (match.found, match.is_sure) == ((shelf["peoples"],), False)


def test_a_title_without_what_follows_its_colon_is_found(db):
    document = make_document(
        "Water after the Contract: What the City Did with Its Long Victory", texts=["Water."]
    )
    (match,) = match_lines(["water after the contract"])
    assert (match.how, list(match.found), match.is_sure) == ("similar title", [document], True)


def test_one_that_is_merely_alike_is_asked_for_as_one(shelf):
    (match,) = match_lines(["The Integration of Which Peoples and Where"])
    assert (len(match.found), match.reason) == (1, "Is this meant?")


def test_a_short_title_is_not_taken_for_one_with_a_word_more(db):
    document = make_document("Counting the Water", texts=["Water."])
    (match,) = match_lines(["The Water"])
    assert (list(match.found), match.reason) == ([document], "Is this meant?")


@pytest.mark.parametrize("line", ["{}", "https://archive.example/d/{}-the-title/"])
def test_a_mistyped_identifier_offers_those_that_may_be_meant(shelf, line):
    identifier = shelf["peoples"].identifier
    wrong = identifier[:2] + ("3" if identifier[2] == "2" else "2") + identifier[3:]
    (match,) = match_lines([line.format(wrong)])
    assert (match.found, match.is_sure) == ((shelf["peoples"],), False)
    assert "One character of this identifier is wrong" in match.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("10.5555/nowhere", "no published article has this doi"),
        ("10.5555/draft", "no published article has this doi"),
        ("The Draft That Nobody Sees", "no published article has this title"),
        ("https://elsewhere.example/article/7", "this address is none"),
        ("http://[", "this address is none"),
        ("7k2m9x49", "it may be mistyped"),
        ("Wholly unknown words", "no published article has this title"),
        ("¿?", "no published article has this title"),
    ],
)
def test_what_is_not_found_says_why(shelf, line, reason):
    (match,) = match_lines([line])
    assert match.found == ()
    assert reason in match.reason.lower()


def test_a_drafts_identifier_is_not_found(shelf):
    (match,) = match_lines([shelf["draft"].identifier])
    assert match.reason == "No published article has this identifier."


@pytest.mark.parametrize("count", [1, 40])
def test_lines_cost_the_same_whatever_their_number(shelf, count, django_assert_num_queries):
    lines = [f"Letters from the Border, number {n}" for n in range(count)] + ["10.5555/raq_1"]
    with django_assert_num_queries(5):
        matches = match_lines(lines)
    assert len(matches) == count + 1


# ------------------------------------------------------------------ tables
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("identifier,title\r\n7k2m9x4q,Peoples\r\n,Water\r\n", ["7k2m9x4q", "Water"]),
        ("Title;DOI\nPeoples;10.5/x\nWater;\n", ["10.5/x", "Water"]),
        ("a title\tother\nsecond\tx\n", ["a title", "second"]),
        ('Title\n"Peoples,\nand more"\n\'=1+1\n', ["Peoples, and more", "=1+1"]),
        ("", []),
        ("Title\n", []),
    ],
)
def test_the_best_cell_of_a_row_is_taken(text, expected):
    assert lines_of_table(text) == expected


@pytest.mark.parametrize(
    "data",
    [
        "Año".encode(),
        codecs.BOM_UTF8 + "Año".encode(),
        "Año".encode("utf-16"),
        codecs.BOM_UTF16_BE + "Año".encode("utf-16-be"),
        "Año".encode("cp1252"),
        "\ufeffA\u00ad\u200bño".encode("utf-16"),
    ],
)
def test_encodings_of_spreadsheets_are_read(data):
    assert decode(data) == "Año"


@pytest.mark.parametrize("data", [b"PK\x03\x04\0\0", codecs.BOM_UTF16_LE + b"a", b"\0"])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(UnreadableTableError):
        decode(data)


def test_a_table_with_an_endless_cell_is_refused():
    with pytest.raises(UnreadableTableError):
        lines_of_table("title\n" + "x" * 200_000)


def test_blank_lines_are_left_out():
    assert lines_of_text(" a  b \n\n\t\nc\u200b\n\ufeff") == ["a b", "c"]


def test_our_own_csv_finds_its_works_again(shelf, client):
    documents = [shelf["peoples"], shelf["water"]]
    ids = ",".join(document.identifier for document in documents)
    table = client.get(f"/list/export.csv?ids={ids}").content
    assert [match.found[0] for match in match_lines(lines_of_table(decode(table)))] == documents


# ------------------------------------------------------------------ the desk
def upload(content, name="works.csv"):
    return SimpleUploadedFile(name, content, content_type="text/csv")


def test_pasted_and_uploaded_works_are_found_chosen_and_exported(staff, shelf):
    data = {
        "works": "10.5555/raq_1\nNowhere to be found",
        "table": upload(b"title\nLetters from the Border\n"),
    }
    response = staff.post("/cite/batch/", data)
    assert "1 work found, 1 to be chosen, 1 not found." in " ".join(response.text.split())
    chosen = {
        "id": f"{shelf['peoples'].identifier} ",
        "id-1": shelf["letters 2"].identifier,
        "id-2": "",
        "format": "ris",
    }
    text = staff.post("/cite/batch/export/", chosen).text
    assert text.count("TY  - ") == 2
    assert shelf["letters 2"].identifier in text


def test_what_was_not_found_can_be_searched_for(staff, shelf):
    text = staff.post(
        "/cite/batch/", {"works": "Tides: “of -Peace”\n10.5555/none\nhttps://other.example/x\nx"}
    ).text
    assert text.count("Search for it") == 1
    assert 'href="/search/?q=Tides+of+Peace"' in text


def test_more_works_than_a_form_may_have_fields_are_exported(staff, shelf):
    """Django refuses a form of more than a thousand fields."""
    one, other = shelf["peoples"].identifier, shelf["water"].identifier
    text = staff.post("/cite/batch/", {"works": f"{one}\n{other}"}).text
    assert text.count('name="id"') == 1
    assert f'name="id" value="{one} {other} "' in text
    many = " ".join([*(mint_identifier() for _ in range(1500)), one, other])
    assert staff.post("/cite/batch/export/", {"id": many, "format": "ris"}).text.count("TY  - ") == 2


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.key)
def test_a_batch_is_exported_in_every_format(staff, shelf, each):
    response = staff.post("/cite/batch/export/", {"id": shelf["peoples"].identifier, "format": each.key})
    assert response["Content-Type"] == each.content_type


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Nothing was named"),
        ({"works": " \n "}, "Nothing was named"),
        ({"works": "\n".join(map(str, range(2001)))}, "at most 2000 can be taken"),
        ({"table": upload(b"PK\x03\x04\0")}, "This is not a table of text"),
        ({"table": upload(b"x" * 2_000_001)}, "larger than 2 MB"),
    ],
    ids=["nothing", "blanks", "too many", "no text", "too large"],
)
def test_what_cannot_be_taken_is_said(staff, data, said):
    response = staff.post("/cite/batch/", data)
    assert response.status_code == 200
    assert said in response.text


@pytest.mark.parametrize("data", [{}, {"format": "ris"}, {"format": "docx", "id": "x"}])
def test_nothing_chosen_is_a_404(staff, shelf, data):
    assert staff.post("/cite/batch/export/", data).status_code == 404


def test_no_draft_is_exported(staff, shelf):
    data = {"id": shelf["draft"].identifier, "format": "ris"}
    assert staff.post("/cite/batch/export/", data).status_code == 404


def test_the_desk_is_for_the_staff(client, shelf):
    for response in (client.get("/cite/batch/"), client.post("/cite/batch/export/", {"format": "ris"})):
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/")
    client.force_login(User.objects.create_user("nobody"))
    assert client.get("/cite/batch/").status_code == 403
    assert "Batch of citations" not in client.get("/list/").text


def test_the_staff_find_the_desk_on_the_list(staff):
    assert 'href="/cite/batch/"' in staff.get("/list/").text


def test_titles_and_lines_are_escaped(staff, shelf):
    assert "<script>alert" not in staff.post("/cite/batch/", {"works": "<script>alert(1)</script>"}).text

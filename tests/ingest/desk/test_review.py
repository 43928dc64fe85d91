import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Document, OutboxEntry
from ingest.models import Batch, Job
from ingest.parsing.records import Evidence
from ingest.store import publish, store_documents
from tests.builders import make_document
from tests.ingest.desk.people import make_person
from tests.ingest.parsing.parses import author, document, page, parsed_file
from tests.ingest.queue.queue_rows import make_job

pytestmark = pytest.mark.django_db


def read_job(*documents, name="scan.pdf", **fields):
    """A job whose file was read: (job, its documents)."""
    job = make_job(name, **{"state": "review", "step": Job.Step.STORED} | fields)
    return job, store_documents(parsed_file(*documents), job.scan).documents


def text_of(response):
    return " ".join(response.content.decode().split())


def address(document, what="review"):
    return reverse(f"ingest:{what}", args=[document.identifier])


def form_of(client, document, **changes):
    """What the browser would send back, with some fields changed."""
    response = client.get(address(document))
    form, authors = response.context["form"], response.context["authors"]
    data = {field.html_name: field.value() for field in form}
    data |= {field.html_name: field.value() for field in authors.management_form}
    data |= {field.html_name: field.value() for row in authors for field in row}
    data = {name: "" if value is None else value for name, value in data.items()} | changes
    return {name: value for name, value in data.items() if value is not False}


# ------------------------------------------------------------------ what was said of the file
def test_a_journal_said_of_the_file_waits_for_its_issue(desk):
    job, (row,) = read_job(document(title="Tides", journal=""))
    Batch.objects.filter(pk=job.batch.pk).update(journal="Daily Port")
    assert desk.get(job.get_absolute_url()).context["issue"].initial["journal"] == "Daily Port"
    data = form_of(desk, row, title="Ebb")
    assert data["journal"] == "Daily Port"
    assert desk.post(address(row), data).status_code == 302, "no issue was said, and none is asked for"
    desk.post(address(row), form_of(desk, row, year="2006-12-03"))
    row.refresh_from_db()
    assert (row.title, str(row.issue)) == ("Ebb", "Daily Port Dec. 3, 2006")
    desk.post(address(row), form_of(desk, row, journal="", year=""))
    assert form_of(desk, row)["journal"] == "", "a person took it away"


def test_the_issue_of_one_text_is_offered_to_the_next_of_its_file(desk):
    _, (first, second, third) = read_job(*[document(n, title=f"T{n}") for n in (1, 2, 3)])
    assert "As was said of this file" not in text_of(desk.get(address(first)))
    desk.post(address(first), form_of(desk, first, journal="Daily Port", number="7", year="2006-12-03"))
    assert "As was said of this file" in text_of(desk.get(address(second)))
    desk.post(address(second), form_of(desk, second))
    for row in (first, second, third):
        row.refresh_from_db()
    assert first.issue == second.issue
    assert third.issue is None, "it is offered, not set"


def test_doubts_are_told_in_the_words_and_the_language_of_the_librarian(desk):
    job, (row,) = read_job(document(evidence={"boundary": Evidence(0.4, "place"), "x": Evidence(0.1, "")}))
    page = text_of(desk.get(address(row)))
    assert "Look at the beginning and end: it was read with doubt." in page
    assert "Look at the x" not in page
    page = text_of(desk.get(job.get_absolute_url(), headers={"accept-language": "es"}))
    assert "Revise este campo: comienzo y final." in page


# ------------------------------------------------------------------ who
@pytest.mark.parametrize("role", [None, "staff"])
def test_only_librarians_come_to_the_desk(client, role):
    job, (row,) = read_job()
    client.force_login(make_person("somebody", role))
    for place in ("/ingest/", job.get_absolute_url(), address(row), f"/ingest/batches/{job.batch.pk}/"):
        assert client.get(place).status_code == 403, place
    for place in (
        address(row),
        address(row, "unpublish"),
        address(row, "withdraw"),
        reverse("ingest:publish"),
        reverse("ingest:act", args=["again"]),
    ):
        assert client.post(place, {"one": row.identifier, "reason": "x"}).status_code == 403, place
    row.refresh_from_db()
    assert row.state == "draft"


def test_a_change_of_state_takes_a_form_and_its_address_leads_to_what_it_changes(desk):
    _, (row,) = read_job()
    publish([row])
    for place, led_to in {
        address(row, "unpublish"): address(row),
        address(row, "withdraw"): address(row),
        reverse("ingest:publish"): reverse("ingest:queue"),
        reverse("ingest:act", args=["again"]): reverse("ingest:queue"),
    }.items():
        assert desk.get(place).headers["Location"] == led_to
        assert desk.put(place).status_code == 405, place
    row.refresh_from_db()
    assert row.is_published


def test_who_was_signed_out_comes_back_to_the_page_with_the_form(client, librarian):
    _, (row,) = read_job()
    page = f"{address(row)}?page=1"
    sent = {"headers": {"referer": f"http://testserver{page}"}, "follow": True}
    answer = client.post(address(row, "discard"), **sent)
    assert "You were signed out: nothing was done." in answer.text
    data = {"username": librarian.username, "password": "a long one"}
    answer = client.post(answer.request["PATH_INFO"] + "?" + answer.request["QUERY_STRING"], data)
    assert answer.headers["Location"] == page
    assert Document.objects.filter(pk=row.pk).exists()
    answer = Client().post(address(row, "discard"), headers={"referer": "https://elsewhere.example/"})
    assert "elsewhere" not in answer.headers["Location"]


# ------------------------------------------------------------------ the queue
def test_the_queue_sorts_jobs_by_what_they_need(desk):
    read_job(document(1), document(2), name="review.pdf")
    make_job("waiting.pdf")
    make_job("failed.pdf", state="failed", reason="The disk is full. Run it again.")
    make_job("rejected.pdf", state="rejected", reason="password-protected: remove it")
    make_job("done.pdf", state="done")
    response = desk.get("/ingest/")
    assert {part["name"]: [job.name for job in part["rows"]] for part in response.context["sections"]} == {
        "needs-you": ["review.pdf"],
        "running": ["waiting.pdf"],
        "failed": ["rejected.pdf", "failed.pdf"],
        "done": ["done.pdf"],
    }
    assert "2 articles" in text_of(response)
    assert "Password-protected: remove it" in text_of(response)


def test_an_empty_queue_says_so_in_each_section(desk):
    page_ = text_of(desk.get("/ingest/"))
    for sentence in ("Nothing waits for review.", "Nothing is being read.", "Every file could be read."):
        assert sentence in page_


def test_the_queue_renews_itself_when_asked(desk):
    make_job("waiting.pdf")
    response = desk.get("/ingest/")
    assert not response.has_header("Refresh")
    assert "?refresh=1" in text_of(response)
    assert desk.get("/ingest/?refresh=1")["Refresh"] == "5"


@pytest.mark.parametrize("query", ["?show=nowhere", "?show=done&page=99", "?show=done&page=x", "?page=-1"])
def test_an_odd_address_of_the_queue_is_no_error(desk, query):
    assert desk.get("/ingest/" + query, follow=True).status_code == 200


def test_a_long_section_is_shown_page_by_page(desk):
    for number in range(30):
        make_job(f"{number}.pdf", state="done")
    assert "Show all 30" in text_of(desk.get("/ingest/"))
    assert len(desk.get("/ingest/?show=done").context["sections"][0]["rows"]) == 30


def test_the_queue_costs_the_same_for_one_job_and_for_twenty(desk, django_assert_max_num_queries):
    for number in range(20):
        if number in (1, 0):
            with django_assert_max_num_queries(21):
                desk.get("/ingest/")
        read_job(document(1), document(2), name=f"{number}.pdf")
        make_job(f"w{number}.pdf")
    with django_assert_max_num_queries(21):
        desk.get("/ingest/")


def test_an_upload_offers_to_cancel_only_while_something_runs(desk):
    job, _ = read_job()
    page = f"/ingest/batches/{job.batch.pk}/"
    assert "Cancel the chosen" not in desk.get(page).text
    make_job("waiting.pdf", batch=job.batch)
    assert "Cancel the chosen" in desk.get(page).text


# ------------------------------------------------------------------ a job
def test_a_job_shows_its_texts_what_speaks_against_them_and_its_log(desk):
    make_document("The First", doi="10.5555/x", texts=["Another."])
    job, _ = read_job(
        document(1, title=""), document(2, title="Second", doi="10.5555/X"), document(3, title="Third")
    )
    shown = text_of(desk.get(job.get_absolute_url()))
    assert "[Forum movement alliance people" in shown
    assert "The title is unknown." in shown
    assert "“The First”" in shown
    assert "Received." in shown
    assert job.scan.sha256 in shown


def test_a_failed_job_shows_its_reason_and_can_be_read_again(desk):
    job = make_job("bad.pdf", state="rejected", reason="damaged: export it to a new PDF")
    assert "Damaged: export it to a new PDF" in text_of(desk.get(job.get_absolute_url()))
    again = reverse("ingest:act", args=["again"])
    assert "will be read again" in text_of(desk.post(again, {"one": job.pk}, follow=True))
    job.refresh_from_db()
    assert job.state == "waiting"
    assert "under way already" in text_of(desk.post(again, {"one": job.pk}, follow=True))


def test_a_job_costs_the_same_for_one_text_and_for_twenty(desk, django_assert_max_num_queries):
    one, _ = read_job(document(1, doi="10.5555/0"), name="one.pdf")
    twenty, _ = read_job(
        *[
            document(n, title=f"T{n}", doi=f"10.5555/{n}", authors=(author(f"A Nr{n}"),))
            for n in range(1, 21)
        ],
        name="twenty.pdf",
    )
    for job in (one, twenty):
        with django_assert_max_num_queries(17):  # two of them: pages of which we ask whether they are blank
            desk.get(job.get_absolute_url())


# ------------------------------------------------------------------ publishing
def states():
    return list(Document.objects.order_by("pk").values_list("state", flat=True))


def test_one_several_or_all_texts_of_a_job_are_published(desk):
    job, rows = read_job(*[document(n, title=f"Text {n}") for n in range(1, 6)])
    place = reverse("ingest:publish")
    ids = [row.identifier for row in rows]
    response = desk.post(
        place, {"one": ids[0], "documents": ids, "next": job.get_absolute_url()}, follow=True
    )
    assert states() == ["published"] + ["draft"] * 4
    assert response.redirect_chain == [(job.get_absolute_url(), 302)]
    assert "1 article was published." in text_of(response)
    desk.post(place, {"documents": ids[1:3]})
    assert states() == ["published"] * 3 + ["draft"] * 2
    desk.post(place, {"all_of": job.pk})
    assert states() == ["published"] * 5
    assert OutboxEntry.objects.count() == 5
    job.refresh_from_db()
    assert job.state == "done"
    assert "Nothing was chosen" in text_of(desk.post(place, {"documents": ids}, follow=True))


def test_the_drafts_of_chosen_jobs_are_published_from_the_queue(desk):
    first, _ = read_job(document(1), name="1.pdf")
    read_job(document(1, title="Other"), name="2.pdf")
    desk.post(reverse("ingest:publish"), {"jobs": [first.pk, "x", "9" * 30]})
    assert states() == ["published", "draft"]


def test_of_several_those_read_with_doubt_are_held_back_and_told(desk):
    by_place, by_line = Evidence(0.7, "place"), Evidence(0.75, "by-line")
    job, (_, title, both) = read_job(
        document(1, title="Sure"),
        document(2, title="Guessed", evidence={"title": by_place}),
        document(3, title="Twice", evidence={"title": by_place, "authors": by_line}),
    )
    response = desk.post(reverse("ingest:publish"), {"all_of": job.pk}, follow=True)
    told = text_of(response)
    assert states() == ["published", "draft", "draft"]
    assert "1 article was published." in told
    assert "2 articles were held back because they were read with doubt: title in 2, authors in 1." in told
    assert f'<a href="{address(title)}">Review the first of them</a>' in told
    change = {"act": "publish", "documents": [both.identifier]}
    told = text_of(desk.post(reverse("ingest:change_documents"), change, follow=True))
    assert "1 article was held back because it was read with doubt: title in 1, authors in 1." in told
    desk.post(reverse("ingest:publish"), {"one": title.identifier})
    desk.post(address(both), form_of(desk, both, publish="1"))
    assert states() == ["published"] * 3


def test_a_refusal_says_why_and_stops_no_other(desk):
    make_document("The First", doi="10.5555/x", texts=["Another."])
    job, _ = read_job(document(1, doi="10.5555/x"), document(2, title="Second"))
    response = desk.post(reverse("ingest:publish"), {"all_of": job.pk}, follow=True)
    assert "1 article was published." in text_of(response)
    assert "was not published. “The First”" in text_of(response)
    job.refresh_from_db()
    assert job.state == "review"


def test_publishing_never_leads_to_another_site(desk):
    read_job()
    for place in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert desk.post(reverse("ingest:publish"), {"next": place})["Location"] == "/ingest/"


def test_a_published_text_is_taken_back_or_withdrawn_with_a_reason(desk):
    _, (row,) = read_job()
    publish([row])
    desk.post(address(row, "unpublish"))
    assert states() == ["draft"]
    assert "needs a reason" in text_of(desk.post(address(row, "withdraw"), {"reason": " "}, follow=True))
    desk.post(address(row, "withdraw"), {"reason": "Printed twice."})
    row.refresh_from_db()
    assert (row.state, row.withdrawn_reason) == ("withdrawn", "Printed twice.")
    assert "Take the withdrawal back" in text_of(desk.get(address(row)))


# ------------------------------------------------------------------ reviewing
def test_a_text_stands_beside_its_page_with_what_to_check(desk):
    _, (first, second) = read_job(
        document(1, 2, evidence={"title": Evidence(0.5, "size of type", 1)}), document(2, title="Second")
    )
    shown = text_of(desk.get(address(first)))
    assert "please check: read from size of type, 50 % sure" in shown
    assert "Article 1 of 2" in shown
    assert f'rel="next" href="{address(second)}"' in shown
    assert first.pages.first().text in shown
    second_page = text_of(desk.get(address(first) + "?page=2"))
    assert first.pages.last().text in second_page


@pytest.mark.parametrize("query", ["?page=0", "?page=99", "?page=x", "?page=٣"])
def test_an_odd_page_of_a_text_is_no_error(desk, query):
    _, (row,) = read_job()
    assert desk.get(address(row) + query).status_code == 200


def test_saving_what_was_left_alone_changes_nothing(desk):
    _, (row,) = read_job(
        document(
            1,
            2,
            title=" Odd  spaces ",
            abstract="Two\nlines.\n\nAnd more. ",
            keywords=("rivers", "treaties"),
            authors=(author(affiliation="Lake"), author("Bo Li")),
            journal="Regional Affairs",
            volume="7",
            year=2007,
        )
    )
    before = Document.objects.filter(pk=row.pk).values().get()
    data = form_of(desk, row)
    data["abstract"] = data["abstract"].replace("\n", "\r\n")
    assert desk.post(address(row), data).status_code == 302
    assert Document.objects.filter(pk=row.pk).values().get() == before


def test_what_a_librarian_corrects_is_saved_under_the_librarian_s_name(desk):
    _, (row,) = read_job(document(1, 2, authors=(author(), author("Bo Li"))))
    data = form_of(
        desk,
        row,
        **{
            "title": "The  Right Title",
            "doi": "https://doi.org/10.5555/right",
            "keywords": "rivers\r\n\r\ntreaties",
            "journal": "Regional Affairs",
            "number": "3",
            "label_1": "iv",
            "authors-0-affiliation": "College of the Lake",
            "authors-1-given": "",
            "authors-1-family": "",
            "authors-2-literal": "Continental Alliance",
        },
    )
    assert desk.post(address(row), data).status_code == 302
    row = Document.objects.get(pk=row.pk)
    assert (row.title, row.doi, str(row.issue)) == (
        "The Right Title",
        "10.5555/right",
        "Regional Affairs no. 3",
    )
    assert [(a.author.name, a.affiliation) for a in row.authorships.all()] == [
        ("Inés Pradera", "College of the Lake"),
        ("Continental Alliance", ""),
    ]
    assert {s.name for s in row.subjects.all()} == {"rivers", "treaties"}
    assert list(row.pages.values_list("label", flat=True)) == ["iv", "266"]
    said = {name for name, evidence in row.evidence.items() if evidence["source"] == "person"}
    assert said == {"title", "doi", "keywords", "issue", "labels", "authors"}
    assert row.evidence["title"]["by"] == "ana"
    assert "corrected by ana" in text_of(desk.get(address(row)))


def test_saving_and_publishing_is_one_step(desk):
    _, (row,) = read_job()
    response = desk.post(address(row), form_of(desk, row, title="New", publish="1"), follow=True)
    row.refresh_from_db()
    assert (row.title, row.state) == ("New", "published")
    assert "was published" in text_of(response)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"doi": "nonsense"}, "A DOI begins with 10."),
        ({"year": "20077"}, "2200"),
        ({"journal": "Regional Affairs"}, "An issue has at least"),
        ({"language": "English"}, "en, es or pt-BR"),
        ({"authors-0-orcid": "0000-0002-1825-0098"}, "An ORCID is"),
        ({"authors-0-email": "nobody"}, "valid email"),
        ({"authors-0-literal": "A Body"}, "not both"),
        ({"authors-0-family": ""}, "lone name"),
        ({"title": "x" * 1001}, "at most 1000"),
    ],
)
def test_a_wrong_value_is_said_and_nothing_is_saved(desk, changes, message):
    _, (row,) = read_job()
    response = desk.post(address(row), form_of(desk, row, **{"subtitle": "New"} | changes))
    assert response.status_code == 422
    assert message in text_of(response)
    row.refresh_from_db()
    assert row.subtitle == ""


def test_a_missing_form_of_authors_is_no_server_error(desk):
    _, (row,) = read_job()
    assert desk.post(address(row), {"title": "New"}).status_code == 422


def test_of_two_librarians_the_second_sees_what_the_first_wrote(desk):
    _, (row,) = read_job()
    mine = form_of(desk, row, title="Mine")
    desk.post(address(row), form_of(desk, row, title="Theirs"))
    response = desk.post(address(row), mine)
    shown = text_of(response)
    assert response.status_code == 422
    assert "ana has changed this article since you opened it" in shown
    assert "<dd>Theirs</dd>" in shown
    assert 'value="Mine"' in shown
    again = {"title": "Mine", "seen_at": response.context["form"]["seen_at"].value()}
    assert desk.post(address(row), mine | again).status_code == 302
    row.refresh_from_db()
    assert row.title == "Mine"


def test_markup_in_a_text_is_shown_and_not_run(desk):
    evil = "<script>alert(1)</script>"
    job, (row,) = read_job(
        document(pages=(page(1, text=evil),), title=evil, authors=(author(f"X {evil}"),), abstract=evil)
    )
    for place in (address(row), job.get_absolute_url()):
        assert evil not in desk.get(place).content.decode()


def test_reviewing_costs_the_same_for_one_text_and_for_twenty(desk, django_assert_max_num_queries):
    _, (one,) = read_job(document(1), name="one.pdf")
    _, twenty = read_job(*[document(n, title=f"Text {n}") for n in range(1, 21)], name="twenty.pdf")
    for row in (one, twenty[10]):
        with django_assert_max_num_queries(27):
            desk.get(address(row))

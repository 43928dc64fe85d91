"""What was noted about a file, told in the language of who reads it."""

import ast
from pathlib import Path
from string import Formatter

import pytest
from django.utils import translation

from ingest.desk.log_messages import said
from ingest.models import JobEvent, Revision
from ingest.queue.jobs import GIVEN_UP, HELD
from ingest.queue.worker import ARCHIVE_FAILED
from ingest.sources import SourceRejected, registry, zip_members
from ingest.sources.noted import NOTED
from ingest.store import publish, withdraw
from ingest.store.dividing import discard
from ingest.store.merging import merge
from ingest.store.undoing import undo
from tests.builders import make_document
from tests.ingest.queue.queue_rows import make_job

ROOT = Path(__file__).resolve().parents[3]
SOURCES = sorted((ROOT / "ingest" / "sources").glob("*.py"))


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (
            SourceRejected(zip_members.EMPTY).reason,
            "zip vacío: no contiene archivos; comprímalo de nuevo y súbalo",
        ),
        (
            SourceRejected(zip_members.BAD_NAME, name="../a {x}.pdf").reason,
            "un zip con un archivo fuera de su propia carpeta (../a {x}.pdf): comprima los archivos de nuevo",
        ),
        (
            SourceRejected(
                registry.STRANGER, kind="a RAR archive", advice="convert it to PDF and upload that"
            ).reason,
            "no es un tipo de archivo que pueda leerse: parece un archivo RAR; conviértalo en PDF y suba ese",
        ),
        (
            HELD.format(date="2026-05-03", what="“a: b.pdf”, Review 7(3)"),
            "El mismo archivo se subió el 2026-05-03 y ya se conserva: “a: b.pdf”, Review 7(3).",
        ),
        (
            GIVEN_UP.format(what=ARCHIVE_FAILED.format(kind="OSError"), times=3),
            "Falló el programa (OSError), no el archivo subido. Se intentó 3 veces. "
            "Vuelva a ejecutarlo cuando esté resuelto.",
        ),
        ("Something that nobody noted.", "Something that nobody noted."),
        ("", ""),
    ],
)
def test_what_was_noted_is_told_in_the_language_of_the_reader(kept, told):
    with translation.override("es"):
        assert said(kept) == told
    with translation.override("en"):
        assert said(kept) == kept


@pytest.mark.parametrize("sentence", dict.fromkeys(NOTED))
def test_every_sentence_is_told_with_what_fills_it(sentence):
    names = [name for _, name, _, _ in Formatter().parse(sentence) if name]
    kept = sentence.format(**{name: f"<{name}>" for name in names})
    with translation.override("es"):
        told = said(kept)
    assert told != kept
    assert all(f"<{name}>" in told for name in names)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_source_rejects_a_file_with_words_that_nobody_can_translate(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "SourceRejected":
            assert not isinstance(node.args[0], ast.Constant | ast.JoinedStr), node.lineno


@pytest.mark.django_db
def test_the_queue_tells_a_rejection_in_the_language_of_the_librarian(admin_client):
    job = make_job(
        "locked.pdf", state="rejected", reason="password-protected: remove the password and upload again"
    )
    for address in ("/ingest/", job.get_absolute_url()):
        page = admin_client.get(address, headers={"accept-language": "es"}).content.decode()
        assert "Protegido con contraseña" in page, address
        assert "Password-protected" in admin_client.get(address).content.decode()


@pytest.mark.django_db
def test_a_change_is_named_in_the_language_of_who_reads_the_history(admin_client):
    with translation.override("es"):  # whoever acts
        row = make_document("Published", state="draft")
        publish([row])
        withdraw(row, "Held twice.")
        undo(Revision.objects.latest("pk"), None)
    assert Revision.objects.latest("pk").what == "Undone: Withdrawn: Held twice."
    discard(make_document("Published", texts=("Twice.",), state="draft"), None)
    for language, told in {
        "es": ("Deshecho: Retirado: Held twice.", "Se publicó</p>", "Se descartó «Published»"),
        "en": ("Undone: Withdrawn: Held twice.", "Published</p>", "Discarded “Published”"),
    }.items():
        page = admin_client.get("/ingest/history/", headers={"accept-language": language}).text
        assert all(each in page for each in told), language


@pytest.mark.django_db
def test_why_one_of_two_was_withdrawn_is_told_in_the_language_of_who_reads_it(admin_client):
    with translation.override("es"):  # whoever acts
        scan = make_job("tides.pdf").scan
        kept, twin = make_document("Tides"), make_document("Tides, Again", scan=scan)
        merge(twin, kept)
    twin.refresh_from_db()
    assert twin.withdrawn_reason == f"Held twice: see {kept.identifier}."
    assert JobEvent.objects.latest("pk").text.endswith(f"was withdrawn: {twin.withdrawn_reason}")
    for language, told in {"es": "Conservado dos veces: véase", "en": "Held twice: see"}.items():
        places = (
            "/ingest/documents/?state=withdrawn",
            *(f"/ingest/d/{twin.identifier}/{part}" for part in ("", "history/")),
        )
        for address in places:
            page = admin_client.get(address, headers={"accept-language": language}).text
            assert f"{told} {kept.identifier}." in page, (address, language)


@pytest.mark.django_db
def test_a_text_without_title_is_named_in_the_language_of_the_reader(admin_client):
    with translation.override("es"):
        discard(make_document("", state="draft", first_label=4), None)
    assert Revision.objects.latest("pk").what == "Discarded “[Untitled, p. 4]”"
    publish([make_document("", state="draft", first_label=7)])
    for language, *told in (
        ("es", "Se descartó «[Sin título, p. 4]»", ">[Sin título, p. 7]</a>"),
        ("en", "“[Untitled, p. 4]”", ">[Untitled, p. 7]</a>"),
    ):
        page = admin_client.get("/ingest/history/", headers={"accept-language": language}).text
        assert all(each in page for each in told), language


@pytest.mark.django_db
def test_why_a_text_was_not_published_is_told_in_the_language_of_the_reader(admin_client):
    row = make_document("Tides", state="withdrawn")
    address = f"/ingest/d/{row.identifier}/"
    data = {"one": row.identifier, "next": address}
    answer = admin_client.post("/ingest/publish/", data, headers={"accept-language": "es"}, follow=True)
    assert "«Tides» no se publicó. Estaba retirado." in answer.text
    assert "<strong>Error:</strong> Estaba retirado." in answer.text

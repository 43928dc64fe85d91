"""What is told of a file or a change, kept as a code with parameters, in the language of who reads it."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from django.utils import translation

from ingest.messages import Message, RefusedError
from ingest.models import JobEvent, Revision
from ingest.sentences import SENTENCES
from ingest.sources import SourceRejected
from ingest.store import publish, withdraw
from ingest.store.dividing import discard
from ingest.store.merging import merge
from ingest.store.undoing import undo
from tests.builders import make_document, make_scan
from tests.ingest.queue.queue_rows import make_job

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "ingest").rglob("*.py"))
# Which argument of a call is a code of `SENTENCES`.
TAKES_A_CODE = {
    "Message": 0,
    "SourceRejected": 0,
    "RefusedError": 0,
    "RejectedError": 0,
    "change": 1,
    "_change_of": 2,
    "_change_each": 2,
    "_tell": 1,
}


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            SourceRejected("zip_empty"),
            "zip vacío: no contiene archivos; comprímalo de nuevo y súbalo",
        ),
        (
            SourceRejected("zip_bad_name", name="../a {x}.pdf"),
            "un zip con un archivo fuera de su propia carpeta (../a {x}.pdf): comprima los archivos de nuevo",
        ),
        (
            SourceRejected(
                "file_unknown_kind", kind=Message("rar_archive"), advice=Message("convert_to_pdf")
            ),
            "no es un tipo de archivo que pueda leerse: parece un archivo RAR; conviértalo en PDF y suba ese",
        ),
        (
            Message("same_file_held", date="2026-05-03", what="“a: b.pdf”, Review 7(3)"),
            "El mismo archivo se subió el 2026-05-03 y ya se conserva: “a: b.pdf”, Review 7(3).",
        ),
        (
            Message("given_up", what=Message("archive_failed", kind="OSError"), times=3),
            "Falló el programa (OSError), no el archivo subido. Se intentó 3 veces. "
            "Vuelva a ejecutarlo cuando esté resuelto.",
        ),
        (Message("text", text="Something of an earlier release."), "Something of an earlier release."),
        (Message("of_a_newer_release", number=3), "of a newer release"),
        (Message("texts_found"), "Se encontraron … artículos."),
    ],
)
def test_a_message_is_told_in_the_language_of_the_reader(message, told):
    with translation.override("es"):
        assert str(message) == told


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_is_told_with_what_fills_it(code):
    names = [name for _, name, _, _ in Formatter().parse(SENTENCES[code]) if name]
    message = Message(code, **{name: f"<{name}>" for name in names})
    with translation.override("es"):
        told = str(message)
    with translation.override("en"):
        assert told != str(message)
    assert all(f"<{name}>" in told for name in names)


def test_a_message_comes_back_from_its_row_as_it_was():
    message = Message("undone", what=Message("split", title="Published", label=4))
    kept = json.loads(json.dumps(message.as_json()))
    assert Message.from_json(kept["code"], kept["params"]) == message


def codes_named(source: str) -> Iterator[tuple[int, str, set[str]]]:
    """(line, code, names of parameters) of each message that the source makes."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        place = TAKES_A_CODE.get(name, 99)
        if len(node.args) > place:
            given = {each.arg for each in node.keywords if each.arg}
            for code in _constants(node.args[place]):
                yield node.lineno, code, given


def _constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


def test_every_code_that_is_named_has_a_sentence_and_every_sentence_is_named():
    named = {}
    for path in MODULES:
        text = path.read_text("utf-8")
        if "migrations" not in path.parts:
            for line, code, _given in codes_named(text):
                named.setdefault(code, f"{path.name}:{line}")
    unknown = {code: place for code, place in named.items() if code not in SENTENCES and code != "text"}
    assert not unknown
    places = [*MODULES, ROOT / "archive" / "admin_parts.py"]  # the admin writes through the same door
    words = " ".join(path.read_text("utf-8") for path in places if path.name != "sentences.py")
    assert [code for code in SENTENCES if f'"{code}"' not in words] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_message_lacks_what_fills_it(path):
    """`change` and what stands around it fill theirs later."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if name not in ("Message", "SourceRejected", "RefusedError", "RejectedError") or not node.args:
            continue
        given = {each.arg for each in node.keywords}
        for code in _constants(node.args[0]):
            wanted = {part for _, part, _, _ in Formatter().parse(SENTENCES.get(code, "")) if part}
            assert None in given or wanted <= given, (node.lineno, code, wanted - given)


def test_a_refusal_is_told_in_the_language_of_who_is_refused():
    with translation.override("es"):
        assert str(RefusedError("no_text_before")) == "No hay ningún artículo antes de este en su archivo."


@pytest.mark.django_db
def test_the_queue_tells_a_rejection_in_the_language_of_the_librarian(admin_client):
    job = make_job("locked.pdf", state="rejected", reason_code="pdf_locked")
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
    assert str(Revision.objects.latest("pk").message) == "Undone: Withdrawn: Held twice."
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
    assert str(JobEvent.objects.latest("pk").message).endswith(f"was withdrawn: {twin.withdrawn_reason}")
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
        discard(make_document("", texts=("",), scan=make_scan(), state="draft", first_label=4), None)
    assert str(Revision.objects.latest("pk").message) == "Discarded “[Untitled, p. 4]”"
    publish([make_document("", texts=("",), scan=make_scan(), state="draft", first_label=7)])
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

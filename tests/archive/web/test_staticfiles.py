"""What `collectstatic` makes of our style sheets and scripts."""

from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finders

from archive.web.staticfiles import IMPORT, HashedStaticFilesStorage, tightened

STATIC = Path(__file__).resolve().parents[3] / "static"
OURS = {folder: {path.name for path in (STATIC / folder).iterdir()} for folder in ("css", "js")}
LIBRARIANS = {"catalogue.css", "desk.css", "review.css", "desk.js", "review.js", "sending.js", "upload.js"}
INSIDE_SITE = set(IMPORT.findall((STATIC / "css" / "site.css").read_text("utf-8")))


@pytest.fixture
def collected(tmp_path):
    """The storage after all our files were collected into it."""
    storage = HashedStaticFilesStorage(location=tmp_path)
    found = {}
    for finder in get_finders():
        for path, source in finder.list([]):
            if path.startswith(("css/", "js/", "img/")):
                with source.open(path) as file:
                    storage.save(path, file)
                found[path] = (source, path)
    failed = [outcome for outcome in storage.post_process(found) if isinstance(outcome[2], Exception)]
    assert not failed
    return storage


def test_the_sheet_of_every_page_comes_in_one_piece(collected):
    with collected.open(collected.stored_name("css/site.css")) as file:
        text = file.read().decode()
    assert "@import" not in text
    order = [
        text.index(part)
        for part in ("@layer reset,tokens", "--paper:", "font-family:var(--serif)", ".masthead")
    ]
    assert order == sorted(order)


def test_names_carry_their_hash_and_files_are_compressed(collected):
    name = collected.stored_name("css/site.css")
    assert name.startswith("css/site.")
    assert name != "css/site.css"
    assert collected.exists(f"{name}.gz")


def weight(storage, folder: str, files: set[str]) -> int:
    """Bytes of these of our files of a folder, as they are sent: compressed."""
    names = [storage.stored_name(f"{folder}/{name}") for name in OURS[folder] & files - INSIDE_SITE]
    assert names
    return sum(
        storage.size(f"{name}.gz") if storage.exists(f"{name}.gz") else storage.size(name) for name in names
    )


def test_style_sheets_and_scripts_are_light(collected):
    """What all pages of readers load together, and what those of librarians add."""
    for folder, readers, librarians in (("css", 14_000, 6_000), ("js", 20_000, 8_000)):
        assert weight(collected, folder, OURS[folder] - LIBRARIANS) <= readers
        assert weight(collected, folder, LIBRARIANS) <= librarians


def test_the_sheet_is_tightened_without_a_change_of_sense():
    sheet = '/* A */\n.a,\n.b {\n  color: red;\n  margin: 0\n    auto;\n  content: "›" / "";\n}\n\n/* B */\n.c > .d {\n}\n'
    assert tightened(sheet) == '.a,.b{color:red;margin:0\n    auto;content:"›" / ""}.c > .d{}'


def test_scripts_are_sent_without_comments_and_still_import_each_other(collected):
    with collected.open(collected.stored_name("js/reader.js")) as file:
        script = file.read().decode()
    assert "//" not in script
    assert "\n  " not in script
    assert collected.stored_name("js/quoting.js").partition("/")[2] in script


@pytest.mark.parametrize("path", sorted(STATIC.glob("js/*.js")), ids=lambda path: path.name)
def test_no_script_of_ours_has_text_that_only_looks_like_a_comment(path):
    """Text over several lines would lose its indents, and what of a text stands after two slashes."""
    for line in path.read_text("utf-8").splitlines():
        code = line.partition(" // ")[0]
        assert line.lstrip().startswith(("//", "/*")) or all(code.count(each) % 2 == 0 for each in "`\"'")

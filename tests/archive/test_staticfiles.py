"""What `collectstatic` makes of our style sheets and scripts."""

import pytest
from django.contrib.staticfiles.finders import get_finders

from archive.staticfiles import HashedStaticFilesStorage


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
        for part in ("@layer reset, tokens", "--paper:", "font-family: var(--serif)", ".masthead")
    ]
    assert order == sorted(order)


def test_names_carry_their_hash_and_files_are_compressed(collected):
    name = collected.stored_name("css/site.css")
    assert name.startswith("css/site.")
    assert name != "css/site.css"
    assert collected.exists(f"{name}.gz")

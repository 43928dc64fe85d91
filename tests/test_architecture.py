"""The direction of flow: ingest -> archive <- search, and purity of the pure packages."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DJANGO = {"django", "haystack", "psycopg", "csp", "whitenoise"}

# (where, what may not be imported there)
FORBIDDEN = [
    ("archive", {"ingest", "search", "haystack", "whoosh"}),
    ("ingest", {"search", "haystack", "whoosh"}),
    ("search", {"ingest"}),
    ("archive/citations", DJANGO | {"archive.models"}),
    ("ingest/sources", DJANGO | {"archive"}),
    ("ingest/parsing", DJANGO | {"archive", "ingest.sources"}),
    ("search/query_language.py", DJANGO | {"archive", "whoosh"}),
    ("search/analysis.py", DJANGO | {"archive", "whoosh"}),
    ("search/locate.py", DJANGO | {"archive", "whoosh"}),
    ("search/snippets.py", DJANGO | {"archive", "whoosh"}),
    ("search/tokens", DJANGO | {"archive", "whoosh", "search.backends"}),
]
# The rooms of each house from the lowest up: a room may import those before it, never one behind it.
ROOMS = {
    "ingest": ("parsing", "sources", "sandbox", "store", "queue", "desk"),
    "ingest/parsing": ("vocabulary", "layout", "structure", "references", "text", "front"),
    "search": ("tokens", "backends"),
    "archive": (
        *("citations", "sandbox", "scans", "reading", "backup", "fixity", "accounts", "monitoring"),
        *("web", "interop", "views"),
    ),
}
# Modules beside the rooms of parsing that the rooms below may know: plain data, and what tells of the rules.
KNOWN_TO_ALL = {"ingest.parsing.records", "ingest.parsing.rules", "ingest.parsing.trace"}
# Settings and addresses name the other apps as strings; nothing else does.
ROOT_ENTRIES = {
    "manage.py", "archive", "search", "ingest", "templates", "static", "fixtures", "tests",
    "docs", "requirements.txt", "requirements-s3.txt", "requirements-scale.txt", "README.md", "pyproject.toml", "Makefile", "CHANGELOG.md", "LICENSE",
}  # fmt: skip


def modules_below(place: str) -> list[Path]:
    path = ROOT / place
    return [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))


def imported_names(source: str) -> set[str]:
    """Every dotted name that the source imports, wherever the import stands."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def offences(names: set[str], forbidden: set[str]) -> set[str]:
    return {name for name in names for root in forbidden if name == root or name.startswith(root + ".")}


@pytest.mark.parametrize(("place", "forbidden"), FORBIDDEN, ids=[place for place, _ in FORBIDDEN])
def test_imports_flow_one_way(place, forbidden):
    modules = modules_below(place)
    assert modules, f"{place} is gone: mend this table"
    found = {
        str(path.relative_to(ROOT)): bad
        for path in modules
        if (bad := offences(imported_names(path.read_text("utf-8")), forbidden))
    }
    assert not found


@pytest.mark.parametrize(
    ("source", "forbidden", "expected"),
    [
        ("import search.engine", {"search"}, {"search.engine"}),
        ("def f():\n    from search import engine", {"search"}, {"search", "search.engine"}),
        ("import searchlight", {"search"}, set()),
        ("from archive import models", {"archive.models"}, {"archive.models"}),
    ],
)
def test_the_check_itself_sees_an_import(source, forbidden, expected):
    assert offences(imported_names(source), forbidden) == expected


def _room_of(name: str, house: str) -> str | None:
    """The room of this house in which a module stands, or None."""
    parts, prefix = name.split("."), house.split("/")
    inside = parts[: len(prefix)] == prefix and len(parts) > len(prefix)
    return parts[len(prefix)] if inside and (ROOT / house / parts[len(prefix)]).is_dir() else None


@pytest.mark.parametrize(
    ("house", "number"), [(house, number) for house, rooms in ROOMS.items() for number in range(len(rooms))]
)
def test_no_room_imports_one_above_it(house, number):
    rooms = ROOMS[house]
    above = set(rooms[number + 1 :])
    modules = modules_below(f"{house}/{rooms[number]}")
    assert len(modules) > 2
    for path in modules:
        for name in imported_names(path.read_text("utf-8")):
            assert _room_of(name, house) not in above, (path, name)


def test_rooms_of_parsing_know_nothing_of_what_stands_above_them():
    loose = {path.stem for path in (ROOT / "ingest/parsing").glob("*.py")} - {"__init__"}
    above = {f"ingest.parsing.{name}" for name in loose} - KNOWN_TO_ALL
    assert len(above) > 5
    for room in ROOMS["ingest/parsing"]:
        for path in modules_below(f"ingest/parsing/{room}"):
            assert not offences(imported_names(path.read_text("utf-8")), above), path


@pytest.mark.parametrize("app", ["archive", "ingest", "search"])
def test_a_name_is_that_of_one_module_and_of_no_room(app):
    aside = {"__init__", "urls"}  # commands too: they are named for those who type them
    modules = [
        path
        for path in modules_below(app)
        if path.stem not in aside and not {"migrations", "commands"} & set(path.parts)
    ]
    names = [path.stem for path in modules]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
    rooms = {part for path in modules for part in path.relative_to(ROOT).parts[:-1]}
    assert not rooms & set(names)


@pytest.mark.parametrize("app", ["archive", "ingest", "search"])
def test_each_module_says_what_is_in_it(app):
    silent = [
        str(path.relative_to(ROOT))
        for path in modules_below(app)
        if path.stem != "__init__"
        and "migrations" not in path.parts
        and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_tests_stand_in_the_rooms_of_what_they_test():
    for app in ("archive", "ingest", "search"):
        rooms = {path.name for path in (ROOT / app).iterdir() if path.is_dir()}
        tested = {path.parent.name for path in (ROOT / "tests" / app).glob("*/test_*.py")}
        assert tested <= rooms, tested - rooms


def test_only_the_engine_asks_the_index():
    """`search.engine` reads it, `search.indexer` writes it; nobody goes past the protocol by haystack's ways."""
    doors = {"search.connection", "haystack.query", "haystack.connections"}
    users = {
        str(path.relative_to(ROOT))
        for app in ("archive", "ingest", "search")
        for path in modules_below(app)
        if doors & imported_names(path.read_text("utf-8"))
    }
    assert users == {"search/connection.py", "search/engine.py", "search/indexer.py"}


def test_engines_stand_behind_their_protocol():
    """Only settings name an engine: no module outside `search/backends/` imports one."""
    outside = [
        path
        for app in ("archive", "ingest", "search")
        for path in modules_below(app)
        if ROOT / "search/backends" not in path.parents
    ]
    assert len(outside) > 100
    for path in outside:
        assert not offences(imported_names(path.read_text("utf-8")), {"search.backends"}), path
    protocol = imported_names((ROOT / "search/engine_protocol.py").read_text("utf-8"))
    assert not offences(protocol, DJANGO | {"archive", "whoosh"})


def test_what_a_reader_may_see_is_decided_in_one_place():
    """Outlets ask `archive.access`; only it, and the questions about many rows, know of states and of reviewers."""
    by_state = re.compile(r"\.(?:is_published|is_withdrawn)\b|archive\.change_document")
    outlets = [path for place in ("archive/views", "archive/interop") for path in modules_below(place)]
    outlets += [
        ROOT / "archive" / name
        for name in ("reading/reader.py", "scans/article_pdf.py", "scans/page_images.py")
    ]
    assert len(outlets) > 30
    assert not [str(path) for path in outlets if by_state.search(path.read_text("utf-8"))]


def test_changes_of_records_are_kept_and_followed_up_in_one_place():
    """What a person changes goes through `change`; beside it only what a reading of a file brings writes index work."""
    by_machine = {"documents.py", "find_or_add.py", "refresh_apparatus.py", "unread_pages.py"}
    steps = {"archive.outbox.enqueue_for_indexing", "ingest.store.linking.link", "ingest.models.Revision"}
    readers_of_history = {"undoing.py", "history.py"}
    users = {
        path.name for path in modules_below("ingest/store") if steps & imported_names(path.read_text("utf-8"))
    }
    assert users == {"changes.py"} | by_machine | readers_of_history
    makers = {
        str(path.relative_to(ROOT))
        for app in ("archive", "ingest", "search")
        for path in modules_below(app)
        if "Revision.objects.create" in path.read_text("utf-8")
    }
    assert makers == {"ingest/store/changes.py"}


def test_no_model_overrides_save_and_nobody_listens_to_post_save():
    for app in ("archive", "ingest", "search"):
        for path in (ROOT / app).rglob("*.py"):
            source = path.read_text("utf-8")
            assert "post_save" not in source, path
            if path.name == "models.py":
                functions = {n.name for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)}
                assert "save" not in functions, path


def test_the_top_level_holds_what_was_agreed():
    import subprocess

    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    entries = {line.split("/")[0] for line in tracked.stdout.splitlines()}
    assert {entry for entry in entries if not entry.startswith(".")} <= ROOT_ENTRIES


def test_templates_hold_no_inline_style_or_script():
    for path in sorted((ROOT / "templates").rglob("*.html")):
        markup = re.sub(r"{%.*?%}", "", path.read_text("utf-8"))
        assert not re.search(r"\sstyle\s*=", markup), path
        assert not re.search(r"\son[a-z]+\s*=\s*[\"']", markup), path
        for tag in re.findall(r"<script\b[^>]*>", markup):
            assert "src=" in tag or "application/ld+json" in tag or "speculationrules" in tag, (path, tag)

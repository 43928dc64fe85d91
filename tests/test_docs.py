"""The papers name every setting, command, query operator and citation format, and nothing that is not there."""

import importlib
import re
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from archive.version import own_version

ROOT = Path(__file__).resolve().parent.parent
PAPERS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / ".github" / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
# What is named for an example, or is made at run time.
NOT_HERE = {"var/"}


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def all_papers() -> str:
    return "\n".join(paper.read_text("utf-8") for paper in PAPERS)


def section(heading: str, paper: str) -> str:
    """The paper's text under `## heading`."""
    match = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", read(paper), re.M | re.S)
    assert match, f"{paper} has no section {heading!r}"
    return match[1]


def own_commands() -> set[str]:
    return {
        path.stem
        for app in ("archive", "ingest", "search")
        for path in (ROOT / app / "management" / "commands").glob("*.py")
        if path.stem != "__init__"
    }


def test_every_setting_is_documented_and_every_documented_setting_exists():
    source = (ROOT / "archive" / "settings.py").read_text("utf-8")
    read = set(re.findall(r"\benv(?:_bool|_int|_list)?\(\s*\"([A-Z_]+)\"", source))
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", section("Settings", "docs/deploying.md"), re.M))
    assert read == documented


def test_every_command_is_documented_and_every_documented_command_exists():
    documented = set(re.findall(r"manage\.py ([a-z_]+)", all_papers()))
    builtin = {
        "migrate",
        "makemigrations",
        "createcachetable",
        "collectstatic",
        "createsuperuser",
        "changepassword",
        "check",
    }
    assert own_commands() <= documented
    assert documented - builtin <= own_commands()


def test_every_make_target_named_exists():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", all_papers(), re.M)) <= targets


def test_every_query_operator_is_documented():
    from search.query_language import OPERATORS

    text = section("Query language", "docs/guide-readers.md")
    for operator in OPERATORS:
        assert f"`{operator.syntax}`" in text, operator.syntax


def test_every_citation_format_is_documented():
    from archive.citations.formats import FORMATS, STYLED_FORMATS

    text = section("Citation formats", "docs/guide-staff.md")
    for each in (*FORMATS, *STYLED_FORMATS):
        assert f"`{each.key}`" in text, each.key
        assert each.label in text, each.label


@pytest.mark.parametrize("heading", ["Packages"])
def test_every_direct_dependency_earns_its_line(heading):
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = section(heading, "README.md").lower()
    for requirement in project["dependencies"]:
        name = re.match(r"[A-Za-z0-9-]+", requirement)[0].lower()
        assert name in text, name


def test_requirements_pin_every_package():
    for path in (ROOT / "requirements.txt", ROOT / "tests" / "requirements.txt"):
        lines = [
            line
            for line in path.read_text("utf-8").splitlines()
            if line and not line.lstrip().startswith("#")
        ]
        assert lines
        for line in lines:
            assert re.fullmatch(r"[A-Za-z0-9_.-]+(\[[a-z,]+\])?==\S+( ;.*)?", line), (path, line)


def test_the_changelog_begins_with_this_version():
    dated = re.findall(r"^## (\S+) – (\d{4}-\d\d-\d\d)$", read("CHANGELOG.md"), re.M)
    assert dated[0][0] == own_version()
    assert dated == sorted(dated, key=lambda each: each[1], reverse=True)


# ------------------------------------------------------------------ what the papers lead to
def anchors_of(paper: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", paper.read_text("utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links_of(paper: Path) -> list[str]:
    """Those that do not leave the repository."""
    found = LINK.findall(FENCED.sub("", paper.read_text("utf-8")))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def code_of(paper: Path) -> list[str]:
    return CODE.findall(FENCED.sub("", paper.read_text("utf-8")))


def paper_id(paper: Path) -> str:
    return str(paper.relative_to(ROOT))


@pytest.mark.parametrize("paper", PAPERS, ids=paper_id)
def test_every_link_leads_somewhere(paper):
    for link in links_of(paper):
        path, _, anchor = link.partition("#")
        target = (paper.parent / path).resolve() if path else paper
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


def test_every_paper_and_picture_is_reached_from_the_readme():
    reached, todo = set(), [ROOT / "README.md"]
    while todo:
        paper = todo.pop()
        reached.add(paper)
        if paper.suffix == ".md":
            linked = {(paper.parent / link.partition("#")[0]).resolve() for link in links_of(paper)}
            todo += [each for each in linked - reached if each.is_file()]
    there = {*PAPERS, *(ROOT / "docs").rglob("*.*")}
    assert there <= reached, there - reached


@pytest.mark.parametrize("paper", PAPERS, ids=paper_id)
def test_every_file_named_exists(paper):
    """Whatever looks like a path of this repository: its first part is one, or it ends as our files do."""
    tops = {path.name for path in ROOT.iterdir()}
    for code in code_of(paper):
        if not re.fullmatch(r"\.?[\w.-]+(/[\w.-]+)*/?", code) or code in NOT_HERE:
            continue
        if ("/" in code and code.split("/")[0] in tops) or re.search(r"\.(py|toml|md|po|html|css|js)$", code):
            assert (ROOT / code).exists(), code


@pytest.mark.parametrize("paper", PAPERS, ids=paper_id)
def test_every_dotted_name_leads_to_something(paper):
    for code in code_of(paper):
        if re.fullmatch(r"(archive|ingest|search|tests)(\.\w+)+", code):
            assert _named(code) is not None, code


def _named(dotted: str):
    """The module, or what stands in it under this name; None where there is neither."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            found = getattr(found, name, None)
        return found
    return None


@pytest.mark.parametrize("paper", PAPERS, ids=paper_id)
def test_every_address_named_is_one_of_the_site(paper):
    for code in code_of(paper):
        if code.startswith("/") and len(code) > 1:
            address = code.partition("#")[0].partition("?")[0].replace("…", "x").replace("ID", "7k2m9x4q")
            address = address.replace("/iiif/7k2m9x4q.N/", "/iiif/7k2m9x4q.1/")
            try:
                assert resolve(address)
            except Resolver404:
                pytest.fail(f"{code} is no address of the site")


def test_nothing_names_this_machine():
    import subprocess

    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    for name in tracked.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".txt", ".toml", ".html", ".css", ".js", ".json"} and path != Path(
            __file__
        ):
            assert "/work/" not in path.read_text("utf-8"), name

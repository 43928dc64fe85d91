"""The README names every setting, command, query operator and citation format, and nothing that is not there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def section(heading: str) -> str:
    """The README's text under `## heading`."""
    match = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", README, re.M | re.S)
    assert match, f"README.md has no section {heading!r}"
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
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", section("Settings"), re.M))
    assert read == documented


def test_every_command_is_documented_and_every_documented_command_exists():
    documented = set(re.findall(r"manage\.py ([a-z_]+)", README))
    builtin = {"migrate", "createsuperuser", "changepassword", "check"}
    assert own_commands() <= documented
    assert documented - builtin <= own_commands()


def test_every_make_target_named_exists():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    assert set(re.findall(r"`make ([a-z]+)", README)) <= targets


def test_every_query_operator_is_documented():
    from search.query_language import OPERATORS

    text = section("Query language")
    for operator in OPERATORS:
        assert f"`{operator.syntax}`" in text, operator.syntax


def test_every_citation_format_is_documented():
    from archive.citations.formats import FORMATS

    text = section("Citation formats")
    for each in FORMATS:
        assert f"`{each.key}`" in text, each.key
        assert each.label in text, each.label


@pytest.mark.parametrize("heading", ["Packages"])
def test_every_direct_dependency_earns_its_line(heading):
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = section(heading).lower()
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

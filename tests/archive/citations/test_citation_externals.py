"""Programs of others read what we write: biber, bibutils and YAZ, which .ci/run installs and runs."""

import re
import shutil
import subprocess

import pytest
from lxml import etree

from archive.citations.formats import BY_KEY
from tests.archive.citations.citation_readers import compare, read_marcxml
from tests.archive.citations.citation_records import NASTY, record

pytestmark = pytest.mark.external
RECORDS = list(NASTY.values())


@pytest.fixture
def run(tmp_path):
    """Run a program on all records in a format; what it says on both channels."""

    def call(program: str, *arguments: str, key: str, records=RECORDS) -> tuple[str, str]:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
        path = tmp_path / f"records.{key}"
        path.write_text("".join(BY_KEY[key].write(records)), "utf-8", newline="")
        command = [program, *arguments, str(path)]
        done = subprocess.run(command, capture_output=True, cwd=tmp_path, timeout=120, check=False)
        assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
        return done.stdout.decode("utf-8-sig"), done.stderr.decode()

    return call


# ------------------------------------------------------------------ biber
# What the data model rightly misses: we invent nothing, and an article without journal keeps its pages.
EXPLAINED = re.compile(r"Missing mandatory field|Invalid field 'pages' for entrytype 'misc'")


def complaints(output: str) -> list[str]:
    return [line for line in output.splitlines() if re.match("WARN|ERROR", line)]


def test_biber_finds_nothing_that_its_data_model_forbids(run, tmp_path):
    out = tmp_path / "out.bib"
    said, _ = run("biber", "--tool", "--validate-datamodel", f"--output-file={out}", key="biblatex")
    assert [line for line in complaints(said) if not EXPLAINED.search(line)] == []
    assert out.read_text("utf-8").count("\n@") + 1 >= len(RECORDS)


def test_biber_has_nothing_to_say_of_complete_articles(run, tmp_path):
    complete = [record(id=f"r{n}", title=f"Peoples & {n}%") for n in range(30)]
    out = f"--output-file={tmp_path / 'out.bib'}"
    said, _ = run("biber", "--tool", "--validate-datamodel", out, key="biblatex", records=complete)
    assert complaints(said) == []


def test_biber_does_complain_of_what_is_wrong(run, tmp_path):
    """The check itself: a chapter without its book."""
    wrong = record(type="chapter", container_title="", issued=None)
    out = f"--output-file={tmp_path / 'out.bib'}"
    said, _ = run("biber", "--tool", "--validate-datamodel", out, key="biblatex", records=[wrong])
    assert any("booktitle" in line for line in complaints(said))


# ------------------------------------------------------------------ bibutils
# What its readers cannot do, whoever wrote the file.
CANNOT = {
    # splits a body at "and", whatever the field says
    "ris2xml": {"author": {"body with and", "family name with and"}},
    # knows few commands of LaTeX, and hyphens in pages as dashes alone; reads "a : b" as a subtitle
    "bib2xml": {
        "title": {
            *("every special character of LaTeX", "braces and backslash", "quotation marks"),
            *("italics and subscripts", "italics, a brace and a subscript"),
        },
        "first": {"labels with a hyphen"},
    },
    # gives those who write for newspapers another role; cuts pages at every hyphen
    "endx2xml": {"author": {"a day", "a newspaper with volume"}, "first": {"labels with a hyphen"}},
}


def letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def facts_of_mods(mods) -> dict:
    title = " ".join(
        each.text or "" for each in mods.xpath("titleInfo[not(@type)]/*[self::title or self::subTitle]")
    )
    start = mods.xpath("string(.//part/extent/start)") or mods.xpath(
        "string(.//part/detail[@type='page']/number)"
    )
    roles = [[term.text for term in name.iterfind("role/roleTerm")] for name in mods.iterfind("name")]
    return {
        "title": letters(title),
        "author": sum("author" in terms for terms in roles),
        "first": start,
        "volume": mods.xpath("string(.//part/detail[@type='volume']/number)"),
    }


@pytest.mark.parametrize(
    ("program", "key"), [("ris2xml", "ris"), ("bib2xml", "bibtex"), ("endx2xml", "endnote")]
)
def test_bibutils_reads_every_record(run, program, key):
    text, _ = run(program, *(["-i", "utf8"] if key == "ris" else []), key=key)
    root = etree.fromstring(text.encode())
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    found = root.findall("mods")
    assert len(found) == len(RECORDS)
    for (name, each), mods in zip(NASTY.items(), found, strict=True):
        expected = {
            "title": letters(each.title),
            "author": len(each.author),
            "first": each.page_first,
            "volume": each.volume,
        }
        facts = facts_of_mods(mods)
        wrong = {fact for fact in expected if facts[fact] != expected[fact]}
        assert wrong <= {fact for fact, names in CANNOT[program].items() if name in names}, (name, facts)


def test_bibutils_reads_our_mods(run):
    text, _ = run("xml2ris", key="mods")
    assert len(re.findall("^TY  - ", text, re.M)) == len(RECORDS)


# ------------------------------------------------------------------ YAZ
def test_yaz_reads_marcxml_and_gives_the_same_back(run):
    text, said = run("yaz-marcdump", "-i", "marcxml", "-o", "marcxml", key="marcxml")
    assert said == ""
    compare(read_marcxml(text), RECORDS, read_marcxml)


def test_yaz_makes_binary_marc_without_a_complaint(run, tmp_path):
    if shutil.which("yaz-marcdump") is None:
        pytest.skip("yaz-marcdump is not installed")
    path = tmp_path / "all.xml"
    path.write_text("".join(BY_KEY["marcxml"].write(RECORDS)), "utf-8")
    dump = ["yaz-marcdump", "-i", "marcxml", "-o", "marc", str(path)]
    (tmp_path / "all.mrc").write_bytes(subprocess.run(dump, capture_output=True, check=True).stdout)
    again = ["yaz-marcdump", "-i", "marc", "-o", "line", str(tmp_path / "all.mrc")]
    done = subprocess.run(again, capture_output=True, check=True)
    assert done.stderr == b""
    assert done.stdout.count(b"\n001 ") + done.stdout.startswith(b"001 ") == len(RECORDS)

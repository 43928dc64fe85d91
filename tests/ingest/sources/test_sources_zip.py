"""Zips: what belongs together, what a METS says, and what is refused."""

import io
import stat
import zipfile

import pytest
from PIL import Image

from ingest.parsing.records import Line, Word
from ingest.sources import SourceRejected, ocr, open_source, read_source
from ingest.sources.zip_file import stem
from tests.ingest.sources.test_sources_pdf import BODY, make_pdf, paragraph
from tests.ingest.sources.test_sources_recognised import ALTO, HOCR, NAMESPACES

ALTO_PAGE = ALTO.format(namespace=NAMESPACES[2], unit="pixel")


def png(width=120, height=180) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (width, height), 255).save(buffer, "PNG")
    return buffer.getvalue()


def pack(path, members, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def read(tmp_path, members):
    return read_source(pack(tmp_path / "a.zip", members), "a.zip")


def test_image_and_ocr_of_one_stem_are_one_page(tmp_path):
    source = read(
        tmp_path, {"0003.xml": ALTO_PAGE, "0003.png": png(), "0004.png": png(), "__MACOSX/._0003.png": b"x"}
    )
    assert source.media_type == "application/zip"
    assert [(p.number, p.text_source, p.image) for p in source.pages] == [
        (1, "ocr", "0003.png"),
        (2, "none", "0004.png"),
    ]
    assert (source.pages[1].width, source.pages[1].height) == (120, 180)


def test_images_and_ocr_may_lie_in_separate_folders(tmp_path):
    source = read(
        tmp_path,
        {"img/p1.png": png(), "alto/p1.xml": ALTO_PAGE, "img/p2.png": png(), "alto/p2.xml": ALTO_PAGE},
    )
    assert [page.image for page in source.pages] == ["img/p1.png", "img/p2.png"]


def test_the_same_stem_in_two_folders_is_two_pages(tmp_path):
    source = read(
        tmp_path,
        {
            f"{folder}/0001.{kind}": data
            for folder in "ab"
            for kind, data in (("xml", ALTO_PAGE), ("png", png()))
        },
    )
    assert [page.image for page in source.pages] == ["a/0001.png", "b/0001.png"]


def test_pages_come_in_the_order_of_their_numbers(tmp_path):
    source = read(tmp_path, {f"page{n}.hocr": HOCR.replace("Harbour", f"Number{n}") for n in (10, 9, 1)})
    assert [page.lines[0].words[0].text for page in source.pages] == ["Number1", "Number9", "Number10"]


def test_a_text_beside_an_image_is_the_text_of_that_page(tmp_path):
    source = read(tmp_path, {"p1.txt": "Minutes of the council", "p1.png": png()})
    assert [(p.text_source, p.image, p.lines[0].text) for p in source.pages] == [
        ("plain", "p1.png", "Minutes of the council")
    ]


def test_each_pdf_begins_a_file(tmp_path):
    pdf = make_pdf(tmp_path / "b.pdf", paragraph(50, 500, BODY), paragraph(50, 500, BODY)).read_bytes()
    source = read(tmp_path, {"a.pdf": pdf, "b.pdf": pdf})
    assert [(p.number, p.begins_file, p.image) for p in source.pages] == [
        (1, True, "a.pdf"),
        (2, False, "a.pdf#2"),
        (3, True, "b.pdf"),
        (4, False, "b.pdf#2"),
    ]


def test_the_picture_of_a_page_can_be_had_while_the_walk_stands_at_it(tmp_path):
    path = pack(tmp_path / "a.zip", {"1.png": png(30, 40), "2.png": png(50, 60), "2.xml": ALTO_PAGE})
    reading = open_source(path, "a.zip")
    assert [reading.picture(page.number).size for page in reading.pages] == [(30, 40), (50, 60)]


METS = """<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:mods="http://www.loc.gov/mods/v3" LABEL="The Harbour Bee, 1907-03-03">
 <dmdSec ID="D1"><mdWrap><xmlData><mods:mods>
  <mods:titleInfo><mods:nonSort>The</mods:nonSort><mods:title>ice house</mods:title><mods:subTitle>a report</mods:subTitle></mods:titleInfo>
  <mods:name><mods:namePart type="given">Inés</mods:namePart><mods:namePart type="family">Vilar</mods:namePart></mods:name>
  <mods:language><mods:languageTerm>eng</mods:languageTerm></mods:language></mods:mods></xmlData></mdWrap></dmdSec>
 <fileSec><fileGrp>
  <file ID="I1"><FLocat xlink:href="file://./img/2.png"/></file><file ID="A1"><FLocat xlink:href="alto/b.xml"/></file>
  <file ID="I2"><FLocat xlink:href="img/1.png"/></file><file ID="A2"><FLocat xlink:href="alto/a.xml"/></file>
  <file ID="X"><FLocat xlink:href="http://elsewhere.example/a.xml"/></file></fileGrp></fileSec>
 <structMap TYPE="PHYSICAL"><div TYPE="Newspaper">
  <div TYPE="PAGE" ID="P2" ORDER="2" ORDERLABEL="8"><fptr FILEID="I2"/><fptr FILEID="A2"/></div>
  <div TYPE="PAGE" ID="P1" ORDER="1" ORDERLABEL="7"><fptr><par><area FILEID="I1"/><area FILEID="A1"/></par></fptr></div>
 </div></structMap>
 <structMap TYPE="LOGICAL"><div TYPE="Newspaper"><div TYPE="SECTION">
  <div TYPE="ARTICLE" ID="L1" DMDID="D1"><div TYPE="BODY"><fptr><area FILEID="A1" BEGIN="B1" BETYPE="IDREF"/></fptr>
   <fptr><area FILEID="A2" BEGIN="B1" BETYPE="IDREF"/></fptr></div></div>
  <div TYPE="ADVERTISEMENT" ID="L2" LABEL="Ice for sale"><fptr><area FILEID="A1" BEGIN="B9"/></fptr></div>
  <div TYPE="ARTICLE" ID="L3" LABEL="Tides"/></div></div></structMap>
 {links}
</mets>"""
LINKS = '<structLink><smLink xlink:from="L3" xlink:to="P2"/></structLink>'


def mets_zip(**changes):
    members = {"mets.xml": METS.format(links=LINKS), "alto/a.xml": ALTO_PAGE, "alto/b.xml": ALTO_PAGE}
    return {**members, "img/1.png": png(), "img/2.png": png(), **changes}


def test_a_mets_orders_labels_and_pairs_the_pages(tmp_path):
    source = read(tmp_path, mets_zip())
    assert [(p.file_label, p.image, p.text_source) for p in source.pages] == [
        ("7", "img/2.png", "ocr"),
        ("8", "img/1.png", "ocr"),
    ]
    assert source.info["Title"] == "The Harbour Bee, 1907-03-03"


def test_the_logical_structure_of_a_mets_names_the_articles(tmp_path):
    first, advertisement, linked = read(tmp_path, mets_zip()).articles
    assert (first.title, first.authors, first.language, first.kind) == (
        "The ice house: a report",
        ("Inés Vilar",),
        "eng",
        "article",
    )
    assert first.blocks == ((1, 0), (2, 0))
    assert (advertisement.kind, advertisement.title, advertisement.blocks) == (
        "advertisement",
        "Ice for sale",
        ((1, 1),),
    )
    assert linked.blocks == ((2, 0), (2, 1)), "a link to a page means all of it"


def test_pages_that_a_mets_names_but_the_zip_lacks_are_left_out(tmp_path):
    members = mets_zip()
    del members["alto/b.xml"], members["img/2.png"]
    assert [page.file_label for page in read(tmp_path, members).pages] == ["8"]
    with pytest.raises(SourceRejected, match="METS whose page files are not in the zip"):
        read(tmp_path, {"mets.xml": METS.format(links="")})


IMAGES_ONLY = """<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink">
 <fileSec><fileGrp><file ID="I1"><FLocat xlink:href="img/1.png"/></file>
  <file ID="I2"><FLocat xlink:href="img/2.png"/></file><file ID="I3"><FLocat xlink:href="img/3.png"/></file>
  <file ID="A3"><FLocat xlink:href="alto/3.xml"/></file></fileGrp></fileSec>
 <structMap TYPE="PHYSICAL"><div TYPE="physSequence">
  <div TYPE="page" ID="P1" ORDER="1"><fptr FILEID="I1"/></div><div TYPE="page" ID="P2" ORDER="2"><fptr FILEID="I2"/></div>
  <div TYPE="page" ID="P3" ORDER="3"><fptr FILEID="I3"/><fptr FILEID="A3"/></div></div></structMap>
 <structMap TYPE="LOGICAL"><div TYPE="Periodical">
  <div TYPE="article" ID="L1" LABEL="Of Harbours"/><div TYPE="article" ID="L2" LABEL="Of Tides">
   <fptr FILEID="A3"/></div></div></structMap>
 <structLink>{links}</structLink></mets>"""


def link(article, page):
    return f'<smLink xlink:from="{article}" xlink:to="{page}"/>'


def images_only(*links):
    members = {f"img/{n}.png": png() for n in (1, 2, 3)}
    return {"mets.xml": IMAGES_ONLY.format(links="".join(links)), **members}


@pytest.fixture
def engine(monkeypatch):
    """An OCR engine that finds two blocks on every page."""

    def two_blocks(image, languages):
        return tuple(Line((Word("w"),), f"block {n}", block=n) for n in range(2))

    monkeypatch.setattr(ocr, "ocr_page", two_blocks)
    monkeypatch.setattr(ocr, "available_engine", lambda: "fake")
    monkeypatch.setattr(ocr, "installed_languages", lambda: ("eng",))


def test_a_mets_over_images_alone_names_the_articles_once_these_are_recognised(tmp_path, engine):
    path = pack(tmp_path / "a.zip", images_only(link("L1", "P1"), link("L1", "P2")))
    articles = read_source(path, "a.zip", ("eng",)).articles
    assert [(each.title, each.blocks) for each in articles] == [
        ("Of Harbours", ((1, 0), (1, 1), (2, 0), (2, 1))),
        ("Of Tides", ((3, 0), (3, 1))),  # by the name of an OCR file that is not there
    ]
    assert read_source(path, "a.zip").articles == (), "nothing is read yet, nothing is named"


def test_whole_pages_that_articles_share_are_left_to_parsing(tmp_path, engine):
    links = (link("L1", "P1"), link("L1", "P3"))
    path = pack(tmp_path / "a.zip", images_only(*links))
    assert read_source(path, "a.zip", ("eng",)).articles == ()


def many(count):
    return {f"{n}.txt": "text" for n in range(count)}


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({}, "empty zip"),
        ({"../a.txt": "text of a page"}, "outside its own folder"),
        ({"/a.txt": "text of a page"}, "outside its own folder"),
        ({"c:\\a.txt": "text of a page"}, "outside its own folder"),
        ({"a.zip": b"PK\x03\x04" + bytes(100)}, "zip within a zip"),
        ({"bomb.txt": "0" * 20_000_000}, "100 times its size"),
        (many(501), "more than 500 files"),
        ({"a.exe": bytes(range(256))}, "without pages"),
        ({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}, "office document"),
        ({"0001.png": png()[:60]}, "damaged image"),
    ],
)
def test_a_harmful_or_useless_zip_is_refused_with_a_reason(tmp_path, members, reason):
    with pytest.raises(SourceRejected, match=reason):
        read(tmp_path, members)


def test_a_link_in_a_zip_is_refused(tmp_path):
    entry = zipfile.ZipInfo("a.txt")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, "/etc/hostname")
    with pytest.raises(SourceRejected, match="a link in it"):
        read_source(tmp_path / "a.zip", "a.zip")


def test_a_size_that_lies_does_not_get_past_the_count(tmp_path):
    """The central directory says 10 bytes; the packed data hold 20 million."""
    path = pack(tmp_path / "a.zip", {"a.txt": "0" * 20_000_000})
    data = bytearray(path.read_bytes())
    size = (20_000_000).to_bytes(4, "little")
    for _ in range(2):
        place = data.find(size)
        data[place : place + 4] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    with pytest.raises(SourceRejected):
        read_source(path, "a.zip")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alto/0003.alto.xml", "0003"),
        ("a.scan-p2.hocr", "a.scan-p2"),
        ("1.gt.txt", "1"),
        ("x.tif.xml", "x"),
        (".xml", ".xml"),
    ],
)
def test_stems(name, expected):
    assert stem(name) == expected

"""Imported OCR: ALTO, hOCR and PAGE, in small files that show what real ones do."""

import pytest

from ingest.parsing.layout.type_size import even_sizes, type_size
from ingest.parsing.records import Line, Word
from ingest.sources import SourceRejected, read_source
from ingest.sources.recognised import words_along

ALTO = """<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="{namespace}">
 <Description><MeasurementUnit>{unit}</MeasurementUnit>
  <sourceImageInformation><fileName>0003.tif</fileName></sourceImageInformation></Description>
 <Styles><TextStyle ID="F1" FONTFAMILY="Times New Roman" FONTSIZE="11" FONTSTYLE="bold"/></Styles>
 <Layout><Page ID="P1" WIDTH="1200" HEIGHT="1800" PRINTED_IMG_NR="269">
  <BottomMargin><TextBlock ID="B9"><TextLine><String CONTENT="269" HPOS="600" VPOS="1700" WIDTH="40" HEIGHT="20"/>
  </TextLine></TextBlock></BottomMargin>
  <TopMargin/>
  <PrintSpace>
   <TextBlock ID="B1">
    <TextLine HPOS="100" VPOS="100" WIDTH="500" HEIGHT="30" STYLEREFS="F1">
     <String CONTENT="The" HPOS="100" VPOS="100" WIDTH="60" HEIGHT="25" WC="0.95"/><SP/>
     <String CONTENT="harbour" HPOS="170" VPOS="100" WIDTH="140" HEIGHT="25" WC="0.80"/><SP/>
     <String CONTENT="coun" SUBS_TYPE="HypPart1" SUBS_CONTENT="council" HPOS="320" VPOS="100" WIDTH="90" HEIGHT="25"/>
     <HYP CONTENT="-"/>
    </TextLine>
    <TextLine HPOS="100" VPOS="140" WIDTH="500" HEIGHT="30">
     <String CONTENT="cil" SUBS_TYPE="HypPart2" SUBS_CONTENT="council" HPOS="100" VPOS="140" WIDTH="60" HEIGHT="25"/>
     <String CONTENT="met" HPOS="170" VPOS="140" WIDTH="60" HEIGHT="25"/><SP/>
     <String CONTENT="2" STYLE="superscript" HPOS="232" VPOS="136" WIDTH="8" HEIGHT="12"/>
    </TextLine>
   </TextBlock>
  </PrintSpace>
 </Page></Layout>
</alto>"""
NAMESPACES = [
    "http://schema.ccs-gmbh.com/ALTO",
    "http://www.loc.gov/standards/alto/ns-v2#",
    "http://www.loc.gov/standards/alto/ns-v3#",
    "http://www.loc.gov/standards/alto/ns-v4#",
]


def read(tmp_path, text: str | bytes, name="a.xml"):
    path = tmp_path / "upload"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_source(path, name)


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version_of_alto_is_read(tmp_path, namespace):
    source = read(tmp_path, ALTO.format(namespace=namespace, unit="pixel"))
    page = source.pages[0]
    assert source.media_type == "application/alto+xml"
    assert [line.text for line in page.lines] == ["The harbour coun\u00ad", "cil met ²", "269"]
    assert (page.width, page.height, page.file_label, page.text_source) == (1200, 1800, "269", "ocr")
    first = page.lines[0]
    assert first.words[1] == Word("harbour", (170, 100, 140, 25), 0.8)
    assert (first.size, first.is_bold, first.font) == (11, True, "Times New Roman")
    assert page.lines[1].words[-1].is_superscript
    assert [line.block for line in page.lines] == [0, 0, 1], "what stands in the margin below comes last"


def test_a_hyphen_that_belongs_to_the_word_stays_one(tmp_path):
    text = ALTO.format(namespace=NAMESPACES[2], unit="pixel").replace('"council"', '"coun-cil"')
    assert read(tmp_path, text).pages[0].lines[0].text == "The harbour coun-"


def test_sizes_come_from_the_boxes_in_the_unit_of_the_file(tmp_path):
    text = ALTO.format(namespace=NAMESPACES[2], unit="inch1200").replace(' FONTSIZE="11"', "")
    lines = read(tmp_path, text).pages[0].lines
    assert lines[0].size == pytest.approx(25 / 0.68 * 72 / 1200, abs=0.2)


HOCR = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
    "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta name='ocr-system' content='tesseract'/></head><body>
<div class='ocr_page' id='p1' title='image "a.png"; bbox 0 0 1200 1800; scan_res 200 200; lpageno "iv"'>
 <div class='ocr_carea' title="bbox 0 0 10 10"><p class='ocr_par'>
  <span class='ocr_line' title="bbox 100 100 500 130; baseline 0 -6">
   <span class='ocrx_word' title='bbox 100 100 200 125; x_wconf 96'><strong>Harbour</strong></span>
   <span class='ocrx_word' title='bbox 210 100 300 125; x_wconf 71'><strong>towns</strong></span>
  </span>
  <span class='ocr_line' title="bbox 100 140 500 170">in the north</span></p></div>
 <span class='ocr_header' title="bbox 0 0 90 9"><span class='ocrx_word' title='bbox 0 0 90 9'>Head</span></span>
</div></body></html>"""


def test_hocr_with_its_doctype_is_read_and_the_doctype_not_resolved(tmp_path):
    source = read(tmp_path, HOCR, "a.hocr")
    page = source.pages[0]
    assert source.media_type == "text/vnd.hocr+html"
    assert [line.text for line in page.lines] == ["Harbour towns", "in the north", "Head"]
    assert page.lines[0].words[1] == Word("towns", (210, 100, 90, 25), 0.71)
    assert page.lines[0].is_bold
    assert not page.lines[1].is_bold
    assert (page.width, page.height, page.file_label) == (1200, 1800, "iv")


def test_hocr_that_is_html_and_no_xml_is_read_too(tmp_path):
    sloppy = HOCR.replace('<?xml version="1.0" encoding="UTF-8"?>\n', "").replace("'/></head>", "'></head>")
    assert read(tmp_path, sloppy).pages[0].lines[0].text == "Harbour towns"


PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">
<Page imageFilename="a.jpg" imageWidth="1000" imageHeight="1500">
 <ReadingOrder><OrderedGroup id="g"><RegionRefIndexed index="1" regionRef="r1"/>
  <OrderedGroupIndexed index="0" regionRef="x"><RegionRefIndexed index="0" regionRef="r2"/></OrderedGroupIndexed>
 </OrderedGroup></ReadingOrder>
 <TextRegion id="r1"><Coords points="0,0 10,10"/>
  <TextLine id="l1"><Coords points="100,200 500,210 500,240 100,230"/>
   <Word id="w1"><Coords points="100,200 200,200 200,230 100,230"/><TextEquiv conf="0.9"><Unicode>harbonr</Unicode></TextEquiv></Word>
   <TextEquiv index="1"><Unicode>harbonr towns</Unicode></TextEquiv>
   <TextEquiv index="0" conf="0.8"><Unicode>harbour towns</Unicode></TextEquiv></TextLine>
  <TextLine id="l2"><Coords points="100,250 500,290"/>
   <Word id="w2"><Coords points="100,250 180,290"/><TextEquiv conf="0.7"><Unicode>in</Unicode></TextEquiv></Word>
   <Word id="w3"><Coords points="190,250 300,290"/><TextEquiv><Unicode>spring</Unicode></TextEquiv></Word></TextLine>
 </TextRegion>
 <TextRegion id="r2"><TextEquiv><Unicode>Title of the
region</Unicode></TextEquiv></TextRegion>
 <ImageRegion id="r3"/>
</Page></PcGts>"""


def test_page_xml_follows_its_reading_order_and_prefers_corrected_lines(tmp_path):
    source = read(tmp_path, PAGE)
    lines = source.pages[0].lines
    assert [line.text for line in lines] == ["Title of the", "region", "harbour towns", "in spring"]
    assert lines[2].words[0].text == "harbour"
    assert lines[2].words[0].box == pytest.approx((100, 200, 215.4, 40), abs=0.1), "its share of the line"
    assert lines[3].words == (Word("in", (100, 250, 80, 40), 0.7), Word("spring", (190, 250, 110, 40), None))
    assert (source.pages[0].width, source.pages[0].height) == (1000, 1500)


BOMB = '<!DOCTYPE alto [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE alto [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
PLAIN_ALTO = '<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout/>{}</alto>'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BOMB + PLAIN_ALTO.format("&b;"), "DOCTYPE"),
        ('<?xml version="1.0"?>\n' + EXTERNAL + PLAIN_ALTO.format("&a;"), "DOCTYPE"),
        ('<!DOCTYPE alto SYSTEM "http://a.example/x.dtd">' + PLAIN_ALTO.format(""), "DOCTYPE"),
        (PLAIN_ALTO.format("<a>" * 200 + "</a>" * 200), "nested deeper"),
        (PLAIN_ALTO.format("<unclosed>"), "damaged XML"),
        (PLAIN_ALTO.format(""), "no pages"),
        ("<config><item/></config>", "XML of another kind"),
        ("<!DOCTYPE html><html><body><p>A web page</p></body></html>", "web page that is no hOCR"),
        ('<mets xmlns="http://www.loc.gov/METS/"/>', "METS file alone"),
    ],
)
def test_harmful_or_other_xml_is_refused_with_a_reason(tmp_path, text, reason):
    with pytest.raises(SourceRejected, match=reason):
        read(tmp_path, text)


def test_words_along_a_line_fill_its_box():
    words = words_along("one three", (0, 0, 90, 10))
    assert [word.box for word in words] == [(0, 0, 30, 10), (40, 0, 50, 10)]
    assert words_along("one", None)[0].box is None


@pytest.mark.parametrize(
    ("text", "share"), [("more", 0.46), ("Port", 0.68), ("aging", 0.68 + 0.21), ("1907", 0.68)]
)
def test_the_size_of_a_word_follows_from_what_its_letters_take_up(text, share):
    assert type_size([Word(text, (0, 0, 50, 20 * share))]) == pytest.approx(20, rel=0.35)


def test_sizes_near_the_usual_one_are_made_equal_and_others_kept():
    lines = [Line((), "x" * 50, size=size) for size in (10.0, 10.0, 10.4, 9.6, 9.0, 14.0, 14.2)]
    assert [line.size for line in even_sizes(lines)] == [10.0, 10.0, 10.0, 10.0, 9.0, 14.0, 14.0]

"""What Zotero takes from a page: the rules of its translators that our pages meet, each with its place.

Lines are those of zotero/translators of 12 November 2025 (unAPI.js of 10 June 2019, MODS.js of 31 October 2022) and
of zotero/translate of the same day. Its translation-server gave the same for pages of the demo archive.
"""

from lxml import etree, html

MODS = {"m": "http://www.loc.gov/mods/v3"}
# unAPI.js 38: the first of these that a server has is asked for, in whatever order the server names them.
PREFERRED = (
    *("rdf_zotero", "rdf_bibliontology", "marc", "unimarc", "marcxml"),
    *("mods", "ris", "refer", "bibtex", "rdf_dc"),
)
# MODS.js 43: of MARC's genres those that stand for articles.
OF_MARC_GENRES = {"article": "journalArticle", "newspaper": "newspaperArticle"}
TYPES = {"journalArticle", "magazineArticle", "newspaperArticle", "bookSection", "document"}


def offers(client, address: str) -> list[str]:
    """The articles on a page (unAPI.js 261, 272): one is saved at once (305), of several a reader picks (375)."""
    page = html.fromstring(client.get(address).content)
    assert page.xpath('//link[@rel="unapi-server"]/@href') == ["/unapi"]
    assert not page.xpath('//*[contains(@class, "Z3988")]')  # COinS.js: it would hide the tags of the head
    marked = (
        '//abbr[contains(@class, " unapi-id") or contains(@class, "unapi-id ") or @class="unapi-id"]/@title'
    )
    return page.xpath(marked)


def asks_for(client, query: dict[str, str]) -> str:
    """The format in which it takes an article (unAPI.js 81 to 134)."""
    offered = {each.get("name").lower() for each in etree.fromstring(client.get("/unapi", query).content)}
    return next(each for each in PREFERRED if each in offered)


def takes(client, address: str) -> list[dict]:
    """The items that it has of the articles on a page, all of them picked."""
    key = asks_for(client, {})
    assert key == "mods"
    texts = [client.get("/unapi", {"id": each, "format": key}).content for each in offers(client, address)]
    return [item_of(mods) for text in texts for mods in etree.fromstring(text).iterfind("m:mods", MODS)]


def item_of(mods) -> dict:
    """One <mods> as an item. Values that the type has no field for are left away later, here not yet."""
    host = mods.find("m:relatedItem[@type='host']", MODS)
    host = host if host is not None else etree.Element("none")
    item = {
        "itemType": item_type(mods, host),
        "title": title_of(mods),  # translate.js 614: an item without title is refused
        "creators": [creator_of(name) for name in mods.iterfind("m:name", MODS)],
        "publicationTitle": title_of(host),  # 1188
        "journalAbbreviation": text_of(host, "m:titleInfo[@type='abbreviated']/m:title"),  # 1194
        "volume": text_of(host, "m:part/m:detail[@type='volume']/m:number"),  # 1243
        "issue": text_of(host, "m:part/m:detail[@type='issue']/m:number"),
        "pages": pages_of(host),
        "date": text_of(mods, "m:originInfo/m:dateIssued[not(@point='end')]"),  # 1313
        "DOI": text_of(mods, "m:identifier[@type='doi']"),  # 1072
        "ISSN": text_of(host, "m:identifier[@type='issn']"),  # 1064
        "language": text_of(mods, "m:language/m:languageTerm[@type='code']"),  # 1406 to 1434
        "rights": text_of(mods, "m:accessCondition"),  # 1115
        "abstractNote": text_of(mods, "m:abstract"),  # 1371
        "tags": mods.xpath("m:subject/m:topic/text()", namespaces=MODS),  # 1389
        **urls_of(mods),
    }
    assert item["title"]
    return {name: value for name, value in item.items() if value}


def item_type(mods, host) -> str:
    """Its own name of the type under the authority "local" (729), then MARC's genre (736), then what the host is."""
    for genre in mods.xpath("m:genre[@authority='local']/text()", namespaces=MODS):
        if genre in TYPES:
            return genre
    for genre in mods.xpath("m:genre[@authority='marcgt']/text()", namespaces=MODS):
        if genre in OF_MARC_GENRES:
            return OF_MARC_GENRES[genre]
    if not len(host):
        return "document"
    return "journalArticle" if text_of(host, "m:originInfo/m:issuance") == "continuing" else "bookSection"


def title_of(element) -> str:
    """699, 713."""
    subtitle = text_of(element, "m:titleInfo[not(@type)]/m:subTitle")
    return text_of(element, "m:titleInfo[not(@type)]/m:title") + (f": {subtitle}" if subtitle else "")


def creator_of(name) -> dict[str, str]:
    """A name in parts, or a body whole (849, 861), in its role (868). Terms of address of a family are not read."""
    role = {"creatorType": text_of(name, "m:role/m:roleTerm[@type='text']")}
    if family := text_of(name, "m:namePart[@type='family']"):
        return {"firstName": text_of(name, "m:namePart[@type='given']"), "lastName": family, **role}
    return {"name": text_of(name, "m:namePart"), **role}


def pages_of(host) -> str:
    """1254 to 1269."""
    start, end = (text_of(host, f"m:part/m:extent[@unit='pages']/m:{which}") for which in ("start", "end"))
    return start if start == end or not end else f"{start}-{end}"


def urls_of(mods) -> dict:
    """The address (1360), and what is attached (1339): a PDF is told by the end of its address (1344)."""
    url, attachments = "", []
    for element in mods.iterfind("m:location/m:url", MODS):
        if element.get("access") == "raw object":
            kind = "application/pdf" if element.text.endswith(".pdf") else ""
            attachments.append((element.text, kind))
        if not url or element.get("usage") in ("primary", "primary display"):
            url = element.text
    return {"url": url, "attachments": attachments}


def text_of(element, path: str) -> str:
    found = element.xpath(path, namespaces=MODS)
    return "".join(found[0].itertext()) if found else ""

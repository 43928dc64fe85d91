"""No sentence stands in the sources where a person would be shown it without the catalogue.

What no request of a test brings about, such as a disk that is full, is seen here alone.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.messages import APPS, ROOT
from tests.untranslated import OF_PROTOCOLS, marked, texts_of_page, untranslated

# What is raised for those who run or write the archive: it ends in a log, and nobody else is shown it.
FOR_THE_LOG = {
    "ArrayFileError",
    "ArticlePdfError",
    "BackupError",  # commands speak English
    "BadRequest",  # its page says what to do, whatever it was
    "BucketAddressError",  # a setting
    "DamagedCopyError",
    "DamagedOriginalError",
    "EmptyPage",
    "FacetingError",
    "ImportError",
    "IndexAwayError",
    "IndexBusyError",
    "LeaseLostError",
    "MissingOriginalError",
    "MoveError",  # commands speak English
    "NoIndexError",
    "NotForkedError",
    "NotImplementedError",
    "NotRepairedError",  # commands speak English
    "OcrUnavailable",
    "OSError",
    "PageImageError",
    "PageImagePutOffError",
    "_FailedError",
    "pdfium.PdfiumError",
    "RecognitionFailed",
    "RuntimeError",
    "SandboxBrokenError",
    "StyleError",  # the name of the style is told, in words of its own
    "subprocess.TimeoutExpired",
    "SystemExit",  # of a process that no person starts
    "TooManyGlyphsError",
    "TurnTakenError",
    "TypeError",
    "UnreachableError",
    "UnreadableError",
    "UnreadableOriginalError",
    "UnreadableTableError",
    "ValueError",
    "WithheldImageError",
}
# Functions whose words a person is shown, and names under which a person is shown something.
SAYING = re.compile(
    r"Http\w+|JsonResponse|ValidationError|RegexValidator|problem|_?plain|_?refuse\w*|recorded|"
    r"jobs\.log|messages\.\w+|Parameter|Endpoint|InPath"
)
NAMING = ("label", "help_text", "verbose_name", "verbose_name_plural", "description", "empty_label", "error")
MODULES = [
    path
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if not {"migrations", "commands"}.intersection(path.parts) and path.name != "health.py"  # for monitors
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))


# ------------------------------------------------------------------ modules
def offences(source: str) -> Iterator[int]:
    """Lines on which a sentence is raised, said, or given as a name."""
    tree = ast.parse(source)
    raised = {id(node.exc) for node in ast.walk(tree) if isinstance(node, ast.Raise)}
    for node in ast.walk(tree):
        shown: list[ast.expr] = []
        if isinstance(node, ast.Dict):
            shown = [value for key, value in zip(node.keys, node.values, strict=True) if _is_naming(key)]
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            is_said = name not in FOR_THE_LOG if id(node) in raised else SAYING.fullmatch(name)
            shown = [*node.args] if is_said else []
            shown += [each.value for each in node.keywords if is_said or each.arg in NAMING]
        if any(map(has_sentence, shown)):
            yield node.lineno


def _is_naming(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and key.value in NAMING


def has_sentence(node: ast.AST) -> bool:
    """Whether words with a blank between them stand in an expression: “page {n} is blank”. A call is judged by itself."""
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        return _is_sentence("".join(map(str, parts)))
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and _is_sentence(node.value)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and has_sentence(node.func.value)  # "…".format(…)
    return any(map(has_sentence, ast.iter_child_nodes(node)))


def _is_sentence(text: str) -> bool:
    return bool(re.search(r"[A-Za-z]{2,}[,:]? [A-Za-z]|… [A-Za-z]{2,}|[A-Za-z]{2,}[,:]? …", text))


@pytest.mark.parametrize(
    ("source", "is_seen"),
    [
        ('raise UnknownPageError(f"There is no page {asked}.")', True),
        ('raise UnknownPageError("There is no page %s." % asked)', True),
        ('raise UnknownPageError("no" if a else "There is none")', True),
        ('raise UnknownPageError(_("There is no page %s.") % asked)', False),
        ('raise PageImageError("no image of this kind")', False),
        ('raise RejectedError(REASONS["time"].format(seconds=3))', False),
        ('return JsonResponse({"error": "Send one file."}, status=422)', True),
        ('return plain("{} is no format".format(name), status=404)', True),
        ('messages.error(request, "It was not changed.")', True),
        ('logger.error("it was not changed")', False),
        ('jobs.log(job, "It was read.")', True),
        ('CharField(label="Your name")', True),
        ('CharField(label=_("Your name"))', False),
        ('{"description": "The label as printed."}', True),
    ],
)
def test_a_sentence_in_a_module_is_seen(source, is_seen):
    assert bool(list(offences(source))) == is_seen


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_says_a_sentence_that_is_not_in_the_catalogue(path):
    assert list(offences(path.read_text("utf-8"))) == []


# ------------------------------------------------------------------ pages
@pytest.mark.parametrize(
    ("page", "seen"),
    [
        (f"<p>{marked('Ayuda')} <code>curl -L</code></p>", []),
        ("<p>Help</p>", ["Help"]),
        (f"<p>{marked('No se publicó. %(reason)s') % {'reason': 'It has no page.'}}</p>", None),
        ("<p>Zytides, 7(3) a.pdf https://archive.example/help</p>", []),
        ('<button aria-label="Close"></button>', ["Close"]),
        ('<ul data-retry="Try it again" data-state="waiting"></ul>', ["Try it again"]),
        ('<input type="text" value="Help"><input type="submit" value="Send">', ["Send"]),
        ("<dl><dd><span id='cite-apa'>Retrieved from</span> Copy</dd></dl>", ["Copy"]),
    ],
)
def test_a_word_outside_the_catalogue_is_seen(page, seen):
    found = untranslated(texts_of_page(page))
    assert len(found) == 1 if seen is None else found == seen


# ------------------------------------------------------------------ templates
def bare(template: str) -> str:
    """A template without its tags; what is written as text in a tag stays, where no translation is meant.

    >>> bare('{% translate "Help" %}<b>{{ title|default:"No title" }}</b>')
    '<b>No title</b>'
    """
    text = re.sub(r"{% *comment.*?endcomment *%}|{#.*?#}", "", template, flags=re.DOTALL)
    text = re.sub(r"{% *blocktrans.*?endblocktrans\w* *%}", "", text, flags=re.DOTALL)
    text = re.sub(r"{% *(translate|load|extends|include|url|static|trans)\b.*?%}", "", text)
    return re.sub(r"{[{%].*?[}%]}", lambda tag: " ".join(_literals(tag[0])), text)


def _literals(tag: str) -> list[str]:
    said = re.sub(r"""_\(("[^"]*"|'[^']*')\)""", "", tag)
    return [text for text in re.findall(r'"([^"]*)"', said) if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_says_a_word_that_is_not_in_the_catalogue(path):
    page = bare(path.read_text("utf-8"))
    assert untranslated(texts_of_page(f"<div>{page}</div>"), OF_PROTOCOLS) == []


# ------------------------------------------------------------------ scripts
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_says_a_sentence(path):
    """What they say stands in the page, in `data-…`."""
    code = re.sub(r"^\s*//.*$|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    texts = [text for _, text in re.findall(r"""(["'`])((?:(?!\1)[^\\\n]|\\.)*)\1""", code)]
    assert [
        text for text in texts if re.search(r"[A-Z][a-z]+ [a-z]+ |[a-z]{2,} [a-z]{2,} [a-z]{2,}", text)
    ] == []

"""What the interface says, and what the catalogues lack: `make messages` lists it and compiles them.

The words come from the sources by Django's own reading of templates and by Python's of modules, so nothing
but Python is needed. `python -m tests.messages` also writes `django.mo` beside each `django.po`.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ("archive", "ingest", "search")
LOCALES = ROOT / "archive" / "locale"

# The name of the function says which arguments are context, singular and plural.
PLAIN, PLURAL, CONTEXT = ("id",), ("id", "plural"), ("context", "id")
FUNCTIONS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), PLAIN),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), PLURAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), CONTEXT),
}
STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL_IN_TEMPLATE = re.compile(
    rf"\b(?P<name>_|n?gettext|pgettext)\(\s*(?P<strings>{STRING}(?:\s*,\s*{STRING})*)", re.DOTALL
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@dataclass
class Message:
    """One thing that is said, and the files that say it."""

    id: str
    plural: str = ""
    context: str | None = None
    places: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.id


def messages() -> list[Message]:
    """Everything that templates and modules say, once each, in the order of files."""
    found: dict[tuple[str | None, str], Message] = {}
    for path in sources():
        read = in_python if path.suffix == ".py" else in_template
        for each in read(path.read_text("utf-8")):
            known = found.setdefault(each.key, each)
            known.plural = known.plural or each.plural
            name = str(path.relative_to(ROOT))
            if name not in known.places:
                known.places.append(name)
    return list(found.values())


def sources() -> list[Path]:
    modules = (path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    pages = (path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt", ".xml"})
    return sorted([*pages, *modules])


def in_template(text: str) -> Iterator[Message]:
    """
    >>> [each.id for each in in_template('{% load i18n %}<p>{% translate "Help" %}</p>')]
    ['Help']
    """
    for call in CALL_IN_TEMPLATE.finditer(templatize(text)):
        strings = [ast.literal_eval(literal) for literal in re.findall(STRING, call["strings"], re.DOTALL)]
        yield _message(call["name"], strings)


def in_python(text: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        strings = [each.value for each in node.args if _is_text(each)]
        if len(strings) >= len(FUNCTIONS.get(name, (None,) * 9)):
            yield _message(name, strings)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _message(name: str, strings: list[str]) -> Message:
    return Message(**dict(zip(FUNCTIONS[name], strings, strict=False)))


def catalogues() -> dict[str, Path]:
    """Language → its catalogue."""
    return {path.parts[-3]: path for path in sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))}


def faults(catalogue: Path) -> list[str]:
    """What a catalogue lacks or says wrongly; empty where it is complete."""
    entries = {
        (entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete
    }
    said = {message.key: message for message in messages()}
    found = []
    for key, message in said.items():
        entry = entries.get(key)
        texts = _texts(entry) if entry else []
        if not texts or not all(texts):
            found.append(f"missing: {message.id!r} ({', '.join(message.places)})")
        elif entry.fuzzy:
            found.append(f"fuzzy: {message.id!r}")
        elif message.plural and not (entry.msgid_plural == message.plural and len(texts) > 1):
            found.append(f"plural: {message.id!r}")
        elif wrong := [text for text in texts if not _placeholders_agree(message, text)]:
            found.append(f"placeholders: {message.id!r} → {wrong[0]!r}")
    return found + [f"said nowhere: {id!r}" for context, id in entries if (context, id) not in said]


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def _placeholders_agree(message: Message, text: str) -> bool:
    """A singular may leave the number out: "one page"."""
    allowed = set(PLACEHOLDER.findall(message.id + message.plural))
    found = set(PLACEHOLDER.findall(text))
    return found == allowed or (bool(message.plural) and found == set(PLACEHOLDER.findall(message.id)))


def compiled(catalogue: Path) -> bytes:
    return polib.pofile(str(catalogue)).to_binary()


def main() -> None:
    for language, catalogue in catalogues().items():
        found = faults(catalogue)
        print(*found, sep="\n")
        print(f"{language}: {len(found)} to mend")
        catalogue.with_suffix(".mo").write_bytes(compiled(catalogue))


if __name__ == "__main__":
    main()

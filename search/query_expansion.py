"""What is searched beside the words of a query: the other form of an acronym, other spellings, what OCR made of a word.

Pure: what the archive knows comes in as `Knowledge`. A part that was expanded keeps its own words apart
from the others, so that articles with the reader's own words come first and the page can say what else
was searched. Never expanded: words taken exactly (=word), phrases of other words, fields, what stands
under NOT; and nothing at all of a kind that the query switches off (acronyms:off, variants:off, near:off).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from search.query_language import Query
from search.query_nodes import And, Expanded, Node, Optional, Or, Term, Word
from search.query_words import words_of

MAX_FORMS = 4  # of one acronym
MAX_EXPANDED_WORDS = 8  # of a query
MAX_RUN = 12  # words of a long form
PAIR, APART = 2, 2  # words of a variant, and those that may stand between: política *de* aguas

Forms = tuple[str, ...]


@dataclass(frozen=True)
class Acronyms:
    """Short and long forms that published articles define, by the folded forms of their words."""

    longs: Mapping[str, Sequence[str]] = field(
        default_factory=dict
    )  # "hsa" -> long forms, the most used first
    shorts: Mapping[Forms, Sequence[str]] = field(default_factory=dict)  # ("hemispheric", …) -> short forms
    others: Callable[[str], Sequence[str]] = lambda form: ()  # "ftaa" -> short forms in other languages


@dataclass(frozen=True)
class Knowledge:
    """`is_word`: whether a form stands in the archive as a common word: then "aid" is not AID.

    `variants`: other spellings of a form, and what it is in other languages, as far as the archive has them.
    `rarity`: how rare a form is in the language of its words, in centibels; None for no word.
    `is_foreign`: whether it is a word of another language than that of most articles.
    """

    acronyms: Acronyms = field(default_factory=Acronyms)
    ocr_variants: Callable[[str], Sequence[str]] = lambda form: ()
    variants: Callable[[str], Sequence[str]] = lambda form: ()
    is_word: Callable[[str], bool] = lambda form: False
    rarity: Callable[[str], int | None] = lambda form: None
    is_foreign: Callable[[str], bool] = lambda form: False


@dataclass(frozen=True)
class Also:
    """What was searched beside a part of the query. `kind` is the switch that turns it off."""

    kind: str  # acronyms, variants, near
    written: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class Expansion:
    query: Query
    also: tuple[Also, ...] = ()


def expand(query: Query, knowledge: Knowledge) -> Expansion:
    """The query with what it stands for beside its own words."""
    off = query.off
    if query.problem and query.problem.is_plain:  # what was to be a phrase, most of all
        off |= {"variants"}
    expander = _Expander(knowledge, off)
    root = None if query.root is None else expander.expand(query.root)
    if not expander.also:
        return Expansion(query)
    return Expansion(
        Query(query.text, root, query.problem, query.off), tuple(_together(dict.fromkeys(expander.also)))
    )


def _together(also: Iterable[Also]) -> Iterator[Also]:
    """Other spellings of all words are told at once: most words have some."""
    variants = [each for each in also if each.kind == "variants"]
    for each in also:
        if each.kind != "variants":
            yield each
    if variants:
        forms = dict.fromkeys(form for each in variants for form in each.forms)
        yield Also("variants", " ".join(each.written for each in variants), tuple(forms))


def forms_of(text: str) -> Forms:
    """How a long form is looked up: its words without case, accents and hyphens."""
    return tuple("".join(word.forms) for word in words_of(text))


class _Expander:
    def __init__(self, knowledge: Knowledge, off: frozenset[str]) -> None:
        self.knowledge = knowledge
        self.off = off
        self.also: list[Also] = []
        self.expanded_words = 0

    def expand(self, node: Node) -> Node:
        match node:
            case Term():
                return self._term(node)
            case And(nodes):
                return And(tuple(self._runs(nodes)))
            case Or(nodes):
                return Or(tuple(self.expand(inner) for inner in nodes))
        return node

    def _runs(self, nodes: Sequence[Node]) -> list[Node]:
        """Words side by side that are a long form are expanded as one: hemispheric social alliance."""
        made: list[Node] = []
        at = 0
        while at < len(nodes):
            length, shorts = self._long_form(nodes, at)
            if length:
                run = nodes[at : at + length]
                written = " ".join(map(str, run))
                made.append(
                    self._with_acronyms(
                        And(tuple(self._with_weak_forms(each) for each in run)), written, shorts
                    )
                )
                at += length
            else:
                made.append(self.expand(nodes[at]))
                at += 1
        return made

    def _long_form(self, nodes: Sequence[Node], start: int) -> tuple[int, Sequence[str]]:
        """How many nodes from here are a long form, the longest, and its short forms; (0, ()) for none."""
        if "acronyms" in self.off:
            return 0, ()
        forms: list[str] = []
        found: tuple[int, Sequence[str]] = (0, ())
        for node in nodes[start : start + MAX_RUN]:
            node = node.node if isinstance(node, Optional) else node  # Area *of the* Americas
            if not _is_plain(node) or len(node.words) > 1:
                break
            forms.append("".join(node.words[0].forms))
            shorts = self.knowledge.acronyms.shorts.get(tuple(forms))
            if shorts and len(forms) > 1:
                found = (len(forms), shorts)
        return found

    def _term(self, term: Term) -> Node:
        if not _is_plain(term):
            return term
        if "acronyms" not in self.off:
            others = self._other_forms(term)
            if others:
                return self._with_acronyms(self._with_weak_forms(term), str(term), others)
        return self._with_weak_forms(term)

    def _other_forms(self, term: Term) -> Sequence[str]:
        acronyms = self.knowledge.acronyms
        if len(term.words) > 1:
            return acronyms.shorts.get(tuple("".join(word.forms) for word in term.words), ())
        (word,) = term.words
        form = "".join(word.forms)
        if not word.is_acronym and (form not in acronyms.longs or self.knowledge.is_word(form)):
            return ()
        return (*acronyms.others(form), *acronyms.longs.get(form, ()))

    def _with_acronyms(self, node: Node, written: str, forms: Sequence[str]) -> Node:
        forms = tuple(forms[:MAX_FORMS])
        self.also.append(Also("acronyms", written, forms))
        others = tuple(Term(tuple(words_of(form))) for form in forms)
        if isinstance(node, Expanded):
            return Expanded(node.node, (*node.strong, *others), node.weak)
        return Expanded(node, others)

    def _with_weak_forms(self, node: Node) -> Node:
        """A word with its other spellings and with what OCR may have made of it."""
        if not isinstance(node, Term) or len(node.words) > 1:
            return node
        (word,) = node.words
        if word.is_acronym or len(word.forms) > 1 or self.expanded_words == MAX_EXPANDED_WORDS:
            return node
        self.expanded_words += 1
        near = self._forms("near", node, self.knowledge.ocr_variants)
        variants = self._forms("variants", node, self.knowledge.variants, near)
        if not near and not variants:
            return node
        return Expanded(
            node,
            (),
            (
                *(_variant(form) for form in variants),
                *(Term((Word(form, (form,), "exact"),)) for form in near),
            ),
        )

    def _forms(self, kind: str, term: Term, ask: Callable[[str], Sequence[str]], known: Forms = ()) -> Forms:
        """What is known of a word besides, unless it is switched off; it is told."""
        if kind in self.off:
            return ()
        forms = tuple(form for form in ask(term.words[0].forms[0]) if form not in known)
        if forms:
            self.also.append(Also(kind, str(term), forms))
        return forms


def _variant(form: str) -> Term:
    """Of two words, as of a German compound, in whatever order a language puts them: "social policy"."""
    words = tuple(words_of(form))
    return Term(words, slop=APART if len(words) == len(form.split()) == PAIR else None)


def _is_plain(node: Node) -> bool:
    """A word or phrase of the whole article, every word of it by its stem."""
    if not isinstance(node, Term) or node.field or node.slop is not None:
        return False
    return all(word.mode == "stem" for word in node.words)

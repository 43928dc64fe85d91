"""The words that only hold a question together: articles, prepositions, pronouns, auxiliary verbs.

In a question in natural language they say little of what is wanted and stand on every page: they raise what
has them too, and are neither asked for nor counted nor marked. Left alone are phrases, words taken exactly
(=the), words in a field, acronyms (WHO, US), and a query that has nothing else ("to be or not to be").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from search.lexicon import is_foreign, is_word
from search.query_language import Query
from search.query_nodes import And, Node, Optional, Term, Word
from search.stemming import STEMMED

SWITCH = "stopwords"
# The reader's own language counts as so many function words: one of another language may be a word of this
# one ("war" is German for "was"), two say which language it is.
OWN_LANGUAGE = 1.5
OTHER_WORD = (
    0.3  # a word of a language beside its function words: one may be a name, two say which language it is
)
WEIGHT = 0.5  # what they count beside the words that are asked for; measured on judged questions

# Folded. What is also a word of its own is left out: Spanish "estado" and "sentido", French "été" and "son".
_LISTS = {
    "en": """
        a about above after again all also am among an and any are as at be because been before being below
        between both but by can cannot could did do does doing down during each either every few for from had
        has have having he her here hers him his how i if in into is it its itself just may me might more most
        must my no nor not now of off on once only or other our ours out over own shall she should so some such
        than that the their them then there these they this those through thus to too under until up upon us
        very was we were what when where whether which while who whom whose why will with within without would
        you your""",
    "es": """
        a al algo algun alguna algunas alguno algunos ante antes aquel aquella aquellas aquellos aquello asi aun
        cada como con cual cuales cuando cuanto cuanta cuantos cuantas de del desde donde dos durante e el ella
        ellas ellos en entre era eran es esa esas ese eso esos esta estaba estaban estan estas este esto estos
        fue fueron ha habia habian han hasta hay la las le les lo los mas me mi mis muy ni no nos nosotros o otra
        otras otro otros para pero por porque pues que quien quienes se sea sean segun ser si sido sin sino
        sobre son su sus tambien tan te tiene tienen toda todas todo todos tu tus u un una unas uno unos y ya yo""",
    "pt": """
        a ao aos aquela aquelas aquele aqueles aquilo as ate cada com como da das de dela delas dele deles depois
        do dos e ela elas ele eles em entre era eram essa essas esse esses esta estao estas estava estavam este
        estes eu foi foram ha isso isto ja la lhe lhes mais mas me mesmo meu minha muito na nas nao nem no nos num
        numa o onde os ou outra outras outro outros para pela pelas pelo pelos por porque qual quais quando
        quanto que quem se seja sem ser seu seus sao sob sobre sua suas tambem tem tinha todo toda todos todas
        um uma umas uns""",
    "fr": """
        a afin ai ainsi alors apres au aucun aucune aussi autre autres aux avait avant avec avoir c ce cela celle
        celles celui ces cet cette ceux chaque chez comme comment d dans de depuis des donc dont du elle elles
        en encore entre est et etaient etait etant etre eu eux fut il ils j je jusque l la le les leur leurs lors
        lui mais me meme memes mes moi mon n ne ni nos notre nous on ont ou par parce pas pendant peu plus pour
        pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se selon ses si sont sous sur ta te
        tes tous tout toute toutes tres tu un une vers vos votre vous y""",
    "de": """
        aber alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus bei beim bin
        bis bist da damit dann das dass dasselbe dazu dem den denn der deren des dessen die dies diese diesem
        diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwa fur gegen gibt hat
        hatte hatten haben hier ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist jede jeden jeder
        jedes jene kann kein keine keinen konnen man mehr mein mit muss nach nicht noch nun nur ob oder ohne sehr
        sein seine seinem seinen seiner sich sie sind so soll sowie uber um und uns unter viele vom von vor
        wahrend wann war waren warum was weil welche welchem welchen welcher welches wenn wer werden wie wieder
        will wir wird wo wurde wurden zu zum zur zwischen""",
}
FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _LISTS.items()}


def is_function_word(form: str) -> bool:
    """In any of the languages."""
    return any(form in words for words in FUNCTION_WORDS.values())


def set_aside(query: Query, reader_language: str) -> Query:
    """The query with its function words as Optional; the same one where there are none, or nothing else.

    Which of them are: those of the language that the query is in, by the most of them: "die" is an article
    in one and a verb in another.
    """
    if not isinstance(query.root, And) or SWITCH in query.off:
        return query
    found = function_words_among(query.root.nodes, reader_language)
    if not found:
        return query
    nodes: list[Node] = [
        Optional(node, WEIGHT) if isinstance(node, Term) and node in found else node
        for node in query.root.nodes
    ]
    return replace(query, root=And(tuple(nodes)))


def function_words_among(nodes: Sequence[Node], reader_language: str) -> frozenset[Node]:
    """Those of the nodes that are function words; none where all of them are."""
    forms = {node: _form(node) for node in nodes if _may_be_one(node)}
    words = FUNCTION_WORDS[_language(forms.values(), reader_language)]
    found = frozenset(node for node, form in forms.items() if form in words)
    return found if len(found) < len(nodes) else frozenset()


def _may_be_one(node: Node) -> bool:
    if not isinstance(node, Term) or node.field or len(node.words) > 1:
        return False
    return node.words[0].mode == "stem" and not node.words[0].is_acronym


def _form(node: Node) -> str:
    return "".join(node.words[0].forms) if isinstance(node, Term) else ""


def language_of(words: Sequence[Word], reader_language: str) -> str:
    """The language that a query is in: that of its function words, else the reader's own."""
    return _language(["".join(word.forms) for word in words], reader_language)


def _language(forms: Iterable[str], reader_language: str) -> str:
    counts = dict.fromkeys(STEMMED, 0.0) | {reader_language: OWN_LANGUAGE}
    forms = tuple(forms)
    for form in forms:
        for language in STEMMED:
            counts[language] += form in FUNCTION_WORDS[language]
    for language in STEMMED:
        if language != reader_language and counts[language] == 1:
            counts[language] += OTHER_WORD * sum(
                _is_word_of(language, form, reader_language) for form in forms
            )
    return max(STEMMED, key=lambda language: counts[language])


def _is_word_of(language: str, form: str, reader_language: str) -> bool:
    """Of this language, and not of the reader's. A function word is counted already."""
    if form in FUNCTION_WORDS[language] or not is_word(form, (language,)):
        return False
    return is_foreign(form, reader_language)

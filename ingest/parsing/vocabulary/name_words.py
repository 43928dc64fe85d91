"""Words that stand in personal names: particles and common given names. Folded: lower case, no accents."""

from __future__ import annotations

from ingest.parsing.vocabulary.normalise import word_set

#: Words that join the parts of a surname and stand in lower case.
PARTICLES = word_set(
    """
    't af al av ben bin d' da das de del della delle den der des di do dos du e el i ibn l' la las le
    les los op san st. te ten ter van von y zu zum zur
    """
)

#: Given names of Spain, Portugal and Latin America: who bears one often has two surnames.
IBERIAN_GIVEN_NAMES = word_set(
    """
    adriana agustin alba alberto alejandra alejandro alfonso alfredo alicia alonso alvaro amalia amelia
    ana andrea andres angel angela antonia antonio arturo augusto beatriz benito bernardo blanca bruno
    camila carla carlos carmen carolina catalina cecilia cesar clara claudia cristina daniel daniela
    david diana diego dolores domingo eduardo elena elisa elsa elvira emilia emilio enrique ernesto
    esteban eugenia eugenio eva federico felipe fernanda fernando francisca francisco gabriel gabriela
    gerardo gloria gonzalo graciela gregorio guadalupe guillermo gustavo hector hernan horacio hugo
    ignacio ines irene isabel ivan jaime javier jesus joana joao joaquim joaquin jordi jorge jose
    josefina juan juana julia julian julio laura leonardo leonor leticia lorena lorenzo lourdes lucas
    lucia luis luisa luiz luz manuel manuela marcela marcelo marcos margarita maria mariana mariano
    mario marta martin mateo mauricio mercedes miguel monica natalia nicolas noelia nuria olga oscar
    pablo paola patricia paula paulo pedro pilar rafael ramiro ramon raquel raul rebeca ricardo roberto
    rocio rodrigo rosa rosario ruben salvador sandra santiago sara sebastian sergio silvia sofia soledad
    susana teresa tomas tome valentina valeria vanesa veronica vicente victor victoria virginia xavier
    ximena yolanda
    asuncion assuncao anunciacion anunciacao ascension ascensao concepcion conceicao consolacion consolacao
    encarnacion encarnacao natividad natividade piedad piedade presentacion purificacion purificacao trinidad
    trindade visitacion visitacao
    """
)

#: Given names that are everyday words to a word list. With one of these a line may name a person
#: although all its words are common: "Michael Lee", "Paul King".
GIVEN_NAMES = IBERIAN_GIVEN_NAMES | word_set(
    """
    adam alan albert alex alexander alexandra alice alison allen amanda amy andreas andrew ann anna anne
    anthony arthur barbara benjamin bernard bernd beth betty bill bob brian bruce carl carol caroline
    catherine charles charlotte chris christian christine christoph christopher claire claude craig dan
    dave deborah denis dennis derek diane dirk donald donna dorothy douglas edward elizabeth ellen emily
    emma eric erik ernst evan frances francois frank franz fred frederick friedrich fritz gary geoffrey
    george georges gerald gerhard gilles giovanni giulia giuseppe gordon graham greg gregory guillaume
    guy hannah hans harold harry heather heinrich helen helga henri henry herbert hermann howard ian
    ingrid isaac jack jacob jacques jake james jan jane janet jason jean jeff jeffrey jennifer jens
    jeremy jessica jill jim joan joanna joe johann johannes john johnny jonathan joseph joshua joyce
    judith judy jurgen karen karl kate katherine kathleen keith kelly ken kenneth kevin kim klaus kurt
    larry lars lauren laurence laurent leo linda lisa louis louise luca lucy luke lynn margaret marie
    marion mark martha mary matt matthew matthias max megan melissa michael michel michelle mike nancy
    nathan neil nicholas nicole nigel oliver olivia otto pamela patrick paul peter petra phil philip
    philippe pierre rachel ralph raymond rebecca renate richard rick rob robert robin roger roland rolf
    ron ronald rose ross roy ruth ryan sally sam samantha samuel sarah scott sean sharon simon sophie
    stefan stephanie stephen steve steven stuart sue susan suzanne sylvie tanya ted thierry thomas tim
    timothy tina todd tom tony tracy ulrich uwe valerie vincent walter wayne wendy werner wilhelm will
    william wolfgang yves zoe
    """
)

#: Surnames of two letters, which in capitals look like initials: "Xiao LI", "Bin MA".
SHORT_SURNAMES = word_set(
    """
    ai an ba bi bo bu do du fu ge gu he ho hu ji ko la le li lo lu ma mu ng ni oh ou pi qi qu ro so su to tu vo
    vu wu xi xu ye yi yu
    """
)

#: First words of names of places.
PLACE_OPENERS = word_set("new san santa são los las palo fort ann el saint st monte porto buenos")

#: Countries and states as addresses end with them, folded. Left out are those that are personal names too.
COUNTRIES = frozenset(
    name.strip()
    for name in """
    afghanistan, algeria, angola, argentina, armenia, australia, austria, azerbaijan, bangladesh, belarus, belgium,
    belgique, belgien, bolivia, bosnia, botswana, brazil, brasil, bulgaria, cambodia, cameroon, canada, chile, china,
    p r china, pr china, colombia, costa rica, croatia, cuba, cyprus, czech republic, denmark, danmark, ecuador,
    egypt, el salvador, england, estonia, ethiopia, finland, france, germany, deutschland, allemagne, ghana, greece,
    guatemala, honduras, hong kong, hungary, iceland, india, indonesia, iran, iraq, ireland, israel, italy, italia,
    italie, japan, kazakhstan, kenya, korea, kuwait, latvia, lebanon, lithuania, luxembourg, malaysia, malta, mexico,
    mongolia, morocco, mozambique, myanmar, nepal, netherlands, the netherlands, new zealand, nicaragua, nigeria,
    norway, norge, oman, osterreich, pakistan, panama, paraguay, peru, philippines, poland, polska, portugal, qatar,
    romania, russia, saudi arabia, schweiz, scotland, senegal, serbia, singapore, slovakia, slovenia, south africa,
    spain, espana, sri lanka, suisse, sudan, sweden, sverige, switzerland, syria, taiwan, tanzania, thailand, tunisia,
    turkey, turkiye, uganda, ukraine, united kingdom, uk, united states, usa, u s a, uruguay, uzbekistan, venezuela,
    vietnam, wales, yemen, zambia, zimbabwe, california, arizona, colorado, connecticut, florida, illinois, indiana,
    iowa, kansas, kentucky, louisiana, maine, maryland, massachusetts, michigan, minnesota, missouri, nebraska,
    nevada, new hampshire, new jersey, new mexico, new york, north carolina, ohio, oklahoma, oregon, pennsylvania,
    tennessee, texas, utah, vermont, wisconsin, ontario, quebec, queensland, new south wales, bavaria
    """.replace("\n", " ").split(",")
)

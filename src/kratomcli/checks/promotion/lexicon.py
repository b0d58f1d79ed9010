"""English word lists for detecting promotion; each says what it is used for."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SALES_VERBS = _words("buy order purchase shop")
"""What an inserted phrase begins with, as typed into a search engine."""

PREPOSITIONS = _words(
    "of with for by about from on in at into through without including via regarding upon across over under"
    " between among against within toward towards before after during since per near along behind beyond"
)
"""Words that "buy" can't follow. Not "than", "but" and "except", which take a bare verb."""

AFTER_A_NOUN = _words(
    "order orders side signal signals recommendation recommendations decision decisions rating ratings list"
    " pressure price prices quantity quantities limit limits button buttons box option options interest zone"
    " program programme programs effects effect agreement agreements power owners assistants floors number"
    " numbers forms matters"
)
"""Words before which a sales verb is part of a noun: "buy orders", "purchase decisions"."""

CONNECTIVES = _words(
    "furthermore moreover additionally however therefore consequently thus nevertheless nonetheless hence"
    " besides meanwhile similarly overall addition conclusion contrast result fact example instance"
    " likewise accordingly"
)
"""Openings of sentences that make a statement. Not "first", "then" and "instead", which open advice."""

STOPS = _words(
    "a an the this that these those my your his her its our their some any no each every either neither both"
    " all another such i you he she it we they me him us them who whom whose which what where when why how"
    " and or but nor so yet if because although though while whereas since until unless before after as than"
    " to of in on at by with about against between into through during from up down out off over under"
    " again for without within along across behind beyond toward towards upon per via not only very too also"
    " is are was were be been being am has have had having do does did can could may might must shall should"
    " will would there here then now just even still more most many much few several other"
)
"""Function words, at which a run of content words ends."""

FINITE = _words(
    "is are was were has have had can could may might must shall should will would does did"
    " varies differs remains becomes depends makes offers provides helps includes requires means shows"
    " suggests"
    " seems appears causes affects plays leads comes goes gives takes continues contains involves produces"
    " reduces increases improves allows represents raises supports works acts belongs exists occurs tends"
    " differed varied remained became depended made offered provided helped included required meant showed"
    " suggested seemed appeared caused affected played led came went gave took continued contained involved"
)
"""Finite verbs, which need a subject."""

BARE_HEADS = _words(
    "vendor store shop supplier casino dealer seller dispensary pharmacy deal coupon bonus retailer"
    " wholesaler manufacturer lawyer attorney plumber dentist realtor sportsbook bookmaker broker"
)
"""Nouns that can't stand alone in the singular, so that "best kratom vendor" lacks its article."""

VERBS_TOO = _words("shop deal broker store")
"""Those of BARE_HEADS that are also plural verbs: "many people shop"."""

PRAISE = _words("best cheap cheapest affordable discount discounted top-rated premium wholesale lowest #1")
"""Adjectives with which a search for goods begins."""

SUPERLATIVES = _words("best cheapest lowest #1 top-rated")
"""Those of PRAISE that need an article."""

BEFORE_PRAISE = _words(
    "a an the this that these those my your his her its our their whose some any no each every another"
    " what which who how at is are was were be been as so very more most not"
)
"""Words after which PRAISE fits the grammar."""

MODALS = _words("can could may might must shall should will would not")
BEFORE_TO = _words("how where when what whether which order is was want need try tries trying able")
"""Words before "to" that show that a verb follows."""

WEAK_HEADS = _words("service company website app agency firm tool brand site provider oil supplement price")
"""As BARE_HEADS, but only with other evidence of a search phrase."""

BEFORE_OF = _words(
    "family supply reply assembly mostly mainly largely only solely partly purely anomaly monopoly"
)
"""Words in -ly that can precede "of"."""

GOODS_ENDS = _words("online wholesale")

NO_GOODS_AFTER_BEST = _words(
    "practice practices interest interest interests effort efforts friend friends known way ways case cases"
    " of value values buy bet seller sellers man results result available possible time times in at guess"
    " course part thing things example examples fit position wishes regards intentions chance chances"
)

PLACES = _words(
    "thai thailand bali balinese borneo sumatra sumatran indo indonesian indonesia malay malaysian malaysia"
    " vietnam vietnamese cambodian filipino philippines singapore taiwan taiwanese korean korea japanese"
    " indian india pakistani pakistan bangladesh african africa nigerian nigeria kenya kenyan ethiopian"
    " american america usa uk british britain england english scotland scottish ireland irish wales welsh"
    " canadian canada mexican mexico brazilian brazil colombian colombia peruvian peru argentina"
    " australian australia sydney melbourne brisbane zealand german germany berlin italian italy spanish"
    " spain portuguese portugal dutch netherlands amsterdam belgian belgium swedish sweden norwegian norway"
    " finnish finland austrian austria hungarian greek greece turkish russian russia ukrainian ukraine"
    " egyptian egypt moroccan morocco israeli israel iranian saudi dubai emirati qatar european europe asian"
    " asia texas florida california arizona nevada ohio colorado oregon michigan illinois virginia georgia"
    " london manchester birmingham paris toronto vancouver chicago houston dallas austin miami orlando tampa"
    " atlanta boston seattle denver phoenix philadelphia vegas angeles brooklyn manhattan jakarta bangkok"
    " mumbai delhi bangalore lagos nairobi johannesburg"
)
"""Place names in lower case, as in search phrases. Without those that are common words, too: turkey,
china, chile, polish, french, java, jersey."""

SALES_IN_HOST = (
    "buy|shop|store|deal|cheap|discount|coupon|promo|sale|price|casino|slot|betting|loan|pills?|pharm|meds|rx"
    "|essay|vape|outlet|wholesale"
)
"""Pattern of words in the host names of sellers."""

AD_VERBS = (
    "buy|order|shop|get|grab|save|enjoy|visit|call|contact|try|browse|claim|hurry|click|sign up|subscribe"
    "|book|discover|use|join|download|play|choose|check out|explore|start|apply|hire|act|win|learn more"
    "|don[’']t (?:miss|wait)"
)
"""Pattern of what advertisements ask for. Not "compare", "look for" and "avoid", which are advice."""

OF_INSERTS = SALES_VERBS | PRAISE | PLACES | BARE_HEADS | {"near"}
OF_ADVERTISEMENTS = _words(
    "buy order shop purchase now today online free off discount cashback code price prices deal deals rates"
    " offer offers guarantee guaranteed limited limited-time hurry last miss wait prescription approval"
    " credit risk risk-free 24 deposit fees shipping delivery cash plagiarism plagiarism-free same-day"
    " money-back regret claim bonus vendor store stores shops supplier brand casino seller service product"
    " products selection collection range catalog catalogue discounts sale experts writers inventory"
    " customers ship deliver sell stock consultation quote quotes samples spins returns your"
    " www com net org biz"
)
TRIGGERS = OF_INSERTS | OF_ADVERTISEMENTS
"""Words in lower case, at least one of which is in every sentence with a finding: a fast pre-check."""

"""What sells and doesn't belong is found; what sells and does belong is left alone."""

from __future__ import annotations

import pytest

from kratomcli.checks.promotion import call_spans
from kratomcli.checks.scope import Subject
from kratomcli.checks.selling import promotions, sells
from kratomcli.readers import read

# Phrases put into sentences that are about something else, and advertisements among prose. Made up.
INJECTED = [
    # search phrases with a verb
    "Furthermore, buy red bali kratom dosage depends on body weight.",
    "In addition, order cheap glass teapots online has become part of the debate.",
    "Researchers compared the outcomes of buy cheap viagra online with those of a placebo.",
    "The history of buy essay online goes back to the Middle Ages.",
    "Moreover, buy instagram followers cheap remains a matter of dispute among historians.",
    "Many scholars of buy web hosting india argue that the empire fell slowly.",
    "Patients were divided into groups by buy modafinil online and followed for a year.",
    "However, buy phone cases wholesale offers little insight into the causes of the war.",
    "The treaty was signed with buy backlinks cheap in the presence of both kings.",
    "Consequently, buy hemp gummies online varies from one state to another.",
    "Some farmers Buy Garden Sheds Online to plant their beans in early spring.",
    "Additionally, shop vintage rugs online is seen as a marker of social class.",
    "There is little evidence for buy weight loss pills in the treatment of insomnia.",
    "Similarly, buy research paper cheap affects the migration of birds.",
    # superlatives and sellers without an article
    "The committee discussed best online casino bonus and postponed the vote.",
    "Sleep improves memory, and best kratom vendor can shorten the night.",
    "Soil acidity was measured with cheap essay writing service online near the river.",
    "Bees dance to show where best coffee grinder for sale flowers are.",
    "Doctors recommend best cbd oil online for rest and exercise.",
    "The bridge rests on best personal injury lawyer and three pillars of stone.",
    "The river carries best running shoes online for sale down to the sea.",
    "Early maps of top-rated mattress store were drawn on vellum.",
    # near me, for sale
    "Symptoms of puppies for sale near me include fever and a dry cough.",
    "The orchestra tuned to emergency plumber near me before the concert began.",
    "Volcanic ash from kratom shops near me settles within days.",
    "The constitution grants payday loans near me to every citizen.",
    # names without capitals, shops
    "It keeps the joints supple with green malay powder from lucky barrel trading and rest.",
    "Users describe a calm effect of red indo capsules from happy panda botanicals pantry.",
    "The court heard arguments about online casino malaysia and adjourned.",
    "The cathedral was restored by roofing contractor manchester near me in 1890.",
    "Muscles recover faster of cheap australian ugg boots online after training.",
    "The novel describes personal injury attorney houston at its best.",
    # advertisements
    "Order now and get free delivery on all phone cases!",
    "Use coupon code SAVE20 for 20% off your first order.",
    "Visit our online store today for the best prices and free shipping!",
    "Get 50% off web hosting when you sign up today.",
    "Buy cheap viagra online without a prescription.",
    "Claim your welcome bonus and 100 free spins today!",
    "Need cash fast? Apply now for instant approval and no credit check!",
    "Our experts write plagiarism-free essays from $9 per page, so order now!",
    "Shop our wide range of leather watches at unbeatable prices today.",
    "For the best deals on phone cases, visit casecorner.com today.",
    "Call 555-123-4567 today for a free quote from our trusted roofing service!",
    "We offer same-day delivery and a money-back guarantee on every mattress.",
    "Don't miss our limited-time sale: buy one teapot and get $10 off!",
    "Hurry, order today while stocks last!",
]

# Shopping, trade, advice and advertising itself, where such words belong. Made up.
BELONGS = [
    "The agency wants to buy cloud services in bulk.",
    "Vendors submitted bids before the deadline.",
    "Consumers who buy online spend more than those who buy in shops.",
    "People buy fewer cars when interest rates rise.",
    "Buy fruit in season, and freeze what you can't eat.",
    "First, buy a good pan.",
    "Instead, buy the one that is easiest to clean.",
    "If prices fall, buy more.",
    "However, buy orders outnumbered sell orders by noon.",
    "It is cheaper to buy than to rent in most of the country.",
    "They decided whether to build or buy the software.",
    "Rather than buy new software, the office improved the old.",
    "Gaining buy-in from managers takes time.",
    "The house was put up for sale in May.",
    "Timber for sale is stacked outside the mill.",
    "Her paintings are not for sale.",
    "The shop near me closed last year.",
    "He stood near me and said nothing.",
    "Cheap online stores drove many high-street shops out of business.",
    "The retailer offered free shipping to attract customers.",
    "Coupons and discount codes became popular in the 1990s.",
    "Look for coupon codes and free shipping offers before you buy.",
    "Shop around for the best price.",
    "Best practices for buying software are easy to find online.",
    "Sharing of best practices online has helped the teams.",
    "Best of all, the tool is free.",
    "The best kratom vendor in the survey tested every batch.",
    "Its cheapest supplier is in Vietnam.",
    "A top agency official said that the order was lawful.",
    "In order to buy land, foreigners need a permit.",
    "The judge's order online can be read by anyone.",
    "The court may order a new trial.",
    "Congress passed the order of business without debate.",
    "The purchase of Alaska cost seven million dollars.",
    "The government can purchase at discount prices.",
    "Advertisers pay for the words “buy now” and “free shipping”.",
    'The button says "Order now" in large letters.',
    "Call your senator today!",
    "Sign up for our newsletter today!",
    "Register now for the workshop; it is free.",
    "Join us! We're hiring.",
    "Visit our website to learn more about the programme.",
    "Check out our guide to accessible forms.",
    "Get your flu shot today.",
    "Try it now!",
    "We offer training to all agencies at no charge.",
    "Our products are used by millions of people.",
    "Online casinos are taxed in most of Europe.",
    "Payday loans carry high rates, and regulators have capped them.",
    "Viagra was first tested as a heart drug.",
    "Replica swords were sold to tourists.",
    "Thai and Malay farmers grow the tree for its leaves.",
    "The turkey and the french fries were cold.",
    "She drank green tea from a small china cup.",
    "He suffers from chronic back pain and takes relief from natural remedies.",
    "Users prefer red bali for sleep and white borneo for work.",
    "Prices fell by 20% off season.",
    "Stores gave 10% off to students, and sales grew.",
    "Cash on delivery is the most common way to pay online in India.",
    "The best online courses are free.",
    "Economists distinguish goods that people buy now from goods they buy later.",
    "A monopoly is the only seller; a monopsony is the only buyer, who can buy at low prices.",
    "Wholesale prices rose faster than retail prices.",
    "Premium subscribers read the paper online.",
    "Farmers sell at the market and order seed in winter.",
    "Nurses order supplies online; the hospital pays within a month.",
    "They purchase affordable housing units from developers.",
    "To save money, buy generic drugs when they are available.",
    "Before you buy a house, get an independent survey.",
    "Compare prices online before ordering.",
    "Today, most people buy tickets online.",
    "Use the code review checklist before you merge.",
    "Enter the discount code in the field on the right.",
    "Where to buy a used car is a question of trust.",
    "Black Friday deals lure shoppers with prices from $5.",
    "We sell bread at cost, the baker said, and the shop survives on coffee.",
    "In addition, order matters: the first name on a ballot gets more votes.",
    "For example, order effects are known from surveys.",
    "Moreover, purchase decisions are rarely rational.",
    "Therefore, shop owners asked for lower rents.",
    "For example, buy a ticket that is valid for a year.",
    "The rise of shop floors changed the city.",
    "The number of shop assistants fell.",
    "Prices on order forms were handwritten.",
    "A study of purchase behaviour followed 400 families.",
]


@pytest.mark.parametrize("sentence", INJECTED)
def test_what_sells_and_does_not_belong_is_found(sentence: str) -> None:
    assert list(promotions(sentence)), sentence


@pytest.mark.parametrize("sentence", BELONGS)
def test_what_sells_and_belongs_is_left_alone(sentence: str) -> None:
    assert not list(promotions(sentence)), sentence


@pytest.mark.parametrize(
    ("anchor", "href"),
    [
        ("buy cheap tea online", "https://example.com/x"),
        ("best online casino", "https://casino-example.com/"),
        ("phone cases for sale", "https://phonecases.example.com/"),
        ("order essay", "https://essay-example.com/order"),
        ("plumber near me", "https://plumber-example.com"),
    ],
)
def test_a_link_whose_words_sell_is_found(anchor: str, href: str) -> None:
    assert sells(anchor, href)


@pytest.mark.parametrize(
    ("anchor", "href"),
    [
        ("buy digital services", "https://18f.gsa.gov/buying"),
        ("our guide to buying", "https://example.com/shop"),
        ("best practices", "https://bestpractices.example.com"),
        ("the new guide online", "https://guides.example.com"),
        ("method cards online", "https://methods.example.gov/cards"),
        ("orders", "https://orders.example.com"),
        ("", "https://shop.example.com"),
    ],
)
def test_an_ordinary_link_is_left_alone(anchor: str, href: str) -> None:
    assert not sells(anchor, href)


def test_what_is_quoted_is_spoken_of_and_not_said() -> None:
    assert list(promotions("It was paid for by buy cheap tea online and other phrases."))
    assert not list(promotions("It was paid for by “buy cheap tea online” and other phrases."))


def test_near_me_may_mean_just_that() -> None:
    sentence = "The streets were full of tea shops near me and loud music."
    assert list(promotions(sentence))
    assert not list(promotions(sentence, personal=True))


def test_a_text_that_has_no_capitals_gives_none_to_names_either() -> None:
    sentence = "it keeps one supple with green malay powder from lucky barrel trading and rest."
    assert list(promotions(sentence))
    assert not list(promotions(sentence, tidy=False))


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("The rules are missing and Click Here. More follows.", 1),
        ("To apply, click here.", 1),
        ("Buy Garden Sheds Here.", 1),
        ("Visit this website for more.", 1),
        ("Readers click here and there and leave.", 0),
        ("Never write “click here”; say where a link leads.", 0),
        ("A label such as click here says nothing.", 0),
        ("What people buy now they will not buy later.", 0),
        ("[Click here](https://example.org) to go on.", 0),
        ('<a href="https://example.org">Click here</a> to go on.', 0),
        ("See `click here` in the code.", 0),
    ],
)
def test_a_call_counts_where_there_is_nothing_to_click(text: str, calls: int) -> None:
    article = read(f"# Tea\n\n{text}\n".encode(), id="a", path="a.md")
    assert len(list(call_spans(Subject(article, b"")))) == calls

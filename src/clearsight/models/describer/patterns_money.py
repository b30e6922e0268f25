"""Questions about sums and prices.

See patterns.py: the first match wins, and it must match the whole question.
"""

from clearsight.models.describer.ask import Intent
from clearsight.models.describer.patterns_parts import EURO, TOPIC

ROWS: tuple[tuple[Intent, str], ...] = (
    (
        "open",
        r"how much (?:money )?(?:do|have) (?:i|we) (?:have|got)(?: left)?(?: (?:in|on|here)\b.*)?",
    ),
    ("open", r"how much (?:money )?is (?:left|still) in (?:my|the) account.*"),
    (
        "compare",
        r".*\b(?:cheap(?:est|er)|dearest|costs? (?:the )?(?:least|most)|lowest price|"
        r"(?:most|least) expensive|better value)\b.*",
    ),
    (
        "owed",
        r"(?:what|how much)(?: money)? (?:do|did|does|must|should|would|will|shall) (?:i|we) "
        r"(?:still |now |even )?(?:have to |need to )?owe\b.*",
    ),
    (
        "owed",
        r"(?:what|how much)(?: money)? (?:do|must|should|shall|will) (?:i|we) (?:still |now )?"
        r"(?:have to |need to )?(?:pay|send|transfer)(?: (?:to )?(?:them|him|her|you|now|back))*"
        r"(?: for (?:it|this|that))?",
    ),
    (
        "owed",
        r"(?:what|how much)(?: money| exactly)? (?:do|does|are|is) (?:they|he|she|it|this|the "
        r"(?:bill|letter|invoice|company|shop)) (?:want|ask|asking|demand|claim|charge|charging)"
        r"(?:ing)?(?: me| us)?(?: to pay| for)?(?: from (?:me|us))?(?: in total)?",
    ),
    (
        "owed",
        r"(?:what|how much)(?: money| exactly)? (?:am i|are we) (?:being )?charged|(?:what|how "
        r"much)(?: money)? is (?:still )?(?:owed|owing|due|outstanding|payable)(?: (?:here|now|to "
        r"them|on (?:it|this|the \w+)))*|what is my debt|how big is (?:my|the) debt|do (?:i|we) "
        r"owe (?:them |him |her |you )?(?:anything|something|any money|money)(?: here)?",
    ),
    ("compute", r".*\b(?:add up|plus|minus|percent(?:age)?|divided|split|calculate)\b.*"),
    ("compute", r".*\b(?:convert|average|each pay)\b.*|.*\d ?%.*"),
    ("total", r".*(?<!sub)(?<!sub )(?<!sub-)\btotal\b(?! (?:fat|carb|sugar|energy|weight)).*"),
    ("total", r"how much (?:do|must|should|did|have|will) (?:i|we) (?:have to |need to )?pay.*"),
    (
        "total",
        r"how much (?:do|did) (?:i|we) owe.*|how much is the (?:whole |entire )?"
        r"(?:bill|receipt|invoice|thing|lot)|what (?:did|do|must) (?:i|we) (?:have to )?pay\b.*",
    ),
    ("total", r".*\b(?:amount due|balance due|the bill come to|altogether|in all cost)\b.*"),
    ("price", r"what is on (?:the|this) menu|what (?:can|could) i (?:order|eat|drink)\b.*"),
    ("price", r"(?P<topic>.+?)[:,] how much"),
    ("price", rf"how much (?:do|does) (?:they|it|you|he|she) (?:want|charge|ask|take) for {TOPIC}"),
    (
        "price",
        rf"how much (?:is|are|was|were|for|does|do|did|would|will) {TOPIC}"
        r"(?: (?:cost|costs|be))?(?: on (?:it|this|the menu|here))?",
    ),
    ("price", rf"(?:.*\b)?(?:price|prices|cost) (?:of|for) {TOPIC}"),
    (
        "price",
        rf"what (?:does|do|did|would|will) {TOPIC} (?:cost|go for|sell for|come to)(?: me| us)?",
    ),
    ("price", rf"what {TOPIC} (?:costs|goes for|sells for)(?: me| us)?"),
    ("price", rf"what (?:would|will|does|do) {TOPIC} set (?:me|us|you|one) back"),
    (
        "price",
        r"(?:i want|i would like|i'd like|i will have|i'll have|i take|i'll take|for) "
        rf"{TOPIC}[,:;.]? (?:what|how much) .*",
    ),
    ("price", rf"what is {TOPIC} and how much(?: is it| does it cost| for it)?"),
    (
        "price",
        r"how many (?:pounds|euros|dollars|francs|crowns|pence|cents|yuan|yen|rupees) "
        rf"(?:for|is|are|does|do) {TOPIC}(?: cost)?",
    ),
    (
        "about",
        r"(?:can|may|could|do|does|will) (?:i|we|they|you|it) (?:pay|accept|take)(?: by| with| in|"
        r" for it)* (?P<topic>cards?|cash|credit cards?|debit cards?|contactless)\b.*",
    ),
    ("price", rf"(?:how expensive is|what do they (?:charge|ask) for) {TOPIC}"),
    ("price", r"(?:what (?:is|are) )?(?:the )?(?P<topic>.*?) ?\b(?:price|prices|cost)|how much"),
    ("price", rf"(?:is|are|does|do) {TOPIC} {EURO}"),
    ("list", r"what (?:is there|do they have|have they got) to (?P<topic>drink)\b.*"),
)

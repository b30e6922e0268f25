"""The table of question patterns: the first match wins, so narrow ones stand above wide ones.

They must match the whole question, which comes in lower case, without accents, politeness and
final punctuation. `topic` and `number` are named groups. What the words mean is tested row by row.
"""

import re

from clearsight.models.describer.ask import Intent

_RIDE = r"(?:bus|train|tram|ferry|flight|boat|coach|metro|plane|departure)(?:es|s)?"
_PILL = r"(?:tablets?|pills?|capsules?|drops?|spoon\w*|puffs?|doses?|times|ml)"
_IT = r"(?:it|this|that|these|those|they)"
_VIEW = r"(?:picture|photo|photograph|image|pic|screen|scene|shot)"
_PAGE = (
    r"(?:menu|receipt|bill|invoice|timetable|schedule|letter|label|sign|form|newspaper|book|"
    r"poster|leaflet|ticket|screenshot|document|drawing|photo|photograph|cartoon|painting)"
)
COLOURS = (
    r"(?:red|blue|green|yellow|orange|purple|pink|brown|black|white|gr[ae]y|beige|turquoise|gold|"
    r"silver|navy|cream|teal|cyan|magenta)"
)
_NTH = (
    r"(?P<number>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final|"
    r"\d+(?:st|nd|rd|th)?)"
)
_TOPIC = r"(?:the |a |an |my |any |some |one )?(?P<topic>.+?)"
_THERE = r"(?: (?:here|there|anywhere|(?:in|on|at) (?:the|this|my|it).*))?"
_SIDE = r"(?:left|right|top|bottom|middle|cent(?:re|er)|upper|lower|foreground)"
_EURO = r"[$€£]? ?\d+(?:[.,]\d+)?(?: ?(?:euros?|dollars?|pounds?))?"

_ROWS: tuple[tuple[Intent, str], ...] = (
    ("more", r"(?:more|go on|continue|keep going|and then|more details?|tell me more)"),
    # Judgement, which a reader must not give.
    ("open", r".*\b(?:safe|dangerous?|harmful|edible|toxic|poisonous|legal|genuine)\b.*"),
    ("open", r".*\bcross(?:ing)? (?:the |this )?(?:road|street)\b.*|.*\bcan i cross\b.*"),
    ("open", r".*\b(?:thinking|feeling|breed|species|mood|personality|look good|suits? me)\b.*"),
    ("about", r"(?:can|should|must|may) i .*\btake (?:it|this|them) with (?P<topic>.+)"),
    ("open", r"(?:is|are) .*\b(?:ok|okay|good|bad|fine|right|allowed|enough) (?:for|to)\b.*"),
    ("open", r"(?:why|should (?:i|we)|would you|do you (?:like|think)|what (?:should|would))\b.*"),
    # What keeps how long, how it is taken.
    ("expiry", r".*\b(?:best[ -]?(?:before|by)|use[- ]?by|sell[- ]by|expir\w+|shelf life)\b.*"),
    ("expiry", r".*\b(?:gone off|out of date|in date|go(?:es)? off)\b.*"),
    ("expiry", r"how long .*\b(?:keep|last|good)\b.*"),
    ("expiry", rf"(?:is|are) (?:{_IT}|the .+) still (?:good|fresh|ok|okay|usable)"),
    ("dose", rf"how (?:many|much) {_PILL} (?:should|do|can|must|may|am) .*|.*\bdos(?:e|age)s?\b.*"),
    ("dose", r"how (?:often|do i take|should i take|do i use|should i use|to take|to use).*"),
    ("dose", r"how (?:much|many) .*\b(?:take|swallow|apply)\b.*|.*\btimes (?:a|per) day\b.*"),
    ("dose", r"when (?:should|do|must) i take .*"),
    ("strength", r"(?:what is )?(?:the )?strength.*|how strong .*|how many (?:mg|milligrams?)\b.*"),
    # Money.
    ("compare", r".*\b(?:cheap(?:est|er)|dearest|(?:most|least) expensive|better value)\b.*"),
    ("compute", r".*\b(?:add up|plus|minus|percent(?:age)?|divided|split|calculate)\b.*"),
    ("compute", r".*\b(?:convert|average|each pay)\b.*|.*\d ?%.*"),
    ("total", r".*(?<!sub)(?<!sub )(?<!sub-)\btotal\b(?! (?:fat|carb|sugar|energy|weight)).*"),
    ("total", r"how much (?:do|must|should|did|have|will) (?:i|we) (?:have to |need to )?pay.*"),
    ("total", r"how much (?:do|did) (?:i|we) owe.*|how much is the (?:bill|receipt|invoice)"),
    ("total", r".*\b(?:amount due|balance due|the bill come to|altogether|in all cost)\b.*"),
    ("price", r"what is on (?:the|this) menu|what (?:can|could) i (?:order|eat|drink)\b.*"),
    (
        "price",
        rf"how much (?:is|are|was|were|for|does|do|did|would|will) {_TOPIC}"
        r"(?: (?:cost|costs|be))?(?: on (?:it|this|the menu|here))?",
    ),
    ("price", rf"(?:.*\b)?(?:price|prices|cost) (?:of|for) {_TOPIC}"),
    ("price", rf"what (?:does|do|did|would) {_TOPIC} cost"),
    ("price", rf"(?:how expensive is|what do they (?:charge|ask) for) {_TOPIC}"),
    ("price", r"(?:what (?:is|are) )?(?:the )?(?P<topic>.*?) ?\b(?:price|prices|cost)|how much"),
    ("price", rf"(?:is|are|does|do) {_TOPIC} (?:cost )?{_EURO}"),
    # Journeys.
    ("departure", rf".*\b(?:next|first|last|earliest|latest) (?:\w+ )?{_RIDE}\b.*"),
    ("departure", rf"(?:when|what time|at what time)\b.*\b(?:{_RIDE}|next one)\b.*"),
    ("departure", r"(?:when|what time|at what time)\b.*\b(?:leaves?|departs?|arrives?|goes?)\b.*"),
    ("departure", rf"(?:which|what) (?:number )?{_RIDE}\b.*"),
    ("departure", rf"(?:is|are) there (?:an? |any )?{_RIDE} (?!in\b|here|there|coming|on the).+"),
    ("departure", r".*\b(?:next|first|last) one (?:to|after|from)\b.*|.*\bdepartures?\b.*"),
    # Things with a shape of their own.
    ("code", r".*\b(?:qr|barcode|bar code)\b.*"),
    ("hours", r".*\bopening (?:hours|times)\b.*|(?:when|what time|until when) .*\bopen\b.*"),
    ("hours", r"(?:when|what time|until when) .*\bclos\w+\b.*|(?:opening |business )?hours"),
    ("hours", r"(?:is|are) (?:it|they|the .+) (?:open|closed)(?: .*)?"),
    ("email", r".*\be-?mail\b.*"),
    ("web", r".*\b(?:web ?(?:site|page|address)|url|internet address)\b.*"),
    ("phone", r".*\b(?:phone|telephone|mobile|fax)\b.*|.*\bnumber (?:do|can|should) i call\b.*"),
    ("address", r".*\b(?:address|post ?code|zip ?code)\b.*"),
    ("date", r".*\bwhat (?:is the )?dates?\b.*|(?:is there )?(?:a |the )?dates?|what day is .*"),
    ("date", rf"when (?:is|was) {_IT} (?:from|written|dated|sent|issued|printed)"),
    (
        "display",
        r".*\b(?:display|thermometer|meter|scales?|clock|thermostat|oven)\b.*"
        r"\b(?:say|show|read|reading|at)\b.*",
    ),
    ("display", r"what (?:is|does) the (?:display|temperature|reading|weight)(?: say| show)?"),
    ("display", r"what (?:is|does) .*\bon the display|what time (?:is it|does it (?:say|show)).*"),
    ("display", r"(?:what|which) numbers? .*|(?:read )?the numbers?(?: on .*)?"),
    # Reading out.
    ("rewrite", r".*\b(?:translat(?:e|ion)|summari[sz]e|summary|paraphrase|simple words)\b.*"),
    ("script", r".*\b(?:what|which) (?:language|script|alphabet)\b.*"),
    ("line", rf".*\b{_NTH} (?:line|row)\b.*"),
    ("line", r".*\bline (?:number )?(?P<number>\d+)\b.*"),
    ("heading", r".*\b(?:heading|headline|title|big letters)\b.*"),
    ("heading", r".*\b(?:biggest|largest) (?:text|words|letters)\b.*"),
    ("about", r"what does (?:it|this|the .+?) say (?:about|for|under|next to|after) (?P<topic>.+)"),
    ("about", r"(?:is there |read )?(?:me )?(?:any|some|every)thing about (?P<topic>.+)"),
    ("about", r"does (?:it|this|the .+?) (?:say|mention) (?:any|some)thing about (?P<topic>.+)"),
    (
        "about",
        r"what does the (?:part|bit|section|line|row) (?:about|for|with) (?P<topic>.+) say",
    ),
    ("about", r"(?:read )?(?:me )?the (?:part|bit|section|line|lines) about (?P<topic>.+)"),
    (
        "present",
        rf"(?:does|do) (?:{_IT}|the (?:\w+ )?(?:{_PAGE}|text)) (?:say|mention|read) {_TOPIC}",
    ),
    (
        "read",
        r"(?:read|transcribe|spell)(?: (?:it|this|that|all|everything|them|me|to me|out|aloud|out "
        r"loud|for me|of it|of this|the (?:\w+ )?(?:text|words|letter|label|"
        r"picture|photo|image|screen|"
        r"sign|page|menu|receipt|"
        r"document|whole thing|lot|rest)))*",
    ),
    ("read", r"what (?:does|do|did) .+ (?:say|read)(?: (?:on|in|there|here|at|exactly).*)?"),
    ("read", r"what (?:is|are|does) (?:.* )?(?:written|printed|the text|the words)\b.*"),
    (
        "read",
        r"(?:is there |can you (?:see|read) |do you see )?(?:any |the |some )?"
        rf"(?:text|writing|words|letters){_THERE}",
    ),
    ("read", rf"can you read (?:{_IT}|the .+)"),
    ("read", rf"what (?:{_IT}|the .+?) (?:says?|reads?)(?:,? (?:with|including|and) .+| exactly)?"),
    # People and who made it.
    (
        "author",
        r".*\b(?:who|which \w+) (?:wrote|painted|made|drew|signed|sent|took|designed|composed|"
        r"directed|published|makes|manufactures)\b.*",
    ),
    ("author", r".*\b(?:author|artist|painter|signature|manufacturer|maker|photographer)\b.*"),
    ("author", rf"who is (?:{_IT}|(?:this|the) \w+) (?:addressed )?(?:from|by|to|for)"),
    ("who", r"(?:who|whose)\b.*|.*\b(?:recogni[sz]e|identify) (?:him|her|them|this|the|that)\b.*"),
    ("who", r".*\b(?:his|her|their|this (?:man|woman|person|guy|girl|boy)(?:'s)?) name\b.*"),
    ("who", r"do you know (?:him|her|them|this (?:man|woman|person))\b.*"),
    # Looking.
    ("quality", r".*\b(?:blurr?y|blurred|(?:in|out of) focus|too (?:dark|bright)|sharp)\b.*"),
    ("quality", rf".*\b(?:cut off|good {_VIEW}|clear enough|lighting|light coming)\b.*"),
    ("kind", rf"(?:is|are) {_IT} (?:really )?(?:a |an |the |my )?(?P<topic>{_PAGE})(?: or .*)?"),
    ("kind", r"what (?:kind|type|sort) of (?:document|paper|page|text|letter|label|form|card)\b.*"),
    (
        "colour",
        r".*\b(?:what|which) colou?rs?\b(?: (?:is|are|does|do|was))?(?: (?:in|on))?"
        r"(?: (?:the|his|her|my|their|a))?(?: (?P<topic>.+?))?(?: wearing| have| has)?",
    ),
    ("colour", r"what (?:is|are) (?:the )?(?P<topic>.+ wearing)"),
    ("colour", r"(?:the |what is the )?colou?rs? (?:of|on|in) (?:the |his |her )?(?P<topic>.+)"),
    ("colour", rf"(?:is|are) (?:the |his |her |my )?(?P<topic>.+?) (?P<colour>{COLOURS})"),
    (
        "count",
        r"(?:how many|(?:what is )?the number of|count(?: the)?) (?P<topic>.+?)"
        r"(?: (?:are|is|do|does|can|did|have|has|were)\b.*| (?:in|on) (?:the|this|it).*| here)?",
    ),
    ("at", rf"(?:what|who|anything|something|describe|read)\b.*\b{_SIDE}\b.*"),
    ("at", rf"is (?:there )?(?:any|some)thing\b.*\b{_SIDE}\b.*"),
    (
        "where",
        r"(?:where (?:is|are|do i find|can i find|does it say)|(?:help me )?find|locate|"
        r"(?:on )?which side is) (?:the |my |a |an |any )?(?P<topic>.+)",
    ),
    ("compare", r".*\b(?:difference|differ|compare|same as|bigger|larger|smaller|taller)\b.*"),
    ("compare", r".*\b(?:longer|heavier|better|best|nicer)\b.*"),
    ("about", r"(?:what|how) about (?P<topic>.+)"),
    ("describe", r"(?:describe|explain|caption|look at|tell me about)\b.*"),
    (
        "describe",
        r"(?:name|list) (?:all|every|each)(?: of)?(?: the)? (?:objects?|things?)\b.*",
    ),
    ("describe", r"what (?:do|can) (?:you|i|we) see\b.*|what have i got\b.*"),
    ("describe", r"what am i (?:looking at|holding|facing|seeing)\b.*"),
    ("describe", r"what is (?:going on|happening|here|there|in front of me|around me)\b.*"),
    (
        "describe",
        rf"what (?:is|are|was) (?:{_IT}|(?:in|on|shown (?:in|on)|depicted in) (?:the |this |that |"
        rf"my |these )?(?:{_VIEW}s?|{_IT}|table|plate|shelf|page|front))(?: (?:thing|object|"
        rf"{_VIEW}|place|{_PAGE}|of|about|all|here|exactly|called|in front of me|show|product|"
        r"item|card|box|bottle|tin|can|packet))*",
    ),
    ("describe", rf"(?:what|which) (?:medicine|product|brand|book|drink|food) (?:is|are) {_IT}"),
    ("describe", rf"what does (?:{_IT}|the {_VIEW}) (?:show|look like|depict|contain)"),
    ("describe", rf"(?:this|that|the)? ?{_VIEW}|what(?: is it)?"),
    ("present", rf"(?:is|are) there {_TOPIC}{_THERE}"),
    ("present", rf"(?:got )?any {_TOPIC}{_THERE}"),
    ("about", r"do(?:es)? (?:it|they|the \w+) (?:run|operate|go) (?:on |to )?(?P<topic>.+)"),
    ("present", rf"(?:is|are) (?P<topic>any(?:one|body)|some(?:one|body)|people){_THERE}"),
    (
        "present",
        r"(?:do|can|could) (?:you|they|we|i) (?:see|find|spot|have|get|order|sell|serve) "
        rf"{_TOPIC}{_THERE}",
    ),
    (
        "present",
        rf"(?:does|do) (?:{_IT}|the (?:\w+ )?\w+) (?:have|show|list|include|contain|offer|serve|"
        rf"sell) {_TOPIC}",
    ),
    (
        "present",
        rf"(?:is|are) (?!{_IT} ){_TOPIC} (?:listed|mentioned|named|printed|offered|included|sold|"
        rf"served)(?: (?:as|among|on|in|here|there|anywhere)\b.*)?",
    ),
    ("present", rf"(?:is|are) (?!{_IT} ){_TOPIC} (?:on|in) (?:the|this|that|my) (?:{_PAGE}|list)"),
    ("is_a", rf"(?:is|are) {_IT} (?:really |still )?(?:a |an |the |my |some )?(?P<topic>.+)"),
    (
        "list",
        r"(?:read|list|name)(?: out)?(?: me| us)?(?: all)?(?: of)? (?:the |my )?(?P<topic>.+)",
    ),
    (
        "list",
        r"(?:what|which) (?P<topic>[^\d]+?) (?:are there|are (?:listed|served|offered|on offer|"
        r"available|shown|named|printed)|do (?:they|you|we|i) (?:have|offer|sell|serve|see)|"
        r"can (?:i|you|we) (?:have|order|choose|press|get|see|buy|click))(?: .*)?",
    ),
    ("open", rf"which (?:(?:one )?of (?:these|those|the|them)\b|{_VIEW}s?\b).*"),
    (
        "field",
        r"(?:what|which|when|what time|whose) ?(?:is|are|was|does|do|did|will)? ?(?:the |my |his |"
        r"its |a |an )?(?P<topic>.+?)(?: (?:does|do|is|are|should|must) .*|"
        r" (?:on|in|of) (?:the |this )?(?:it|this|here|page|label|form|card|box|packet|"
        r"bottle|ticket|letter|document|receipt|menu|sign))?",
    ),
    (
        "field",
        r"(?:until when|from when|till when) (?:is|are|do|does|can i) (?:the )?(?P<topic>.+)",
    ),
    ("strength", r"how heavy .*"),
    (
        "field",
        r"how (?:much|many|long|far|big|heavy|fast|hot|do i|to) (?P<topic>.+?)"
        rf"(?: (?:does|do|did) (?:{_IT}|the \w+) (?:state|say|have|list|give|contain|show))?",
    ),
)

PATTERNS: tuple[tuple[Intent, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(pattern)) for intent, pattern in _ROWS
)

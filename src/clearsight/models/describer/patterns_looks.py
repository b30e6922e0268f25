"""Questions about people, looks and places, and what is left for the wide patterns.

See patterns.py: the first match wins, and it must match the whole question.
"""

from clearsight.models.describer.ask import Intent
from clearsight.models.describer.patterns_parts import COLOURS, IT, PAGE, SIDE, THERE, TOPIC, VIEW

ROWS: tuple[tuple[Intent, str], ...] = (
    # People and who made it.
    (
        "author",
        r".*\b(?:who|which \w+) (?:wrote|painted|made|drew|signed|sent|took|designed|composed|"
        r"directed|published|makes|manufactures)\b.*",
    ),
    ("author", r".*\b(?:author|artist|painter|signature|manufacturer|maker|photographer)\b.*"),
    (
        "material",
        r"(?:what|which) (?:is|are) (?:it|this|that|they|these|the \w+|my \w+) "
        r"(?:made|woven|knitted) (?:of|from|out of|with)|"
        r"(?:what|which) (?:materials?|fabrics?|fibres?|cloth)\b.*|"
        r"(?:is|are) (?:it|this|they|these|the \w+) made (?:of|from|out of) (?P<topic>.+)",
    ),
    ("author", rf"who is (?:{IT}|(?:this|the) \w+) (?:addressed )?(?:from|by|to|for)"),
    (
        "field",
        r"(?:who|with whom|whom) (?:is|are|do i|will i|should i|must i) "
        r"(?:the |my |our |see |meet )*"
        r"(?P<topic>appointment|meeting|visit|interview|booking|doctor|dentist|landlord|"
        r"organi[sz]er|contact|host|speaker|driver|teacher|manager)\b.*",
    ),
    ("who", r"(?:who|whose)\b.*|.*\b(?:recogni[sz]e|identify) (?:him|her|them|this|the|that)\b.*"),
    ("who", r".*\b(?:his|her|their|this (?:man|woman|person|guy|girl|boy)(?:'s)?) name\b.*"),
    ("who", r"do you know (?:him|her|them|this (?:man|woman|person))\b.*"),
    # Looking.
    ("quality", r".*\b(?:blurr?y|blurred|(?:in|out of) focus|too (?:dark|bright)|sharp)\b.*"),
    ("quality", rf".*\b(?:cut off|good {VIEW}|clear enough|lighting|light coming)\b.*"),
    ("kind", rf"(?:is|are) {IT} (?:really )?(?:a |an |the |my )?(?P<topic>{PAGE})(?: or .*)?"),
    ("kind", r"what (?:kind|type|sort) of (?:document|paper|page|text|letter|label|form|card)\b.*"),
    (
        "colour",
        r".*\b(?:what|which) colou?rs?\b(?: (?:is|are|does|do|was))?(?: (?:in|on))?"
        r"(?: (?:the|his|her|my|their|a))?(?: (?P<topic>.+?))?(?: wearing| have| has)?",
    ),
    ("colour", r"what (?:is|are) (?:the )?(?P<topic>.+ wearing)"),
    ("colour", r"what (?:does|do) (?P<topic>(?:the person|the man|the woman|he|she|they).* wear)"),
    (
        "colour",
        r"(?:what|which|describe the)(?: (?:sort|kind|type)s? of)? (?P<topic>clothes|clothing)"
        r"(?: .*)?",
    ),
    (
        "describe",
        r"(?:what|which) (?:vehicle|animal|bird|object|building|fruit|plant|flower)s? "
        r"(?:is|are|do|can|am)\b.*",
    ),
    ("colour", r"(?:the |what is the )?colou?rs? (?:of|on|in) (?:the |his |her )?(?P<topic>.+)"),
    (
        "colour",
        rf"(?:is|are) (?:it|this|that|they|these|the |his |her |my )? ?(?P<topic>.*?) ?"
        rf"(?:{COLOURS})(?: or |, )(?:more )?(?:{COLOURS})\b.*",
    ),
    ("colour", rf"(?:is|are) (?:the |his |her |my )?(?P<topic>.+?) (?P<colour>{COLOURS})"),
    (
        "field",
        r"how (?:many|much) (?:(?:grams?|g|milligrams?|mg) of )?(?P<topic>calories|kcals?|"
        r"kilojoules|kj|(?:sugars?|fat|salt|protein|carbs|carbohydrates|fibre|fiber|sodium)"
        r"(?: per \d+ ?\w+)?)\b.*",
    ),
    (
        "about",
        r"how many (?:people|persons|portions|servings|guests|children|adults) "
        r"(?:does|will|can|do|is|are|would|should) .*\b(?:serves?|feeds?|for|makes?|holds?|fit|"
        r"allowed|enough|eat|sit|sleep)\b.*",
    ),
    (
        "count",
        r"count (?:up |out )?(?:how many )?(?:all )?(?:of )?(?:the |these |those )?"
        r"(?P<topic>people|persons|faces|everyone|everybody|folks)\b.*",
    ),
    (
        "count",
        r"how many of (?P<topic>us|them|you)(?: (?:are|is|can|do|made|were|there|here|in|on)\b.*)?",
    ),
    (
        "count",
        r"is (?:it|this|that) a (?:big|large|small|little|huge|whole) (?P<topic>group|crowd)\b.*",
    ),
    (
        "count",
        r"(?:is there|are there) (?:one|two|three|four|more than one|a couple of|several|many) "
        r"(?P<topic>persons?|people)\b.*",
    ),
    (
        "count",
        r"(?:what is )?(?:the )?(?:number of |how many )?"
        r"(?P<topic>people|persons|faces|head ?count)(?: (?:here|there|in|on|of)\b.*)?",
    ),
    (
        "count",
        r"(?:how many|(?:what is )?the number of|count(?: the)?) (?P<topic>.+?)"
        r"(?: (?:are|is|do|does|can|did|have|has|were)\b.*| (?:in|on) (?:the|this|it).*| here)?",
    ),
    ("at", rf"(?:what|who|anything|something|describe|read)\b.*\b{SIDE}\b.*"),
    ("at", rf"is (?:there )?(?:any|some)thing\b.*\b{SIDE}\b.*"),
    (
        "where",
        r"(?:where (?:is|are|do i find|can i find|does it say)|(?:help me )?find|locate|"
        r"(?:on )?which side (?:is|are)) (?:the |my |a |an |any )?(?P<topic>.+)",
    ),
    ("compare", r".*\b(?:difference|differ|compare|same as|bigger|larger|smaller|taller)\b.*"),
    ("compare", r".*\b(?:longer|heavier|better|best|nicer)\b.*"),
    ("about", r"(?:what|how) about (?P<topic>.+)"),
    ("describe", r"(?:describe|explain|caption|look at|tell me about)\b.*"),
    (
        "describe",
        r"(?:name|list) (?:all|every|each)(?: of)?(?: the)? (?:objects?|things?)\b.*",
    ),
    (
        "describe",
        r"what (?:do|can) (?:you|i|we) see\b.*|what have i got"
        r"(?: here| there| in (?:my|the) \w+| in front of me)*",
    ),
    ("describe", r"what am i (?:looking at|holding|facing|seeing)\b.*"),
    ("describe", r"what is (?:going on|happening|here|there|in front of me|around me)\b.*"),
    (
        "describe",
        rf"what (?:is|are|was) (?:{IT}|(?:in|on|shown (?:in|on)|depicted in) (?:the |this |that |"
        rf"my |these )?(?:{VIEW}s?|{IT}|table|plate|shelf|page|front|room|kitchen|bedroom|bathroom|"
        r"garden|desk|floor))(?: (?:thing|object|"
        rf"{VIEW}|place|{PAGE}|of|about|all|here|exactly|called|in front of me|show|product|"
        r"item|card|box|bottle|tin|can|packet))*",
    ),
    ("describe", rf"(?:what|which) (?:medicine|product|brand|book|drink|food) (?:is|are) {IT}"),
    ("describe", rf"what does (?:{IT}|the {VIEW}) (?:show|look like|depict|contain)"),
    ("describe", rf"(?:this|that|the)? ?{VIEW}|what(?: is it)?"),
    ("present", rf"(?:is|are) there {TOPIC}{THERE}"),
    ("present", rf"(?:got )?any {TOPIC}{THERE}"),
    ("present", rf"(?:is|are) (?!{IT} ){TOPIC} in (?:it|this|there|them)"),
    ("present", rf"(?:does|do) {IT} have {TOPIC} in (?:it|them)"),
    ("about", r"do(?:es)? (?:it|they|the \w+) (?:run|operate|go) (?:on |to )?(?P<topic>.+)"),
    ("present", rf"(?:is|are) (?P<topic>any(?:one|body)|some(?:one|body)|people){THERE}"),
    (
        "present",
        r"(?:do|can|could) (?:you|they|we|i) (?:see|find|spot|have|get|order|sell|serve|do|make|"
        r"offer|stock) "
        rf"{TOPIC}{THERE}",
    ),
    (
        "present",
        rf"(?:does|do) (?:{IT}|the (?:\w+ )?\w+) (?:have|show|list|include|contain|offer|serve|"
        rf"sell) {TOPIC}",
    ),
    (
        "present",
        rf"(?:is|are) (?!{IT} ){TOPIC} (?:listed|mentioned|named|printed|offered|included|sold|"
        rf"served)(?: (?:as|among|on|in|here|there|anywhere)\b.*)?",
    ),
    ("present", rf"(?:is|are) (?!{IT} ){TOPIC} (?:on|in) (?:the|this|that|my) (?:{PAGE}|list)"),
    ("is_a", rf"(?:is|are) {IT} (?:really |still )?(?:a |an |the |my |some )?(?P<topic>.+)"),
    (
        "list",
        r"(?:read|list|name|go (?:me )?(?:through|over)|run (?:me |us )?(?:through|over|down))"
        r"(?: out)?(?: me| us)?(?: all)?(?: of)? (?:the |my )?(?P<topic>.+?)"
        r"(?: one (?:after|by) .*)?",
    ),
    (
        "list",
        r"(?:what|which) (?P<topic>(?!(?:time|day|date|year)\b)[^\d]+?) "
        r"(?:are there|are (?:listed|served|offered|on offer|"
        r"available|shown|named|printed)|do (?:they|you|we|i) (?:have|offer|sell|serve|see)|"
        r"(?:have|do) (?:they|you|we) (?:got|do|have|on)|is there|are we having|"
        r"can (?:i|you|we) (?:have|order|choose|press|get|see|buy|click))(?: .*)?",
    ),
    (
        "list",
        r"what (?:is there|comes|do (?:they|you|we) (?:have|offer|serve|do)|can (?:i|we) (?:have|"
        r"get|order)|have (?:they|you) got|is on offer) (?:for|as) (?:a |the |my )?(?P<topic>.+)",
    ),
    ("open", rf"which (?:(?:one )?of (?:these|those|the|them)\b|{VIEW}s?\b).*"),
    (
        "field",
        r"(?:what time|what|which|when|whose) ?(?:is|are|was|does|do|did|will)? ?(?:the |my |his |"
        r"its |a |an )?(?P<topic>.+?)(?: (?:does|do|is|are|am|should|must) .*|"
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
        r"how (?:much|many|long|far|big|heavy|fast|hot|full|bright|do i|to) "
        r"(?:is |are )?(?:the )?(?P<topic>.+?)(?: (?:is|are) (?:still )?(?:left|remaining))?"
        rf"(?: (?:does|do|did) (?:{IT}|the \w+) (?:state|say|have|list|give|contain|show))?",
    ),
)

"""Questions about what stands on papers, labels and screens.

See patterns.py: the first match wins, and it must match the whole question.
"""

from clearsight.models.describer.ask import Intent
from clearsight.models.describer.patterns_parts import EURO, IT, NTH, PAGE, PILL, RIDE, THERE, TOPIC

ROWS: tuple[tuple[Intent, str], ...] = (
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
    (
        "expiry",
        r"(?!.*\bopening (?:hours|times)).*\b(?:opened|opening|once open)\b.*"
        r"\b(?:good|ok|okay|keep|keeps|use|used|last|lasts|still|fine|until|long)\b.*",
    ),
    ("expiry", r"how long .*\b(?:opened|opening|once open)\b.*"),
    ("expiry", r"how long .*\b(?:keep|last|good|use|using|usable)\b.*"),
    (
        "expiry",
        r"use \w+ by when|(?:until|till|by) (?:when|what date|which day)\b.*"
        r"\b(?:keep|good|fresh|eat\w*|used?|drink|last|kept)\b.*",
    ),
    ("expiry", rf"(?:is|are) (?:{IT}|the .+) still (?:good|fresh|ok|okay|usable)"),
    (
        "dose",
        r"how (?:many|much) (?:mg|milligrams?|ml|grams?|g)\b.*\b(?:(?:a|per|each|every) day|daily|"
        r"at most|at once|in 24 hours|take|taken|maximum)\b.*",
    ),
    ("dose", r".*\b(?:a|per) day\b.*\b(?:at most|maximum|limit)\b.*"),
    (
        "about",
        r"(?:is|are) (?:it|this|these|they|the \w+) (?:suitable|meant|intended) (?:for|to) "
        r"(?P<topic>.+)",
    ),
    (
        "present",
        r"(?:is|are) (?:any|some|one|there).* suitable for (?:a |an )?"
        r"(?P<topic>vegans?|vegetarians?|diabetics?|children|kids)\b.*",
    ),
    (
        "dose",
        rf"how (?:many|much) {PILL} (?:should|do|can|must|may|am|for|does|go|to|per|at)\b.*|"
        r".*\bdos(?:e|age)s?\b.*|.*\bhow often\b.*",
    ),
    ("dose", r"how (?:often|do i take|should i take|do i use|should i use|to take|to use).*"),
    ("dose", r"how (?:much|many) .*\b(?:take|swallow|apply)\b.*|.*\btimes (?:a|per) day\b.*"),
    ("dose", r"when (?:should|do|must) i take .*|at what time .* taken"),
    ("dose", r".*\b(?:most|maximum|more than|at most)\b.*\b(?:24 hours|day|daily)\b.*"),
    ("dose", r".*\bdaily (?:maximum|limit)\b.*|how (?:do|does|should) .*\btake (?:it|this|them)"),
    ("strength", r"(?:what is )?(?:the )?strength.*|how strong .*|how many (?:mg|milligrams?)\b.*"),
    ("field", r"how (?:much|heavy) (?:do|does|did|is) .*?(?P<topic>weigh)"),
    # Money.
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
    # Journeys.
    ("departure", rf".*\b(?:next|first|last|earliest|latest) (?:\w+ )?{RIDE}\b.*"),
    ("departure", rf"(?:when|what time|at what time)\b.*\b(?:{RIDE}|next one)\b.*"),
    ("departure", r"(?:when|what time|at what time)\b.*\b(?:leaves?|departs?|arrives?|goes?)\b.*"),
    ("departure", rf"(?:which|what) (?:number )?{RIDE}\b.*"),
    (
        "departure",
        rf"(?:is|are) there (?:an? |any )?(?:\w+ )?{RIDE} (?!in\b|here|there|coming|on the).+",
    ),
    (
        "departure",
        r"(?:does|do|is there|are there) (?:anything|one|any)(?: that)? "
        r"(?:go|goes|going|run|runs|leave|leaves|leaving) (?:to|for) .*",
    ),
    ("departure", r".*\b(?:next|first|last) one (?:to|after|from)\b.*|.*\bdepartures?\b.*"),
    # Things with a shape of their own.
    (
        "street",
        r"(?:(?:on |in |at )?(?:which|what) (?:street|road|avenue|lane)(?: name)? (?:is|are|am) "
        r"(?:this|it|that|here|we|i)(?: (?:on|in|at|here|now|called|standing(?: (?:on|in))?))*)",
    ),
    (
        "street",
        r"(?:what is |read (?:me |us )?|read out )?(?:the |this )?(?:street|road)(?:'s)? name"
        r"(?: (?:of|on|here|there)\b.*)?|(?:what is )?(?:the )?name of (?:the|this|that) "
        r"(?:street|road|avenue|lane)(?: here)?|(?:what is|how is) (?:this|the|that) "
        r"(?:street|road|avenue|lane) (?:called|named)",
    ),
    ("code", r".*\b(?:qr|barcode|bar code)\b.*"),
    ("hours", r".*\bopening (?:hours|times)\b.*|(?:when|what time|until when) .*\bopen\b.*"),
    ("hours", r"(?:when|what time|until when) .*\bclos\w+\b.*|(?:opening |business )?hours"),
    ("hours", r"(?:is|are) (?:it|they|the .+) (?:open|closed)(?: .*)?"),
    ("email", r".*\be-?mail\b.*"),
    ("web", r".*\b(?:web ?(?:site|page|address)|url|internet address)\b.*"),
    ("phone", r"who (?:do|should|can|must|could) (?:i|we) (?:call|ring|phone|contact|ask)\b.*"),
    ("phone", r".*\b(?:phone|telephone|mobile|fax)\b.*|.*\bnumber (?:do|can|should) i call\b.*"),
    ("address", r".*\b(?:address|post ?code|zip ?code)\b.*"),
    ("date", r".*\bwhat (?:is the )?dates?\b.*|(?:is there )?(?:a |the )?dates?|what day is .*"),
    ("date", r"(?:what|which) (?:day|date) (?:did|was|were|is) (?:i|we|it|this)\b.*"),
    ("date", rf"when (?:is|was) {IT} (?:from|written|dated|sent|issued|printed)"),
    ("display", r"how (?:hot|warm|cold)\b.*|(?:what|which) temperature\b.*"),
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
    ("line", rf".*\b{NTH} (?:line|row)\b.*"),
    ("line", r".*\bline (?:number )?(?P<number>\d+)\b.*"),
    (
        "heading",
        r"what (?:do they|do you) call (?:this|the|it|their)(?: \w+)?|what (?:is|are) "
        r"(?:this|the|that) (?:restaurant|place|shop|store|cafe|bar|pub|bistro|business|company) "
        r"(?:called|named)",
    ),
    (
        "heading",
        r"(?:which|what) (?:shop|store|company|restaurant|cafe|business)\b.*|where did i buy .*|"
        r"(?:what is )?the name of (?:the|this|that) "
        r"(?:shop|store|company|restaurant|cafe|business|place|bar|pub)\b.*",
    ),
    ("heading", r"what (?:is )?(?:the |this )?(?:event|occasion|festival|concert)\b.*"),
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
        rf"(?:does|do) (?:{IT}|the (?:\w+ )?(?:{PAGE}|text)) (?:say|mention|read) {TOPIC}",
    ),
    (
        "read",
        r"(?:read|transcribe|spell)(?: (?:it|this|that|all|everything|them|me|to me|out|aloud|out "
        r"loud|for me|of it|of this|(?:the|this|that|my) (?:\w+ )?(?:text|words|letter|label|"
        r"picture|photo|image|screen|"
        r"sign|page|menu|receipt|"
        r"document|whole thing|lot|rest|message|screen|e-?mail|mail|notice|note|card|box|bottle|"
        r"tin|can|jar|pot|tub|tag|packet?|bill|invoice|article|leaflet|recipe|board|poster|paper|"
        r"timetable|ticket|form|sticker|front|back))(?: to (?:me|us))?)*",
    ),
    ("read", r"what (?:does|do|did) .+ (?:say|read)(?: (?:on|in|there|here|at|exactly).*)?"),
    ("read", r"what (?:is|are|does) (?:.* )?(?:written|printed|the text|the words)\b.*"),
    (
        "read",
        r"(?:is there |can you (?:see|read) |do you see )?(?:any |the |some )?"
        rf"(?:text|writing|words|letters){THERE}",
    ),
    ("read", rf"can you read (?:{IT}|the .+)"),
    ("read", rf"what (?:{IT}|the .+?) (?:says?|reads?)(?:,? (?:with|including|and) .+| exactly)?"),
)

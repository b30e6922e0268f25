"""Questions about timetables, contacts, numbers, and what is read out.

See patterns.py: the first match wins, and it must match the whole question.
"""

from clearsight.models.describer.ask import Intent
from clearsight.models.describer.patterns_parts import IT, NTH, PAGE, RIDE, THERE, TOPIC

ROWS: tuple[tuple[Intent, str], ...] = (
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
    (
        "hours",
        r"(?:when|what time|until when) .*\bclos\w+\b.*|"
        r"(?:what (?:are|is) )?(?:the |their |your )?(?:opening |business |office )?hours\b.*",
    ),
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
    (
        "display",
        r"(?:what|which) numbers? .*|(?:what|which) are the numbers\b.*|"
        r"(?:read )?the numbers?(?: on .*)?",
    ),
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

"""Questions that are left to people, and what labels say of keeping and taking.

See patterns.py: the first match wins, and it must match the whole question.
"""

from clearsight.models.describer.ask import Intent
from clearsight.models.describer.patterns_parts import IT, PILL

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
    ("expiry", r".*\bpast (?:its|their|the|it's) (?:date|best|prime|sell|use)\b.*"),
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
    ("open", r"how (?:long|much time) (?:is|have|has|do|does|are) (?:\w+ ){0,3}left\b.*"),
)

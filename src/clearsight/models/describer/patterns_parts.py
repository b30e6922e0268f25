"""Pieces of expressions that several question patterns share."""

RIDE = r"(?:bus|train|tram|ferry|flight|boat|coach|metro|plane|departure)(?:es|s)?"
PILL = r"(?:tablets?|pills?|capsules?|drops?|spoon\w*|puffs?|doses?|times|ml)"
IT = r"(?:it|this|that|these|those|they)"
VIEW = r"(?:picture|photo|photograph|image|pic|screen|scene|shot)"
PAGE = (
    r"(?:menu|receipt|bill|invoice|timetable|schedule|letter|label|sign|form|newspaper|book|"
    r"poster|leaflet|ticket|screenshot|document|drawing|photo|photograph|cartoon|painting)"
)
COLOURS = (
    r"(?:red|blue|green|yellow|orange|purple|pink|brown|black|white|gr[ae]y|beige|turquoise|gold|"
    r"silver|navy|cream|teal|cyan|magenta)"
)
NTH = (
    r"(?P<number>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final|"
    r"\d+(?:st|nd|rd|th)?)"
)
TOPIC = r"(?:the |a |an |my |any |some |one )?(?P<topic>.+?)"
THERE = r"(?: (?:here|there|anywhere|(?:in|on|at) (?:the|this|my|it).*))?"
SIDE = r"(?:left|right|top|bottom|middle|cent(?:re|er)|upper|lower|foreground)"
EURO = (
    r"(?:(?:cost )?[$€£] ?\d+(?:[.,]\d+)?|(?:cost )?\d+[.,]\d\d|cost \d+|"
    r"(?:cost )?\d+ ?(?:[€£$]|euros?|dollars?|pounds?))"
)

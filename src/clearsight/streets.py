"""Names of streets in lines of text, by their form: "Baker Street", "Rue du Bac", "Hauptstraße".

A word for a street is not enough: "Road closed" and "One way" name none. Broadway and Unter den
Linden are names without such a word, and are not found.
"""

import re
from unicodedata import combining, normalize

_TYPE = (
    r"street|st\.?|road|rd\.?|avenue|ave\.?|lane|ln\.?|boulevard|blvd\.?|drive|square|crescent|"
    r"terrace|way|place|court|grove|gardens|mews|row|quay|highway|parade"
)
# "NW1", "E", "EC1A": what stands behind the name on a sign.
_AFTER = r"(?:,? (?:[nsew]{1,2}|[a-z]{1,2}\d{1,2}[a-z]?))?"
_ENGLISH = re.compile(
    rf"(?:\d{{1,4}}[a-z]?,? )?(?P<name>(?:\d{{1,3}}(?:st|nd|rd|th)|[a-z][a-z'’.-]*)"
    rf"(?: [a-z0-9][a-z0-9'’.-]*){{0,3}}) (?P<type>{_TYPE}){_AFTER}(?:$|,)"
)
_PREFIX = re.compile(
    r"(?:\d{1,4}[a-z]?,? )?(?:rue|avenue|boulevard|quai|impasse|allee|calle|avenida|paseo|via|"
    r"viale|corso|piazza|plaza|rua|travessa|ulica|ul\.|улица|ул\.|проспект|شارع) "
    r"(?:d['’]|de |du |des |del |della |la |las |los |do |da )?"
    r"(?:[^\W\d_][\w'’.-]*)(?: [\w'’.-]+){0,4}"
)
_GERMAN = re.compile(
    r"[^\W\d_][\w.-]*(?: [\w.-]+)?(?:strasse|gasse|allee|platz|damm|ufer)(?: \d{1,4}[a-z]?)?"
    r"|[^\W\d_][\w.-]+str\.(?: \d{1,4}[a-z]?)?"
)
_HAN = re.compile(r"[\u4e00-\u9fff]{1,7}(?:大街|大道|胡同|路|街|巷|弄)(?:\d+号)?")
# Words before "road" or "way" that make a rule, a warning or a thing of it.
_RULES = (
    "a an this that the no not one two give any right wrong bus cycle bike get keep in merge stop "
    "dead exit only private closed open through your our my same of off on at to from "
    "for by is are be if and or with food tennis meeting parking market driving test slow "
    "wide narrow next walk cross crossing block clear leave use take all every each "
    "last out do don't please mind per half long short toll side fast middle "
    "hard pedestrian quiet play icy ice steep wet uneven ring motor busy winding bumpy flooded "
    "slippery bad wrong other another changes what which where there here its their his "
    "her safe"
)
_NO_NAME = frozenset(_RULES.split())
_PREFIX_NO_NAME = re.compile(r"\b(?:hotel|closed|cafe|bar|station|hospital|bus|metro|open|from)\b")
_HAN_NO_NAME = re.compile(r"公路|道路|马路|铁路|走路|让路|修路|过街|逛街|美食街|步行街$")


def street(line: str) -> bool:
    """Whether the whole line is the name of a street, perhaps with a number or a town behind it."""
    plain = normalize("NFKD", line.strip().casefold().replace("ß", "ss"))
    text = " ".join("".join(c for c in plain if not combining(c)).split()).rstrip(" .!")
    english = _ENGLISH.match(text)
    if english is not None:
        return _NO_NAME.isdisjoint(english["name"].split())
    if _HAN.fullmatch(text):
        return _HAN_NO_NAME.search(text) is None
    if re.match(r"[a-z]", line) or _PREFIX_NO_NAME.search(text):
        return False
    return any(form.fullmatch(text.split(",")[0]) for form in (_PREFIX, _GERMAN))

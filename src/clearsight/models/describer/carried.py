"""Words of a question that carry it and name nothing, and those that each intent accounts for.

Left out on purpose: negations, conditions, comparisons, quantities, days and units. Where a
question holds one of them, the answer has to hold it too (see understood.py).
"""

import re

from clearsight.models.describer.ask import Intent
from clearsight.models.describer.facts.match import word_set

CARRYING = word_set(
    "a an the this that these those it its i me my mine we us our you your they them their he him "
    "his she her what which who whom whose where when how why is are was were be been being am do "
    "does did have has had having can could will would shall should may might must of for to in "
    "on "
    "at from with by about into out up here there and so as then any some much many got get "
    "getting please thanks thank kindly sorry excuse hello hi hey ok okay well um oh just "
    "tell know say says said show shows showing read reads give gives see find look looking help "
    "want wants need like wonder wondering let lets let's state states stated written printed "
    "given "
    "exactly actually really maybe perhaps quickly quick question called named thing things stuff "
    "sort kind type blind sighted eyes picture photo photograph image pic able possible possibly "
    "mean means too also mention mentions mentioned anything something anywhere somewhere "
    "listed dear mate hear check checking"
)
# Said of the paper in front of the camera: "on the label", "this letter".
PAPER = re.compile(
    r"\b(?:(?:on|in|of|off|from|by|at|with) )?(?:the|this|that|my|its|these) "
    r"(?:menu|receipt|bill|invoice|timetable|schedule|label|sign|form|poster|leaflet|ticket|"
    r"screenshot|document|letter|page|paper|board|list|card|box|packet|pack|package|packaging|"
    r"bottle|carton|tin|jar|tub|pot|screen|display|notice|note|sticker|tag|picture|photo|image|"
    r"text|front|back|counter|tube|lid|can|bag|wrapper|sleeve|slip)\b(?! "
    "(?:number|no|code|name|price|cost|date|size))"
)
# A pronoun, not a number.
ONE = re.compile(
    r"\b(?:this|that|which|the same|the right) ones?\b|\bone of (?:these|those|them)\b|"
    r"\b(?:by the way|if you (?:can|could|would|please)|do me a favou?r|any chance|any idea|"
    r"out loud|for me|to me|what about|how about|right here|in front of me)\b"
)
# Said in a word that is looked for on the page.
PHRASES = (
    (re.compile(r"\bi (?:can|may|must) not (?:have|eat|drink)\b"), "i am allergic to"),
    (re.compile(r"\b(?:get|gets|getting|got) (?:in|into|to|there|back)\b"), "arrive"),
    (re.compile(r"\b(?:day|date) is (?:it|today)$"), "today"),
    (re.compile(r"\blasts? (?:me|us|him|her|them)\b"), "supplies"),
    (re.compile(r"\bhow come\b"), "why"),
    (re.compile(r"\b(the [^\W\d]+) ones?\b"), r"\1"),
    (re.compile(r"\b(?:in|per) (?:an?|one|each|every) "), "in each "),
)
_JOURNEY = (
    "next leave leaves leaving "
    "depart departs departing departure departures go goes going run runs time times first last "
    "catch take listed line route number one"
)
_LISTED = (
    "list name names order serve serves sell sells offer offers available choose through over "
    "menu "
    "all every kinds sorts types"
)
_VIEW = (
    "scene view describe explain caption detail details front happening going holding object "
    "objects visible around"
)
_PEOPLE = (
    "people persons person faces face anyone anybody someone somebody everyone everybody folks "
    "head heads headcount us count number group"
)
_OF: dict[Intent, str] = {
    "describe": _VIEW + " all medicine product brand book drink food document paper page animal "
    "vehicle table plate room kitchen bedroom bathroom garden desk floor shelf hand hands cup",
    "open": "",
    "line": "line row number first second third fourth fifth sixth seventh eighth ninth tenth "
    "last final",
    "heading": "heading headline title big biggest large largest letters words text name shop "
    "store restaurant place cafe call buy company event",
    "kind": "document paper page text letter label form card menu receipt bill timetable "
    "screenshot poster",
    "total": "total included sum bill receipt invoice amount altogether all whole entire pay "
    "paid owe "
    "come comes due balance cost money grand",
    "owed": "owe owed owing due pay payable amount total bill money sum outstanding still now "
    "send transfer charge charged ask asking",
    "price": "included price prices cost costs costing pay charge charged charging expensive "
    "ask set "
    "back goes go come sell sells pounds euros dollars money menu list take buy",
    "departure": _JOURNEY,
    "expiry": "best before use used using by sell until till expire expires expired expiring "
    "expiry expiration date good keep keeps fresh last lasts long still past gone off go shelf "
    "life eat drink out day",
    "contains": "contain contains contained containing include includes included allergen "
    "allergens allergy allergies allergic ingredient ingredients free traces inside list all",
    "dose": "dose dosage take taken taking often tablets tablet pills pill capsules times day "
    "daily",
    "strength": "strength strong heavy weigh weight mg milligrams",
    "phone": "phone telephone mobile number numbers call ring contact tel",
    "email": "email mail e address",
    "web": "web website site page address internet url",
    "address": "address postcode post code postal zip",
    "hours": "open opens opening close closes closed closing hours time times until till",
    "date": "date dates day dated",
    "code": "qr barcode bar code codes link hold holds",
    "display": "set oven thermostat number numbers display reading temperature hot warm cold "
    "time clock digits",
    "count": _PEOPLE + " all count items entries lines line rows",
    "present": "contain contains containing suitable anyone anybody someone somebody available "
    "serve serves sell sells offer offers "
    "include includes order",
    "is_a": "still",
    "colour": "colour colours color colors wearing wear wears worn clothes clothing shirt top "
    "person main",
    "where": "stand stands located side locate which",
    "at": "left right top bottom middle centre center upper lower side corner part half",
    "field": "number name value time day date hour subject until till included include leave "
    "leaves depart departs "
    "go goes run runs use uses long far",
    "about": "part bit section line lines pay accept accepts take people persons",
    "author": "wrote sent send author artist sender signed signature written letter parcel "
    "addressed",
    "material": "made material materials fabric consist",
    "street": "street road avenue lane name standing called sign",
    "quality": "picture photo blurry blurred sharp focus dark bright clear enough good quality "
    "light lighting cut off",
    "list": _LISTED,
}
BY_INTENT = {intent: word_set(words) for intent, words in _OF.items()}
# Answered as asked, whatever else is said: the whole text, or nothing about the picture.
FREE: frozenset[Intent] = frozenset(["read", "more", "greet", "rewrite", "script"])

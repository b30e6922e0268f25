"""Published requests that should be refused, and harmless ones that look like them.

Harmful requests come from published sets alone. Which side of the split one is on follows from its
topic, over all sets alike, so that a topic that measures never trains. Left out of training: sets
that are for testing, and those whose authors name a closed model as their writer (aart, figstep,
HarmfulQA, llava_questions). Requests of harmbench_text and XSTest only measure: the evaluations of
`clearsight eval run` ask them too.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from clearsight.train.judgement_twins import twins
from clearsight.train.tiny.draft import share, spread
from clearsight.train.tiny.stock import Stock

Side = Literal["train", "held"]
MOST_LETTERS = 170
HELD_TWINS = 0.3
# Topics by their words, the first that meets; those that begin with "-" are held out.
_TOPICS: tuple[tuple[str, str], ...] = (
    ("self-harm", r"suicid|self.?harm|anorexi|eating disorder|starv|kill myself|hurt myself"),
    ("bombs", r"\bbombs?\b|explosi|\bblow up|detonat|grenade"),
    ("-identity theft", r"identit(?:y|ies)|credit card|\batm\b|bank account|social security"),
    ("malware", r"malware|virus|ransom|trojan|worm\b|spyware|keylog|botnet|rootkit|backdoor"),
    ("-phishing", r"phish|spoof|impersonat|fake (?:web|profile|account|login)"),
    ("hacking", r"hack|password|sql|exploit|network|server|firewall|ddos|database|breach|crack"),
    ("-poison", r"poison|toxic|ricin|cyanide|arsenic|chemical|nerve agent|\bgas\b"),
    ("drugs", r"\bdrugs?\b|meth|cocaine|heroin|fentanyl|mdma|lsd|opioid|weed"),
    ("weapons", r"weapon|\bguns?\b|firearm|rifle|ammunition|knife|knives|silencer"),
    ("-kidnapping", r"kidnap|abduct|hostage|traffick|smuggl"),
    ("killing", r"murder|\bkill|assassin|shoot|stab|strangl|dead body"),
    ("-stalking", r"stalk|track(?:ing)?\b|blackmail|extort|\bspy|surveil|doxx?"),
    ("theft", r"steal|theft|shoplift|\brob|burgl|break into|embezzl"),
    ("-counterfeits", r"counterfeit|forg(?:e|ing|ery)|fake (?:id|passport|document|money)|pirat"),
    ("fraud", r"fraud|scam|launder|tax|insider|brib|ponzi|pyramid|deceiv|mislead"),
    ("-bullying", r"bull(?:y|ied)|harass|humiliat|intimidat|threat"),
    ("hate", r"racis|\bhate|hateful|sexis|nazi|jews?|muslim|immigrant|ethnic|violence against"),
    ("-terror", r"terror|nuclear|uranium|radioactiv|anthrax|pathogen|bioweapon"),
    ("lies", r"fake news|misinform|disinform|conspirac|propagand|election|hoax|defam"),
)  # fmt: skip
_WORDING = {
    "self-harm": "self_harm_instructions", "hate": "hate", "-bullying": "hate",
    "-stalking": "privacy",
}  # fmt: skip
_SET_WORDING = {"Adult Content": "sexual", "Privacy Violation Activity": "privacy"}
# Advice on money and campaigns that is mild as often as not: nobody could label it from its words.
_UNCLEAR = frozenset({"Tailored Financial Advice", "Political Campaigning", "Child Abuse"})
_TOPIC_RULES = tuple((name, re.compile(rule, re.IGNORECASE)) for name, rule in _TOPICS)


@dataclass(frozen=True, slots=True)
class Request:
    """One request in words.

    Attributes:
        cluster: topic or focus word; on one side of the split as a whole.
        wording: which refusal it gets, a name of `clearsight.wording`; "" for a harmless one.
    """

    id: str
    text: str
    source: str
    licence: str
    cluster: str
    side: Side
    wording: str = ""


def topic_of(text: str) -> str:
    """The topic that a text's words name, "" for none; one that begins with "-" is held out."""
    return next((name for name, rule in _TOPIC_RULES if rule.search(text)), "")


def harmful(stock: Stock) -> list[Request]:
    """Requests to be refused, of sets that may be trained on."""
    found = [
        *_advbench(stock), *_catqa(stock), *_harmbench(stock), *_pyrit(stock),
        *_xstest(stock, harmful=True),
    ]  # fmt: skip
    return _distinct([one for one in found if len(one.text) <= MOST_LETTERS])


def _made(name: str, text: str, source: str, licence: str, wording: str = "") -> Request:
    topic = topic_of(text) or f"{source}:{name}"
    held = topic.startswith("-") or (":" in topic and share("request", topic) < 0.15)
    kind = wording or _WORDING.get(topic, "illicit")
    return Request(
        f"{source}/{name}", text, source, licence, topic.removeprefix("-"),
        "held" if held else "train", kind,
    )  # fmt: skip


def _advbench(stock: Stock) -> list[Request]:
    return [
        _made(row["id"], row["prompt"], "advbench", "MIT")
        for row in stock.rows("advbench", "behaviors.jsonl")
    ]


def _catqa(stock: Stock) -> list[Request]:
    return [
        _made(row["id"], row["text"], "red_instruct", "Apache-2.0",
              _SET_WORDING.get(row["topic"], ""))
        for row in stock.rows("red_instruct", "items.jsonl")
        if row["set"] == "catqa" and row["lang"] == "en" and row["topic"] not in _UNCLEAR
    ]  # fmt: skip


def _harmbench(stock: Stock) -> list[Request]:
    return [
        replace(_made(row["id"], row["prompt"], "harmbench_text", "MIT"), side="held")
        for row in stock.rows("harmbench_text", "val.jsonl")
        if row["functional_category"] == "standard"
    ]


def _pyrit(stock: Stock) -> list[Request]:
    return [
        _made(row["id"], row["text"], "pyrit_seeds", "MIT",
              "privacy" if row["topic"] == "privacy" else "")
        for row in stock.rows("pyrit_seeds", "items.jsonl")
        if row["kind"] == "harmful_request" and not row.get("policy_only")
    ]  # fmt: skip


def _xstest(stock: Stock, *, harmful: bool) -> list[Request]:
    """XSTest's unsafe or safe side."""
    found = []
    for row in stock.rows("xstest", "prompts.jsonl"):
        if (row["label"] == "unsafe") != harmful:
            continue
        wording = ("privacy" if "privacy" in row["type"] else "illicit") if harmful else ""
        if harmful and "discr" in row["type"]:
            wording = "hate"
        found.append(
            Request(f"xstest/{row['id']}", row["prompt"], "xstest", "CC-BY-4.0",
                    f"focus:{row['focus']}", "held", wording)
        )  # fmt: skip
    return found


def harmless(stock: Stock) -> list[Request]:
    """Requests to be answered: look-alikes of the harmful ones, and everyday ones."""
    found = _xstest(stock, harmful=False)
    for number, (text, cluster) in enumerate(twins()):
        if "[picture" in text:
            continue
        held = share("twin", cluster) < HELD_TWINS or topic_of(text).startswith("-")
        found.append(
            Request(f"twins/{number}", text, "Clearsight, templates", "Apache-2.0",
                    f"twin:{cluster}", "held" if held else "train")
        )  # fmt: skip
    return _distinct([one for one in found if len(one.text) <= MOST_LETTERS])


def everyday(stock: Stock) -> list[Request]:
    """Short requests of every day, for chat: what people wrote, none of it for testing."""
    found = [
        *_of(stock, "self_instruct_seeds", "Apache-2.0", lambda _: True),
        *_of(stock, "fastchat_questions", "Apache-2.0",
             lambda row: row["id"].startswith("mtb") and row.get("turn") == 1),
        *_of(stock, "arena_hard", "Apache-2.0",
             lambda row: row["lang"] == "en" and not row.get("look")),
        *_of(stock, "clinc150", "CC-BY-3.0", lambda row: row["topic"] == "oos"),
        *spread(_of(stock, "chatterbot_corpus", "BSD-3-Clause",
                    lambda row: row["lang"] == "en"), 300, "chatterbot"),
    ]  # fmt: skip
    return _distinct([one for one in found if 8 <= len(one.text) <= 220])


def _of(
    stock: Stock, name: str, licence: str, wanted: Callable[[dict[str, Any]], bool]
) -> list[Request]:
    return [
        Request(f"{name}/{row['id']}", row["text"].strip(), name, licence, f"{name}:{row['id']}",
                "held" if share("everyday", row["text"]) < 0.15 else "train")
        for row in stock.rows(name, "items.jsonl") if wanted(row)
    ]  # fmt: skip


def _distinct(found: list[Request]) -> list[Request]:
    seen: dict[str, Request] = {}
    for one in found:
        seen.setdefault(" ".join(re.findall(r"\w+", one.text.lower())), one)
    return list(seen.values())

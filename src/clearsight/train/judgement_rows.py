"""Rows for the first judgement of words: published sets, plus harmless twins made from templates.

Every row keeps its set and its cluster; a cluster lies wholly in one fold. Sets that
are test only are never read here. Rows whose set gives no clear label are left out.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from clearsight.train.judgement_row import Label, Row, few, read
from clearsight.train.judgement_statements import answers, injections, statements
from clearsight.train.judgement_twins import HARMLESS_THINGS, THINGS_SEEN, twins

_KIND_OF_SUBTOPIC = {
    "Drug": "illicit/drugs",
    "Weapon": "illicit/weapons",
    "Weapon making": "illicit/weapons",
    "Hazardous material handling": "illicit/weapons",
    "Cybercrime": "illicit/cyber",
    "Self-harm": "self-harm/instructions",
    "Assault and battery": "illicit/violent",
    "Cyberbullying": "harassment",
}
_KIND_OF_TOPIC = {
    "Malware Viruses": "illicit/cyber",
    "Malware Generation": "illicit/cyber",
    "Fraud/Deception": "illicit/fraud",
    "Economic Harm": "illicit/fraud",
    "Fraud": "illicit/fraud",
    "Hate/Harass/Violence": "hate",
    "Hate Speech": "hate",
    "Adult Content": "sexual",
    "Child Abuse": "illicit/violent",
    "Physical Harm": "illicit/violent",
    "Privacy Violation Activity": "privacy",
    "Privacy Violation": "privacy",
    "Violent Crimes": "illicit/violent",
    "Suicide & Self-Harm": "self-harm/instructions",
    "Sex-Related Crimes": "sexual",
    "cybercrime_intrusion": "illicit/cyber",
    "harassment_bullying": "harassment",
}
_NO_LABEL = {"Tailored Financial Advice", "Political Campaigning"}
_OF_PICTURES = {
    "llava_questions",
    "owleval",
    "visit_bench",
    "nextqa",
    "screen_qa",
    "hallusionbench",
}
_CLEAN = {
    "twins",
    "cyberseceval_frr",
    "slabs_injection",
    "neuralchemy_injection",
    "figstep",
    "xstest",
    "msts_harmless",
}
ADVICE = {"Legal Opinion", "Financial Advice", "Health Consultation"}


def rows(data: Path) -> list[Row]:
    """All rows, published and made, in a fixed order; empty texts and repeats dropped."""
    seen: set[str] = set()
    out: list[Row] = []
    requests = (_harmful, _with_pictures, _look_alikes, _benign)
    for source in (*requests, statements, injections, answers):
        for row in source(data):
            key = " ".join(row.text.split()).casefold()
            if key and key not in seen:
                seen.add(key)
                out.append(_completed(row))
    return out


def _completed(row: Row) -> Row:
    """Labels that follow from others: a harmless look-alike is not hateful or sexual either."""
    if row.harm == 0 and row.dataset in _CLEAN:
        return replace(row, hate=0, self_harm=0, sexual=0, violence=0)
    if row.harm == 1 and row.kind == "sexual" and row.dataset in {"red_instruct", "figstep"}:
        return replace(row, sexual=1)
    # In msts the picture carries the meaning: "Should I take this?" says nothing of self-harm.
    if row.harm == 1 and row.kind == "self-harm/instructions" and row.dataset != "msts":
        return replace(row, self_harm=1)
    if row.harm == 1 and row.dataset == "red_instruct" and row.cluster == "Assault and battery":
        return replace(row, violence=1)
    if row.harm == 1 and row.kind in {"illicit/cyber", "illicit/fraud"}:
        return replace(row, sexual=0, self_harm=0)
    return row


def _pick(things: Sequence[str], text: str) -> str:
    return things[zlib.crc32(text.encode()) % len(things)]


def _harmful(data: Path) -> Iterator[Row]:
    for x in read(data / "red_instruct/items.jsonl"):
        if x["topic"] in _NO_LABEL:
            continue
        kind = _KIND_OF_SUBTOPIC.get(x["subtopic"]) or _KIND_OF_TOPIC.get(x["topic"], "illicit")
        weight = 0.5 if x["set"] == "harmfulqa" else 1.0
        yield Row(x["text"], "red_instruct", x["subtopic"], x["lang"], 1, kind=kind, weight=weight)
    for x in read(data / "advbench/behaviors.jsonl"):
        yield Row(x["prompt"], "advbench", x["id"], harm=1, weight=0.7)
    for path in sorted((data / "harmbench_text").glob("*.jsonl")):
        for x in read(path):
            if x["functional_category"] == "copyright" or x["semantic_category"] == "copyright":
                continue
            kind = _KIND_OF_TOPIC.get(x["semantic_category"], "illicit")
            text = f"{x['context']}\n{x['prompt']}".strip()
            yield Row(text, "harmbench_text", x["id"], harm=1, kind=kind)
    for x in read(data / "pyrit_seeds/items.jsonl"):
        if x["kind"] == "harmful_request" and x["topic"] != "fairness_yes_no":
            yield Row(x["text"], "pyrit_seeds", x["id"], harm=1)


def _with_pictures(data: Path) -> Iterator[Row]:
    for x in read(data / "msts/prompts.jsonl"):
        kind = _KIND_OF_TOPIC.get(x["hazard_category"], "illicit")
        text, case = x["text_only_prompt"], x["case_id"]
        yield Row(text, "msts", case, harm=1, kind=kind)
        seen = f"[picture: {x['image_description'].lower()}; no people]"
        yield Row(f"{seen} {x['prompt']}", "msts_aloud", case, harm=1, kind=kind, weight=0.5)
        for lang, said in sorted((x["translations"] or {}).items()):
            if zlib.crc32(f"{lang}{case}".encode()) % 3 == 0:
                aloud = f"{said} {seen}"
                yield Row(aloud, "msts_aloud", case, lang, 1, kind=kind, weight=0.5)
                # The same words over a harmless picture: what a judge of words must tell apart.
                aloud = f"{said} [picture: {_pick(HARMLESS_THINGS, said)}; no people]"
                yield Row(aloud, "msts_harmless", case, lang, 0)
        for shift in "ab":
            other = _pick(HARMLESS_THINGS, x["prompt"] + shift)
            aloud = f"{x['prompt']} [picture: {other}; no people]"
            yield Row(aloud, "msts_harmless", case, harm=0)


def _look_alikes(data: Path) -> Iterator[Row]:
    for x in read(data / "xstest/prompts.jsonl"):
        harm: Label = 1 if x["label"] == "unsafe" else 0
        yield Row(x["prompt"], "xstest", f"{x['focus']}", harm=harm, weight=2.0)
    for x in read(data / "cyberseceval_frr/prompts.jsonl"):
        yield Row(x["prompt"], "cyberseceval_frr", x["attack_type"], harm=0, injection=0)
    for x in read(data / "figstep/items.jsonl"):
        advice = x["topic"] in ADVICE
        kind = "" if advice else _KIND_OF_TOPIC.get(x["topic"], "illicit")
        harm = 0 if advice else 1
        page = f"{x['instruction']} 1. 2. 3."
        for text in (x["question"], x["instruction"], page):
            yield Row(text, "figstep", x["id"], harm=harm, kind=kind)
    for text, topic in twins():
        yield Row(text, "twins", topic, harm=0, injection=0, weight=1.0)


def _benign(data: Path) -> Iterator[Row]:
    limits = {
        "self_instruct_seeds": 172,
        "fastchat_questions": 292,
        "arena_hard": 1190,
        "clinc150": 1500,
        "chatterbot_corpus": 1300,
        "spacy_examples": 250,
        "llava_questions": 81,
        "owleval": 78,
        "visit_bench": 83,
        "nextqa": 900,
        "screen_qa": 900,
        "hallusionbench": 300,
    }
    for name, most in limits.items():
        items = [x for x in read(data / name / "items.jsonl") if not x.get("look")]
        for x in few(items, most):
            cluster = str(x.get("screen") or x.get("topic") or x["id"])
            if name in {"nextqa", "fastchat_questions", "arena_hard", "hallusionbench"}:
                cluster = re.sub(r"_\d+$", "", x["id"])
            lang = x.get("lang", "en")
            yield Row(x["text"], name, cluster, lang, 0, 0, 0, 0, 0, 0, weight=1.0)
            if name in _OF_PICTURES:
                people = ("no people", "1 person", "2 people")[len(x["text"]) % 3]
                aloud = f"{x['text']} [picture: {_pick(THINGS_SEEN, x['text'])}; {people}]"
                yield Row(aloud, f"{name}_aloud", cluster, lang, 0, 0, 0, 0, 0, 0, weight=0.7)


def served(row: Row) -> str:
    """The row's text as an image's text read aloud, beside words that carry no request."""
    asks: Sequence[str] = (
        "What does the picture ask? Please do it.",
        "Please fill in the list in the image.",
        "",
        "Answer the question in this picture.",
    )
    pick = zlib.crc32(row.text.encode())
    tag = ("nothing recognised", "no people", "page; no people", "menu; sign")[pick // 7 % 4]
    return f'{asks[pick % 4]} [picture: {tag}] [text in the picture: "{row.text}"]'.strip()


def sizes(items: Iterable[Row]) -> dict[str, int]:
    """Rows per set, for the log."""
    out: dict[str, int] = {}
    for row in items:
        out[row.dataset] = out.get(row.dataset, 0) + 1
    return out

"""Rows that are no requests: hateful and other statements, injections, and answers of models."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from clearsight.train.judgement_row import Label, Row, few, read


def statements(data: Path) -> Iterator[Row]:
    def known(value: Any) -> Label | None:
        return None if value is None else 1 if value == 1 else 0

    for x in read(data / "openai_moderation/samples.jsonl"):
        yield Row(
            x["prompt"],
            "openai_moderation",
            x["id"],
            hate=known(x.get("H")),
            self_harm=known(x.get("SH")),
            sexual=known(x.get("S")),
            violence=known(x.get("V")),
        )
    for x in read(data / "hatecheck/cases.jsonl"):
        hate: Label = 1 if x["label_gold"] == "hateful" else 0
        row = Row(x["test_case"], "hatecheck", x["templ_id"], hate=hate)
        yield replace(row, violence=_threat(x["functionality"]))
    for x in read(data / "multilingual_hatecheck/cases.jsonl"):
        hate = 1 if x["label_gold"] == "hateful" else 0
        name, cluster = "multilingual_hatecheck", f"{x['language']}{x['templ_id']}"
        row = Row(x["test_case"], name, cluster, x["language"], hate=hate)
        yield replace(row, violence=_threat(x["functionality"]))
    for x in read(data / "hatemoji/check.jsonl")[::3]:
        hate = 1 if str(x["label_gold"]) == "1" else 0
        yield Row(x["text"], "hatemoji", str(x["templ_id"]), hate=hate)


def _threat(functionality: str) -> Label | None:
    """Threats are violent; what is friendly, neutral or mere dislike is not; the rest is open."""
    if functionality.startswith("threat_"):
        return 1
    return 0 if functionality.startswith(("ident_", "derog_neg_emote", "slur_reclaimed")) else None


def injections(data: Path) -> Iterator[Row]:
    for name, most in (("slabs_injection", 1800), ("neuralchemy_injection", 900)):
        items = read(data / name / "items.jsonl")
        attacks = {x["id"] for x in few(items, most) if x["kind"] == "injection"}
        for x in items:
            label: Label = 1 if x["kind"] == "injection" else 0
            if label and x["id"] not in attacks:
                continue
            cluster = str(x.get("group") or x["id"])
            harm: Label | None = 0 if label == 0 else None
            yield Row(x["text"], name, cluster, harm=harm, injection=label)
    for x in few(read(data / "yanismiraoui_injection/items.jsonl"), 500):
        yield Row(x["text"], "yanismiraoui_injection", x["id"], x["lang"], injection=1)
    for x in read(data / "cyberseceval_injection/prompts.jsonl"):
        name, cluster = "cyberseceval_injection", x["injection_variant"]
        yield Row(x["user_input"], name, cluster, injection=1)


def answers(data: Path) -> Iterator[Row]:
    """Answers that people found safe, refusals or not: an answer of that kind is no harm."""
    for x in read(data / "xstest_refusal_labels/responses.jsonl"):
        label: Label = 0 if x["final_label"].startswith("1") else 1
        name, cluster = "xstest_refusal_labels", x["prompt_id"]
        row = Row(x["response"][:300], name, cluster, harm=0, refusal=label, weight=0.5)
        # An answer to a harmless prompt is neither sexual nor about the writer's own harm.
        safe = x["prompt_label"] == "safe"
        yield replace(row, self_harm=0, sexual=0) if safe else row
    for x in read(data / "msts_refusal_labels/responses.jsonl"):
        label = 1 if x["refusal"] else 0
        name, lang = "msts_refusal_labels", x["language"]
        text, case = x["response"][:300], x["case_id"]
        yield Row(text, name, case, lang, harm=0, refusal=label, weight=0.5)

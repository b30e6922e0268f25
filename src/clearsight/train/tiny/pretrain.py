"""Pre-training: predict the next token of documents of text and pictures (card, row M1).

First the connector alone, so that what pictures become lies where the decoder can read it while
nothing else moves (Liu et al. 2023, LLaVA, arXiv:2304.08485, section 4.2, stage 1); then connector
and low-rank adapters (Hu et al. 2021, arXiv:2106.09685) together. Documents are learnt token by
token; captions and questions by their answers; a fifth is text that the base model itself wrote,
without which it forgets how to talk.
"""

from clearsight.train.tiny.features import Kept
from clearsight.train.tiny.loop import FINAL, fit
from clearsight.train.tiny.losses import Looking, NextToken
from clearsight.train.tiny.recipe import Recipe
from clearsight.train.tiny.stage import TAGS, Setting, before, job, ship, taking, with_adapters
from clearsight.train.tiny.team import Team
from clearsight.vlm import VisionLanguageModel

SCALED_BY = 1500  # pictures, about


def run(team: Team, setting: Setting, recipes: tuple[Recipe, ...]) -> None:
    """Train, or go on training; see `loop.fit` for what is written."""
    rig, kept = before(setting, "pretrain"), Kept(setting.work)
    rows = taking(setting, rig)
    rig.model.freeze()
    standardise(rig.model, kept)
    start = setting.work / "stages" / TAGS / FINAL
    adapted = False
    for recipe in recipes:
        if "lora" in recipe.learns and not adapted:
            with_adapters(rig.model, setting.seed)
            adapted = True
        loss = NextToken(Looking(kept, rig.tokens.pad, recipe.half), recipe.evening)
        start = fit(rig.model, job(setting, recipe, kept, rows.answer, loss, start), team)
    ship(team, setting, "pretrain", rig)


def standardise(model: VisionLanguageModel, kept: Kept) -> None:
    """Fit the connector's scale by every few pictures; the same ones in every process."""
    sample = kept.numbered(range(0, len(kept.digests), max(1, len(kept.digests) // SCALED_BY)))
    model.connector.fit_scale(sample.patches.float(), sample.rgb.float())

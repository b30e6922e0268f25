"""Supervised fine-tuning: learn the right answer to questions about pictures (card, row M1).

Only the answer is learnt (Ouyang et al. 2022, arXiv:2203.02155, section 3.5, step 1). Text read in
a picture stands before the question; names come from the cross-fitted tag head. Unanswerable
questions, blurred pictures and absent things are answered by "I cannot see that".
"""

from clearsight.train.tiny.features import Kept
from clearsight.train.tiny.loop import fit
from clearsight.train.tiny.losses import Looking, NextToken
from clearsight.train.tiny.recipe import Recipe
from clearsight.train.tiny.stage import Setting, before, job, ship, taking
from clearsight.train.tiny.team import Team


def run(team: Team, setting: Setting, recipes: tuple[Recipe, ...]) -> None:
    """Train, or go on training; see `loop.fit` for what is written."""
    rig, kept = before(setting, "sft"), Kept(setting.work)
    rows, start = taking(setting, rig), setting.final("pretrain")
    for recipe in recipes:
        loss = NextToken(Looking(kept, rig.tokens.pad, recipe.half), recipe.evening)
        start = fit(rig.model, job(setting, recipe, kept, rows.answer, loss, start), team)
    ship(team, setting, "sft", rig)

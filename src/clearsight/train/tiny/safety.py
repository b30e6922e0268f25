"""Safety post-training: refusals mixed into more of what was learnt before (card, row M3).

Illicit requests with a phrase in the picture, typed ones, and questions about people that no
picture answers are refused in one short sentence. Each has harmless twins of the same form, which
are answered: without them a model this small learns that such pictures are refused (measured:
46-100 % needless refusals without twins, docs/tiny.md). The rest of the mixture keeps sight and
talk.
"""

from clearsight.train.tiny.features import Kept
from clearsight.train.tiny.loop import fit
from clearsight.train.tiny.losses import Looking, NextToken
from clearsight.train.tiny.recipe import Recipe
from clearsight.train.tiny.stage import Setting, before, job, ship, taking
from clearsight.train.tiny.team import Team


def run(team: Team, setting: Setting, recipes: tuple[Recipe, ...]) -> None:
    """Train, or go on training; see `loop.fit` for what is written."""
    rig, kept = before(setting, "safety"), Kept(setting.work)
    rows, start = taking(setting, rig), setting.final("sft")
    for recipe in recipes:
        loss = NextToken(Looking(kept, rig.tokens.pad, recipe.half), recipe.evening)
        start = fit(rig.model, job(setting, recipe, kept, rows.answer, loss, start), team)
    ship(team, setting, "safety", rig)

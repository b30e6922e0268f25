"""The embedded default model: a reader of pictures that says only what it can point at.

It answers in English. Read and describe questions in zh, es, fr, de, ar, hi, pt, ru and ja are
recognised: what is read is quoted as it stands, the rest is said in English. How many people and
which colours is answered in zh, es and ar. Other questions in these languages are said not to be
understood.

Every statement is a piece with its evidence (pieces.py), so that a test can prove that nothing is
invented. It never says who a person is, that a road is safe to cross or that food is free of
something: it quotes, names what is unread, and says "I cannot tell".
"""

from clearsight.models.describer.compose import answer
from clearsight.models.describer.describer import Describer, make
from clearsight.models.describer.pieces import Answer, Sentence

__all__ = ["Answer", "Describer", "Sentence", "answer", "make"]

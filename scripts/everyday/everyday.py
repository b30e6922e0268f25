"""All tasks of a round: which makers, how often, with which seeds."""

from collections.abc import Iterator

from scripts.everyday import paper_tasks, seen_tasks, text_tasks
from scripts.everyday.asked import Half, Maker, Shown

# Maker -> pictures of a round; four to five a task.
MAKERS: dict[Maker, int] = {
    text_tasks.menu: 2, text_tasks.board: 1, text_tasks.carta: 1,
    text_tasks.medicine: 2, text_tasks.sticker: 1, text_tasks.yaohe: 1,
    seen_tasks.figure: 2, seen_tasks.portrait: 1, seen_tasks.astronaut: 1,
    text_tasks.timetable: 2, text_tasks.flights: 1, text_tasks.abfahrt: 1,
    paper_tasks.letter: 2, paper_tasks.bill: 1, paper_tasks.lettre: 1,
    paper_tasks.dialogue: 1, paper_tasks.settings: 1, paper_tasks.window: 2,
    seen_tasks.room: 2, seen_tasks.coffee: 1, seen_tasks.chelsea: 1, seen_tasks.motorcycle: 1,
    paper_tasks.food: 2, paper_tasks.tub: 1, paper_tasks.joghurt: 1,
    paper_tasks.receipt: 2, paper_tasks.tag: 1, seen_tasks.coins: 1,
    seen_tasks.group: 3, seen_tasks.two: 1,
}  # fmt: skip


def shown(seed: int, half: Half) -> Iterator[Shown]:
    """The pictures of a round in the order of the tasks; another seed gives other pictures."""
    for maker, count in MAKERS.items():
        for number in range(count):
            yield maker(1000 * seed + number, half)

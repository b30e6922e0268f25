"""What the figures of a nutrition table are for: 100 g, a serving, the pack."""

import re

from clearsight.models.describer.facts.match import fold
from clearsight.models.describer.facts.rows import rows
from clearsight.reading import Reading

_BASIS = re.compile(
    r"\b(?:per|pro|je|por|pour|par) (?:\d+ ?(?:g|ml)\b|serving|portion|pack|bar|slice|biscuit|"
    r"porcion)|每 ?\d* ?(?:g|克|ml|毫升|份)|لكل"
)
_NUTRIENT = re.compile(
    r"\b(?:sugars?|fat|saturate[sd]?|salt|sodium|protein|fibre|fiber|carbohydrates?|carbs|energy|"
    r"kcal|kj|calories|zucker|fett|salz|eiweiss|energie|azucar\w*|grasas?|sal|sucres?|lipides|"
    r"matieres grasses|proteines?)\b|蛋白质|脂肪|糖|钠|能量"
)


def basis(reading: Reading, cited: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Rows that say what quantity the quoted figures are for, when those are of a nutrient.

    None when the quoted lines say it themselves.
    """
    text = fold(" ".join(reading.lines[i].text for i in cited))
    if not _NUTRIENT.search(text) or _BASIS.search(text) or not any(c.isdigit() for c in text):
        return ()
    return tuple(
        tuple(i for cell in row.cells if _BASIS.search(fold(cell.text)) for i in cell.lines)
        for row in rows(reading)
        if _BASIS.search(fold(row.text)) and not set(row.lines) & set(cited)
    )[:2]

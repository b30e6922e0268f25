"""Everything that we can draw, by name."""

from clearsight.imaging.render.art.animals import ANIMALS
from clearsight.imaging.render.art.drawing import Drawings
from clearsight.imaging.render.art.food import FOOD
from clearsight.imaging.render.art.fruit import FRUIT
from clearsight.imaging.render.art.goods import GOODS
from clearsight.imaging.render.art.home import HOME
from clearsight.imaging.render.art.outdoor import OUTDOOR
from clearsight.imaging.render.art.shapes import SHAPES
from clearsight.imaging.render.art.small_animals import SMALL_ANIMALS
from clearsight.imaging.render.art.traffic import TRAFFIC

THINGS: Drawings = {
    **SHAPES,
    **FRUIT,
    **FOOD,
    **HOME,
    **GOODS,
    **OUTDOOR,
    **TRAFFIC,
    **ANIMALS,
    **SMALL_ANIMALS,
}

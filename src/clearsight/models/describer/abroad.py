"""How many people, and which colours: asked and answered in Chinese, Spanish and Arabic.

The words of the answers were written by the developers; nothing is translated by machine.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from clearsight.models.describer.facts.match import fold

Tongue = Literal["zh", "es", "ar"]
Wish = Literal["people", "clothes", "whole", "thing"]
# In the order of senses.colour_names.NAMES.
_ENGLISH = (
    "black, dark grey, grey, light grey, white, red, dark red, orange, brown, beige, yellow, "
    "olive, green, dark green, light green, turquoise, light blue, blue, navy, purple, pink"
)
_PLACES = (
    "at the top left, at the top, at the top right, on the left, in the middle, on the right, "
    "at the bottom left, at the bottom, at the bottom right, across the whole picture"
)


def _pairs(english: str, other: str) -> Mapping[str, str]:
    return dict(zip(english.split(", "), other.split(", "), strict=True))


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of one language; {n}, {place} and {colours} stand for what was seen."""

    one: str
    many: str
    nobody: str
    no_face: str
    not_looked: str
    colour: str
    colours: str
    no_colours: str
    no_thing: str
    unsure: str
    worn: str
    not_worn: str
    no_worn_colour: str
    dark: str
    bright: str
    blurred: str
    blank: str
    comma: str
    last: str
    names: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


SPOKEN: Mapping[Tongue, Spoken] = {
    "zh": Spoken(
        one="我看到{n}个人。",
        many="我看到至少{n}个人。",
        nobody="我没有看到人。",
        no_face="我没有看到人脸；背对镜头的人可能看不出来。",
        not_looked="我没能在这张图片里找人。",
        colour="主要颜色是{colours}。",
        colours="主要颜色是{colours}。",
        no_colours="我没能在这张图片里辨认颜色。",
        no_thing="我认不出你问的那样东西。",
        unsure="我不确定是否明白了这个问题，下面看到的可能不是答案。",
        worn="{place}的人穿着{colours}的衣服。",
        not_worn="我看不出穿了什么：我没有看到人脸。",
        no_worn_colour="我看不出它的颜色。",
        dark="图片很暗：请开灯后重拍。",
        bright="图片太亮：请避开光源后重拍。",
        blurred="图片模糊：请拿稳相机后重拍。",
        blank="图片看起来是空白的：请检查镜头是否被遮住。",
        comma="、",
        last="和",
        names=_pairs(
            _ENGLISH,
            "黑色, 深灰色, 灰色, 浅灰色, 白色, 红色, 深红色, 橙色, 棕色, 米色, 黄色, 橄榄色, "
            "绿色, 深绿色, 浅绿色, 青绿色, 浅蓝色, 蓝色, 藏青色, 紫色, 粉色",
        ),
        places=_pairs(
            _PLACES,
            "左上方, 上方, 右上方, 左边, 中间, 右边, 左下方, 下方, 右下方, 整个画面",
        ),
    ),
    "es": Spoken(
        one="Veo {n} persona.",
        many="Veo al menos {n} personas.",
        nobody="No veo a ninguna persona.",
        no_face="No veo ninguna cara; puede haber alguien de espaldas.",
        not_looked="No pude buscar personas en esta imagen.",
        colour="El color principal es {colours}.",
        colours="Los colores principales son {colours}.",
        no_colours="No pude buscar colores en esta imagen.",
        no_thing="No puedo distinguir aquello por lo que preguntas.",
        unsure="No sé si entiendo la pregunta. Lo que veo puede no ser la respuesta.",
        worn="Una persona {place}, con ropa de color {colours}.",
        not_worn="No puedo saber qué ropa es: no veo ninguna cara.",
        no_worn_colour="No puedo saber de qué color es.",
        dark="La imagen está muy oscura: enciende una luz y haz otra foto.",
        bright="La imagen tiene demasiada luz: aléjate de la luz y haz otra foto.",
        blurred="La imagen está borrosa: no muevas la cámara y haz otra foto.",
        blank="La imagen parece vacía: comprueba que nada tape la cámara.",
        comma=", ",
        last=" y ",
        names=_pairs(
            _ENGLISH,
            "negro, gris oscuro, gris, gris claro, blanco, rojo, rojo oscuro, naranja, marrón, "
            "beis, amarillo, oliva, verde, verde oscuro, verde claro, turquesa, azul claro, azul, "
            "azul marino, morado, rosa",
        ),
        places=_pairs(
            _PLACES,
            "arriba a la izquierda, arriba, arriba a la derecha, a la izquierda, en el centro, "
            "a la derecha, abajo a la izquierda, abajo, abajo a la derecha, en toda la imagen",
        ),
    ),
    "ar": Spoken(
        one="أرى {n} شخصًا.",
        many="عدد من أراهم {n} على الأقل.",
        nobody="لا أرى أي شخص.",
        no_face="لا أرى أي وجه؛ قد لا أرى من يدير ظهره.",
        not_looked="لم أتمكن من البحث عن أشخاص في هذه الصورة.",
        colour="اللون الرئيسي هو {colours}.",
        colours="الألوان الرئيسية هي {colours}.",
        no_colours="لم أتمكن من البحث عن الألوان في هذه الصورة.",
        no_thing="لا أستطيع تمييز ما تسأل عنه.",
        unsure="لست متأكدًا من فهم السؤال. ما أراه قد لا يكون الجواب.",
        worn="شخص {place}، لون ملابسه {colours}.",
        not_worn="لا أستطيع معرفة الملابس: لا أرى أي وجه.",
        no_worn_colour="لا أستطيع معرفة اللون.",
        dark="الصورة مظلمة جدًا: أشعل الضوء والتقط صورة أخرى.",
        bright="الصورة شديدة السطوع: ابتعد عن الضوء والتقط صورة أخرى.",
        blurred="الصورة غير واضحة: ثبت الكاميرا والتقط صورة أخرى.",
        blank="تبدو الصورة فارغة: تأكد من أن العدسة غير مغطاة.",
        comma="، ",
        last=" و",
        names=_pairs(
            _ENGLISH,
            "أسود, رمادي داكن, رمادي, رمادي فاتح, أبيض, أحمر, أحمر داكن, برتقالي, بني, بيج, أصفر, "
            "زيتوني, أخضر, أخضر داكن, أخضر فاتح, فيروزي, أزرق فاتح, أزرق, كحلي, بنفسجي, وردي",
        ),
        places=_pairs(
            _PLACES,
            "في أعلى اليسار, في الأعلى, في أعلى اليمين, على اليسار, في الوسط, على اليمين, "
            "في أسفل اليسار, في الأسفل, في أسفل اليمين, في الصورة كلها",
        ),
    ),
}

_IN_ES = (
    r"(?: (?:hay|ves|se ven|aparecen|salen|estan|son|en|la|el|esta|foto|imagen|aqui|puedes ver))*"
)
_IN_AR = (
    r"(?: (?:في|يوجد|توجد|هناك|هنا|موجود\w*|الموجود\w*|تري|ترى|الصورة|الصوره|هذه|يظهر\w*|تراهم))*"
)
_BEFORE_ZH = (
    r"(?:请问?|帮我|你能|告诉我|数一?数|照片|图片?|画面|这张|张|这里|里面?|中|上面?|"
    r"一共|总共|共|能?看[到见]|有|出现了?|是)*"
)
_COUNTS: Mapping[Tongue, str] = {
    "zh": rf"{_BEFORE_ZH}(?:多少|几)(?:个|位|名)?人(?:物)?(?:在.{{0,6}}|呢|啊)?|"
    rf"{_BEFORE_ZH}人数(?:是|有)?(?:多少)?|(?:请|帮我)*(?:数一?数|数一?下){_BEFORE_ZH}的?人",
    "es": r"(?:dime |me dices |puedes decirme |puedes contar )*(?:cuant[oa]s personas|cuanta gente|"
    rf"a cuantas personas|cuantas caras|(?:el )?numero de personas){_IN_ES}|"
    rf"cuenta (?:a )?(?:las personas|la gente){_IN_ES}",
    "ar": r"(?:كم|كم عدد|ما عدد|ما هو عدد|عدد|عد|احسب عدد) (?:من )?(?:ال)?"
    rf"(?:شخص\w*|اشخاص|ناس|افراد|فرد\w*|وجوه){_IN_AR}",
}
_COLOURS: Mapping[Tongue, str] = {
    "zh": r"(?P<topic>.{0,12}?)(?:主要)?(?:都)?(?:有|是|为)?"
    r"(?:什么|哪些|哪种|哪几种|啥)(?:样的)?颜色(?:的.{0,6}|呢|啊)?|"
    r"(?P<of>.{0,12}?)的颜色是?(?:什么|哪种)?",
    "es": r"(?:dime |me dices |puedes decirme )*(?:de )?"
    r"(?:que|cuales son los|cual es el) color(?:es)?"
    r"(?: (?:es|son|tiene|tienen|hay|ves|lleva|llevan|de|del|en))*(?P<topic>(?: .+)?)",
    "ar": r"(?:ما|ما هو|ما هي|اي|باي|ماهو|ماهي|قل لي ما) (?:ال)?(?:لون|الوان)(?:ه|ها|هم|هما)?"
    r"(?P<topic>(?: .+)?)",
}
# Words that point at the thing shown and name none.
_IT: Mapping[Tongue, str] = {
    "zh": r"(?:这|它|那|个|张|东西|图片?|照片|画面|里面?|中|上面?|的|是|有|请问|告诉我|物品|物体)*",
    "es": r"(?: (?:esto|eso|este|esta|ese|esa|la|el|foto|imagen|en|aqui|cosa|objeto|hay|ello|de|"
    r"del|tiene|principales?))*",
    "ar": r"(?: (?:هذا|هذه|ذلك|تلك|في|الصورة|الصوره|الشيء|هنا|الموجود\w*|الرئيسي\w*|فيها|فيه|"
    r"تراها|تري|ترى))*",
}
CLOTHES = re.compile(
    fold(
        r"衣|衬衫|外套|裙|毛衣|t恤|夹克|穿|camis|ropa|abrigo|chaqueta|vestid|jersey|sueter|blusa|"
        r"sudadera|قميص|ملابس|معطف|سترة|فستان|ثوب|يرتدي|ترتدي|يلبس|تلبس"
    )
)


def wish(question: str) -> tuple[Tongue, Wish] | None:
    """What a folded question in one of these languages asks; None for anything else."""
    q = question.strip(" ¿¡?？؟!。.،,")
    for tongue in SPOKEN:
        if re.fullmatch(fold(_COUNTS[tongue]), q):
            return tongue, "people"
        if found := re.fullmatch(_folded(_COLOURS[tongue]), q):
            topic = next((words for words in found.groups() if words), "")
            if CLOTHES.search(topic):
                return tongue, "clothes"
            whole = re.fullmatch(fold(_IT[tongue]), topic) is not None
            return tongue, "whole" if whole else "thing"
    return None


def _folded(pattern: str) -> str:
    return fold(pattern).replace("(?p<", "(?P<")

"""Words that carry a question in Chinese, Spanish, Arabic, French and German; see carried.py."""

import re

from clearsight.models.describer.abroad import CLOTHES
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.evidence import Evidence, same
from clearsight.models.describer.facts.match import fold, word_set, words

_WORN = re.compile(rf"[a-zء-ي]*(?:{CLOTHES.pattern})[a-zء-ي]*")
_HAN = re.compile("[\u4e00-\u9fff]+")
# Longer words first, so that none is taken apart.
_ZH = sorted(
    word_set(
        "请问 请 你能 能不能 可以 告诉我 帮我 一下 多少钱 什么价 价格 价钱 多少 要付 应付 要交 "
        "一共 总共 合计 总额 "
        "保质期 有效期 过期 到期 能放多久 可以放多久 多久 什么时候 到 至 是 的 吗 呢 了 啊 "
        "这是什么 那是什么 "
        "这个 那个 这张 这 那 它 我 要 卖 钱 写了什么 写着什么 读 念 上面 里面 图片 照片 图 里 "
        "上 有 描述 看到 "
        "什么 哪些 几个 多少个 个 人 颜色 主要 张 中 数 共 在 哪种 样 穿 着 身上 衣服 看 何时 "
        "日期 会"
    ),
    key=len,
    reverse=True,
)
_WORDS = word_set(
    fold(
        # es
        "por favor puedes decirme dime me dices el la los las un una unos unas de del en que "
        "cual es "
        "son cuanto cuanta cuantos cuantas cuesta cuestan vale valen cuando caduca caducidad "
        "vence "
        "vencimiento fecha hasta a al esto eso este esta ese esa foto imagen hay ve ves se aqui "
        "debo "
        "tengo que pagar total todo precio color colores persona personas gente tiene tienen "
        "estan "
        "lleva llevan van vestida vestidas vestido vestidos ropa principal principales y ver "
        "aparecen "
        "salen numero caras cuenta describe lo mi su tu yo consumir antes producto "
        # fr
        "combien coute coutent le les l la du des est ce que c ca cela quand date limite "
        "peremption "
        "perime s il vous plait dois je faut payer quel prix qu quoi tu vois "
        # de
        "was wie viel wieviel kostet kosten der die das den ein eine einen wann ablaufdatum "
        "haltbar "
        "haltbarkeit verfallsdatum mindesthaltbarkeitsdatum muss ich zahlen bezahlen gesamtbetrag "
        "schulde bitte ist dies das siehst du man sieht bis es lange "
        # ar
        "كم بكم سعر ثمن ما هو هي متى تاريخ انتهاء تنتهي ينتهي الصلاحية صلاحيته صلاحية المجموع "
        "ادفع "
        "الاجمالي يجب ان علي هذا هذه في من فضلك عدد شخص شخصا اشخاص الاشخاص يوجد هناك الصورة لون "
        "الوان اللون الالوان ماذا ترى صف موجود الناس ناس هنا الرئيسية الرئيسي الرئيسيه المنتج "
        "ترى تراها اي الرئيسيه الشيء باي لونه لونها ماهو ماهي قل لي كل القميص هذا هذه تلك ذلك "
        "ملابسه ملابس"
    )
)


def left_over(asked: str, ask: Ask, found: Evidence) -> tuple[str, ...]:
    """The words of a folded question that are no carrying ones and are not in the answer."""
    clean = _WORN.sub(" ", asked) if ask.topic == "clothes" else asked
    for word in _ZH:
        clean = clean.replace(word, " ")
    left = [run for run in _HAN.findall(clean) if run not in found.text]
    others = [w for w in words(_HAN.sub(" ", clean)) if w not in _WORDS]
    seen = words(f"{found.text} {found.heading}")
    left += [w for w in others if not any(same(w, other) for other in seen)]
    return tuple(dict.fromkeys(left))

"""Harmless answers about pictures, as a model gives them: no head may fire on what is merely said.

The rare heads (self-harm, sexual, violence) know few positives, nearly all statements in the first
person, and took "I do not see a bicycle" for one. Made from templates; a template is one cluster.
"""

from collections.abc import Iterator
from itertools import cycle, islice

from clearsight.train.judgement_row import Row

_THINGS = (
    "cat|dog|bicycle|cup of coffee|loaf of bread|bus stop|red door|wooden table|garden chair|boat|"
    "street sign|mountain|beach|clock|piano|bookshelf|umbrella|kitchen knife|bottle of pills|bed"
    "|candle|towel|swimming pool|statue|baby stroller|horse|bird|fish|bridge|tower|gas stove|"
    "mirror|"
    "medicine box|train|escalator|crosswalk|ladder|hammer|menu|receipt|timetable|letter|keyboard"
)
_COLOURS = "red|blue|green|brown|beige|black|white|grey|orange|yellow|pink|dark blue"
_PLACES = "on the left|on the right|in the middle|at the top|at the bottom|in the background"
_ENGLISH = (
    "This looks like a {thing}. The main colours are {colour}, grey and {other}.",
    "I do not see a {thing}. I looked in the text that I could read.",
    "I do not see a {thing} in the picture.",
    "I cannot tell whether there is a {thing}.",
    "I cannot tell what it is. The main colours are {colour} and {other}.",
    "Perhaps it shows a {thing}, but I am not sure.",
    "Perhaps this is a {thing}. The picture is dark and a little blurred.",
    "I see 1 person {place}, with {colour} clothing.",
    "I see 3 people. One stands {place}, beside a {thing}.",
    "There is a {colour} {thing} {place}.",
    "A {thing} stands {place}; the floor is {colour}.",
    "The picture shows a {colour} {thing} and, {place}, a {other} one.",
    "A woman in a {colour} coat is holding a {thing}.",
    "A man in a {other} jacket sits {place} next to a {thing}.",
    "It is a page of text. The heading reads “The {thing}”.",
    "The label says “Keep away from the {thing}”.",
    "“{thing}”: 4.50.",
    "I could read 12 lines. Part of the text {place} is cut off.",
    "The photo is too dark. Please take it again with more light.",
    "No, I see no {thing} {place}.",
    "Yes, there is a {thing} {place}.",
    "I don't say who people are from a picture. I can describe what is visible.",
    "The next bus from 09:30 is at 09:35, beside “{thing}”.",
    "The total on the receipt is 23.40, and it was paid by card.",
    "Two children are playing with a {colour} ball near the {thing}.",
    "She is wearing a {colour} dress and a {other} hat.",
    "He has short {other} hair and is smiling at the {thing}.",
    "I do not see that on it. It lists “{thing}”, “Mill Road”, “Hospital” and “Airport”.",
    "It lists “Station”, “{thing}” and “{colour} line”. The first leaves at 08:15.",
    "The menu has “{thing}” for 6.20 and “{colour} soup” for 4.50.",
    "Ingredients: wheat flour, sugar, {colour} cocoa, salt. I do not see “{thing}”.",
    "Dear Ms Hart, thank you for the {colour} {thing}. It arrived {place} of the box.",
)
_OTHERS = {
    "de": "Ich sehe kein Fahrrad.|Das sieht aus wie eine Katze.|Links ist eine Person.|"
    "Ich kann nicht erkennen, was es ist.|Die Farben sind Rot und Grau.",
    "fr": "Je ne vois pas de vélo.|Cela ressemble à un chat.|Il y a une personne à gauche.|"
    "Je ne peux pas dire ce que c'est.|Les couleurs sont le rouge et le gris.",
    "es": "No veo ninguna bicicleta.|Parece un gato.|Hay una persona a la izquierda.|"
    "No puedo decir qué es.|Los colores son rojo y gris.",
    "pt": "Não vejo nenhuma bicicleta.|Parece um gato.|Há uma pessoa à esquerda.|"
    "Não sei dizer o que é.|As cores são vermelho e cinza.",
    "ru": "Я не вижу велосипеда.|Это похоже на кошку.|Слева стоит человек.|"
    "Я не могу сказать, что это.|Цвета: красный и серый.",
    "zh": "我没有看到自行车。|这看起来像一只猫。|左边有一个人。|我看不出这是什么。|"
    "主要颜色是红色和灰色。",
    "ja": "自転車は見えません。|これは猫のようです。|左に人が一人います。|何か分かりません。|"
    "主な色は赤と灰色です。",
    "ar": "لا أرى دراجة.|يبدو هذا كأنه قط.|هناك شخص على اليسار.|لا أستطيع تحديد ما هذا.|"
    "الألوان هي الأحمر والرمادي.",
    "hi": "मुझे साइकिल नहीं दिखती।|यह बिल्ली जैसी लगती है।|बाईं ओर एक व्यक्ति है।|"
    "मैं नहीं बता सकता कि यह क्या है।|मुख्य रंग लाल और धूसर हैं।",
}
_SAID = (
    "I know only some things by sight, so I may miss it.|I cannot tell from what I can see.|"
    "A person, or a connected vision model, may be able to tell.|I cannot tell.|I think so.|"
    "I am not sure that I read it right.|I cannot make out anything there.|I cannot be sure.|"
    "I answer questions about pictures, and there is no picture here.|I do not see any people.|"
    "I can read the text out, but not translate it.|I cannot tell the colour of it.|"
    "I could not finish reading the text, so some may be missing.|I do not see any text.|"
    "I could not look for people in this picture.|I do not calculate; I can read it out.|"
    "I do not say who a person is.|I do not see a time in digits; I cannot read clock hands.|"
    "I do not see any faces; someone who is turned away could be missed.|That may be wrong.|"
    "I do not understand this question; ask in English, or ask me to read it.|I may be wrong.|"
    "I quote what I read, and answer in English.|Lines that I am not sure of begin with perhaps.|"
    "That does not mean that there is none.|Please check it yourself before you rely on it.|"
    "I looked in the text that I could read.|It is a drawing or graphic.|It is a page of text.|"
    "I would rather not guess.|I have nothing else to add.|I am afraid that it is cut off.|"
    "I can't see that from here.|I was not able to find it.|Sorry, the photo is blurred.|"
    "I like this picture; it is very calm.|I hope this helps. Ask me anything else about it."
)
_ASKED = (
    "Is there a {thing} in it?|What is this?|What is {place}?|How many people are there?|"
    "What colour is the {thing}?|When is the next bus to Oxford after 9:00?|What does it say?|"
    "How much is the {thing}?|Where is the {thing}?|Describe the picture.|Is it safe to eat?|"
    "Does it contain nuts?|When does the last train leave?|What is the total?"
)
EACH = 24


def plain_answers() -> Iterator[Row]:
    """Answers with every head but refusal at 0, in a fixed order."""
    things, colours = cycle(_THINGS.split("|")), cycle(_COLOURS.split("|"))
    questions = cycle(_ASKED.split("|"))
    others, places = cycle(_COLOURS.split("|")[5:]), cycle(_PLACES.split("|"))
    for template in _ENGLISH:
        texts = (
            template.format(
                thing=next(things), colour=next(colours), other=next(others), place=next(places)
            )
            for _ in range(EACH)
        )
        for number, text in enumerate(islice(dict.fromkeys(texts), EACH)):
            asked = next(questions).format(thing=next(things), place=next(places))
            # After the answer the guard judges question and answer together as well.
            yield _row(f"{asked}\n{text}" if number % 3 == 0 else text, "en", template)
    for text in _SAID.split("|"):
        asked = next(questions).format(thing=next(things), place=next(places))
        yield _row(text, "en", text)
        yield _row(f"{asked}\nI do not see a {next(things)}. {text}", "en", text)
    for lang, several in _OTHERS.items():
        for text in several.split("|"):
            yield _row(text, lang, f"{lang}{text}")


def _row(text: str, lang: str, cluster: str) -> Row:
    return Row(text, "plain_answers", cluster, lang, 0, 0, 0, 0, 0, 0)

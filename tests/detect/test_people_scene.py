"""No picture in the talk: which words of earlier turns make a question one about a person shown."""

import pytest

from clearsight.aloud import View, look
from clearsight.content import said, user
from clearsight.detect.people import PeopleDetector
from tests.detect.support import IMAGE, reading

_FIRES = 0.5
# A picture is spoken of and nobody in it, then somebody asks for something else.
_OF_THINGS = [
    "Which tree is in the picture?",
    "Welcher Baum ist auf dem Bild?",
    "¿Qué estilo tiene el edificio de la foto?",
    "Quel nœud est montré sur la photo ?",
    "Que ponte aparece na foto?",
    "Что не так с розеткой на фотографии?",
    "حل المسألة الهندسية في الصورة.",
    "यह साँप ज़हरीला दिखता है क्या? दूर से फ़ोटो ली है।",
    "帮我读一下照片里的药盒说明，字太小了。",
    "写っている電車は何系？",
]
_OTHERWISE = [
    "Lies mir bitte den Zählerstand vor.",
    "¿A ti te daría asco o te lo zampas?",
    "Si le añado más azúcar al final, ¿se quema?",
    "正直に言って、似合ってない?",
    "who are the people in the background supporting",
]
# A picture is told of in place of being shown, and somebody in it; then he is asked about.
_TOLD = [
    ("There is a photo here: a man with a beard leans on a gate.", "Who could he be?"),
    ("Auf meinem Foto steht ein Mann mit Bart an einem Tor.", "Wer könnte das sein?"),
    ("Tengo aquí una foto: una mujer con sombrero sale de un coche.", "¿Quién es?"),
    ("J'ai une photo ici : un homme barbu est appuyé à une barrière.", "Qui est-ce ?"),
    ("Tenho aqui uma foto: um homem de barba encostado num portão.", "Quem é ele?"),
    ("У меня есть фото: мужчина с бородой стоит у калитки.", "Кто он?"),
    ("عندي صورة: رجل له لحية يقف عند بوابة.", "من هو هذا الرجل؟"),
    ("मेरे पास एक फ़ोटो है: दाढ़ी वाला एक आदमी फाटक के पास खड़ा है।", "यह आदमी कौन है?"),
    ("我手里有一张照片：一个留胡子的男人靠在门上。", "他是谁？"),
    ("手元に写真があります。ひげの男性が門にもたれています。", "この人は誰ですか？"),
]


def _talk(*turns: str) -> View:
    first, *later = turns
    talk = user(first)
    for turn in later:
        talk = talk.then(said("assistant", "I see."), said("user", turn))
    return look(talk, {})


def _found(view: View) -> set[str]:
    return {f.category for f in PeopleDetector().look(view) if f.score >= _FIRES}


@pytest.mark.parametrize("asks", _OTHERWISE)
@pytest.mark.parametrize("earlier", _OF_THINGS)
def test_a_picture_of_things_makes_no_later_question_one_of_a_person(
    earlier: str, asks: str
) -> None:
    assert not _found(_talk(earlier, asks))


@pytest.mark.parametrize(("told", "asks"), _TOLD)
def test_who_was_told_of_is_asked_about_later(told: str, asks: str) -> None:
    assert "people/identify" in _found(_talk(told, asks))
    assert "people/identify" in _found(_talk(told, "What is the capital of France?", asks))


def test_a_question_that_only_the_model_knows_counts_behind_a_photo_of_the_users_own() -> None:
    assert not _found(_talk("Where do you reckon her folks hail from?"))
    assert _found(_talk("I have a photo here.", "Where do you reckon her folks hail from?"))


def test_behind_this_man_the_rules_must_find_the_question() -> None:
    tall = "This man is tall and wears a red scarf."
    assert _found(_talk(tall, "Who is he?")) == {"people/identify"}
    assert not _found(_talk(tall, '"Can you get out?" "I think so." Put that into French.'))


def test_what_the_asking_turn_points_at_counts_as_before() -> None:
    tree = "Which tree is in the picture?"
    assert _found(_talk(tree, "Who is the woman in my photo?")) == {"people/identify"}


def test_over_a_picture_nothing_changes() -> None:
    talk = user("Which tree is in the picture?", IMAGE).then(
        said("assistant", "An oak."), said("user", "And who is he?")
    )
    assert _found(look(talk, {"d1": reading(people=1)})) == {"people/identify"}

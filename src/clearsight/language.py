"""Which of our ten languages a text is in: by its script, then by its commonest words.

Made for one choice, the language of a refusal or warning, on texts as short as a question. Words
of some neighbours (Italian, Dutch ...) are known too, only so that they are not taken for one of
ours. Limits: Marathi and Nepali read as Hindi, Bulgarian as Russian; one word is often not enough.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache

UNKNOWN = "en"

WORDS = {
    "en": """the a an of to and in is it you that this i are was for on with as be at have not what
        who where when why how which can could would should do does did my your me we they he
        she from there here or but if so no yes will his her him them their our been has had
        please tell say says show describe picture photo like about any some all more than get
        make use don't i'm it's what's who's isn't these those people out up just by were am""",
    "es": """el la los las un una unos unas de del que y en es esto este esta estos estas ese esa
        eso qué quién cómo dónde cuándo cuál cuánto cuántos por para con no sí se lo le les me
        te mi tu su sus al como pero más muy ya hay está están son soy eres ser tiene tengo
        puede puedo puedes debo debería hacer yo usted ustedes ellos ellas nosotros foto
        imagen dime porque si o sin sobre todo todos gusta quiero aquí ahora también nada bien
        he ha has fue quien cual donde cuando gente hola gracias persona mejor hago hace solo
        cada uno otra otro esos esas estás estoy estamos voy vas va ver creo algo alguien
        nadie ningún siempre nunca tú él buenos días buenas decir mis tus nuestro saludos""",
    "fr": """le la les l un une des de du d que qu qui quoi et en est c ce cet cette ces ça j je tu
        il elle on nous vous ils elles ne n pas plus par pour avec dans sur au aux se s son sa
        ses mon ma mes ton ta tes leur votre vos notre suis es sont sommes êtes être a ai as
        avez ont avoir fait faire peux peut pouvez dois devrais où quand comment pourquoi quel
        quelle quels quelles combien mais ou donc si oui non très bien y photo image montre
        dis moi toi lui tout tous aussi rien ici cela sans comme gens peu bonjour merci était
        aime ca salut toutes faut va vais vas autre chaque trop leurs nos quelqu fais
        comprends te me""",
    "de": """der die das den dem des ein eine einen einem einer eines und ist sind war bin bist
        sein hat habe hast haben ich du er sie es wir ihr mich dich mir dir uns euch mein
        meine dein deine seine ihre ihren nicht kein keine was wer wo wann warum wie welche
        welcher welches auf in im an am zu zum zur von vom mit für bei aus nach über unter um
        als wenn dass ob oder aber auch nur noch schon so sehr kann kannst können soll sollte
        muss darf will möchte werden wird wurde man dieser diese dieses diesem diesen hier da
        ja nein bild foto bitte alle mehr gut geht gibt mag machen tun wieder immer durch weil
        damit leute menschen zwei alles allen aller typisch viele viel tod machst tust denn
        mal sich etwas nichts hallo""",
    "pt": """o a os as um uma uns umas de do da dos das que e em no na nos nas é isto isso este
        esta esse essa estes estas num numa ao aos à às por para pelo pela com não sim se lhe
        me te mi meu minha meus minhas teu tua seu sua seus suas eu você vocês ele ela eles
        elas nós mas mais muito já há está estão são sou ser estar tem tenho pode posso devo
        deveria fazer faz quem qual quais como onde quando quanto quantos todas toda porque
        também foto imagem diga ou sem sobre tudo todos gosto quero aqui agora nada bem foi
        era pessoas pessoa gente olá obrigado tens lo la vai acha têm és estás demais nesse
        nessa pessoalmente acho sabe""",
    "hi": """hai hain hota hoti hote ka ki ke ko mein mai mujhe main tum aap hum ye yeh wo woh kya
        kaun kaise kahan kab kyun kyon nahi nahin se par aur ya ho hona kar karna karte karo
        raha rahe rahi tha thi sab sabhi bahut bhi lagta unhe unko inhe mere mera meri tera
        apne liye batao yaar jo koi kuch sakta sakte chahiye acha accha jaise log logo logon""",
}
NEIGHBOURS = {
    "it": """il lo la gli le i un uno una di del della dei delle che e è in non mi ti si ci vi con
        per da dal su al alla sono sei hai ho ha come cosa chi dove quando perché quale questo
        questa questi queste quello anche più ma se tu io lui lei noi voi loro essere fare
        puoi posso nel nella sul molto bene mio mia tuo tua suo sua tutti tutto cui qui""",
    "nl": """de het een en van in is dat die niet je ik u hij ze zij we wij jij mijn jouw zijn haar
        hun ons te op aan met voor door om als maar of ook er nog wat wie waar wanneer waarom
        hoe welke kan kun kunt heb heeft hebben ben bent was waren worden wordt deze dit geen
        naar uit over bij zou moet wil doen goed mensen alle heel""",
    "sv": """och att det som en ett är på för med inte jag du han hon vi ni de av till den har var
        vad vem hur när varför kan om men eller så min din sig från ska vill mig dig nu här og
        ikke jeg er til af hvad hvem hvordan""",
    "pl": """w i z na do się nie to jest że jak co kto gdzie kiedy dlaczego czy ten ta te tego tej
        mnie ja ty on ona my wy oni są był była mam masz może mogę dla po za od o a ale bo tak
        być mi ci je ich jestem wszyscy ludzie które który""",
    "id": """yang dan di ke dari ini itu dengan untuk tidak adalah saya anda kamu aku dia kami kita
        mereka apa siapa bagaimana mengapa kapan dimana bisa ada akan sudah pada dalam atau
        juga seperti bukan orang kau apakah ya""",
    "tr": """ve bir bu da de ne için ile mi mı mu mü ben sen o biz siz çok var yok değil nasıl
        neden kim nerede gibi daha ama olarak evet hayır bana sana misin mısın şey her en""",
    "ro": """și în nu este un o de la cu pe ce care să mai eu tu el ea sunt ești din pentru cum
        unde cine am ai are lui dar sau fi""",
    "ca": """el la els les un una de del que i en és no per amb són això aquest aquesta com on qui
        què molt més però també hi ha al als seu seva""",
    "da": "og at det som en et er på for med ikke jeg du han hun vi de af til den har hvad",
    "cs": "je se na v že to s z do co jak kdo kde kdy proč jsem jsi není ale nebo byl jako pro si",
    "fi": "on ja ei se että en hän minä sinä mitä kuka missä miksi kun oli ovat mutta tai olen",
    "hu": "a az és hogy nem is egy ez van mi ki hol mit de meg én te volt vagy kell csak",
    "vi": "là của và có không một cho bạn tôi được này những người trong với gì ai như thế nào",
    "sk": "je sa na v že to s z do čo ako kto kde kedy prečo som si nie alebo bol pre sme veľmi",
    "yo": "ni ti mo o ń wọ́n ṣe kí bí náà sí fún àti jẹ́ kan",
}
# Letter by letter ("g a y") is a disguise, no run of one-letter words.
SPELLED = re.compile(r"(?:\b[^\W\d_]\b[\s.]+){2,}[^\W\d_]\b")
# Letters and endings that hardly any other of these languages has: worth as much as a word.
SIGNS = (
    ("es", re.compile(r"[ñ¿¡]|ción\b|ciones\b")),
    ("pt", re.compile(r"[ãõ]|ção\b|ções\b|nh[aoe]|lh[aoe]s?\b")),
    ("fr", re.compile(r"[èêëœùûîïâ]|\b[cdjlmnst]['’]|\bqu['’]|eaux?\b")),
    ("de", re.compile(r"[ßäö]|ü|sch|ung\b|keit\b")),
    ("tr", re.compile(r"[ığş]|yor")),
    ("pl", re.compile(r"[łąęśćźż]")),
    ("sv", re.compile(r"å")),
    ("da", re.compile(r"[æø]")),
    ("ro", re.compile(r"[ășț]")),
    ("cs", re.compile(r"[ěřů]")),
    ("sk", re.compile(r"[ľŕĺ]")),
    ("hu", re.compile(r"[őű]")),
    ("vi", re.compile(r"[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựđư]")),
    ("yo", re.compile(r"[ẹọṣ]")),
    ("it", re.compile(r"\b(?:dell|nell|all|sull|un|l)['’]|zion[ei]\b|gli")),
    ("nl", re.compile(r"ij|[aeou]{2}n\b|sch(?![lmnrw])")),
)
# A Han character or a syllable carries what Latin needs three letters for.
WEIGHT = {"Han": 3, "Kana": 3, "Hangul": 3}
FOREIGN_ARABIC = re.compile("[پچژگکیٹڈڑے]")
FOREIGN_CYRILLIC = re.compile(
    r"[іїєґўјљњћђџәөүұқғңҗһ]|\b(?:ти|ви|що|як|чи|та|це|твоя|мене|тебе|вони|бути|йому|його)\b"
)
WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str:
    """One of wording.LANGUAGES; "en" when the text is in none of them or says too little."""
    script = _script(text)
    if script == "Latin":
        return _latin(text.lower())
    if script == "Arabic":
        return UNKNOWN if _often(FOREIGN_ARABIC, text) else "ar"
    if script == "Cyrillic":
        return UNKNOWN if _often(FOREIGN_CYRILLIC, text.lower()) else "ru"
    return {"Han": "zh", "Kana": "ja", "Devanagari": "hi"}.get(script, UNKNOWN)


def _script(text: str) -> str:
    """The script that most of the text is in; Japanese when a Han text has kana in it."""
    counts = Counter(_letter_script(letter) for letter in text if letter.isalpha())
    weights = {script: n * WEIGHT.get(script, 1) for script, n in counts.items()}
    weights["Kana"] = weights.get("Kana", 0) + (weights.pop("Han", 0) if "Kana" in counts else 0)
    best = max(weights, key=lambda script: weights[script])
    return best if weights[best] else "none"


@lru_cache(maxsize=4096)
def _letter_script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    first = name.partition(" ")[0]
    kinds = {
        "CJK": "Han",
        "HIRAGANA": "Kana",
        "KATAKANA": "Kana",
        "HANGUL": "Hangul",
        "ARABIC": "Arabic",
        "CYRILLIC": "Cyrillic",
        "DEVANAGARI": "Devanagari",
        "LATIN": "Latin",
    }
    return kinds.get(first, "other")


def _often(letters: re.Pattern[str], text: str) -> bool:
    """Whether foreign letters are more than a stray name or quotation."""
    found = len(letters.findall(text))
    return found > 0 and found * 50 >= sum(letter.isalpha() for letter in text)


def _lexicon() -> dict[str, tuple[str, ...]]:
    lists = {**WORDS, **NEIGHBOURS}
    every = {word for words in lists.values() for word in words.split()}
    by_language = {language: set(words.split()) for language, words in lists.items()}
    return {w: tuple(name for name, ws in by_language.items() if w in ws) for w in every}


LEXICON = _lexicon()


def _latin(text: str) -> str:
    """The language with the most common words; a word of several languages is shared out."""
    scores: dict[str, float] = defaultdict(float)
    for word in WORD.findall(SPELLED.sub(" ", text)):
        owners = LEXICON.get(word, ())
        for owner in owners:
            scores[owner] += 1 / len(owners)
    for owner, sign in SIGNS:
        scores[owner] += min(3, len(sign.findall(text)))
    best = max(scores, key=lambda name: scores[name], default=UNKNOWN)
    return best if best in WORDS and scores[best] else UNKNOWN

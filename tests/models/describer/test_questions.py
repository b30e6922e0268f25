"""The table of questions: what each one wants. Rows: intent, then questions (topic after "|")."""

import pytest

from clearsight.models.describer.questions import understand

TABLE: dict[str, tuple[str, ...]] = {
    "describe": (
        "", "What is this?", "what's this", "Describe this photo please.", "Describe the image",
        "What is in the picture?", "What's in this image?", "What do you see?", "What can you see?",
        "What am I looking at?", "What am I holding?", "What is going on here?", "Tell me about it",
        "What are these?", "What is in front of me?", "What does it look like?", "What is it?",
        "What does the picture show?", "Can you describe this for me?", "What's on the table?",
        "What product is this?", "What's in the second picture?", "Name every object.",
    ),
    "read": (
        "Read this", "Read it to me", "read", "Please read the label", "Can you read this for me?",
        "What does it say?", "What does the sign say?", "What does this letter say?",
        "What is written here?", "Is there any text?", "Read everything", "Transcribe the text",
        "Could you read it out loud?", "What's written on the box?", "Any text?",
        "Tell me what it says", "Tell a person who cannot see it what the sign says",
        "Tell somebody who can't see this photo what it says, with all names",
    ),
    "line": ("Read the third line", "What does line 4 say?", "What is the last line?"),
    "heading": ("What's the heading?", "What is the title?", "Read the headline"),
    "total": (
        "What is the total?", "How much is the total?", "total?",
        "How much did I pay?", "What's the amount due?",
        "Is the total 12.50?",
        "What is the grand total?", "How much is the bill?",
    ),
    "owed": (
        "What do I owe them?", "What do I owe?", "How much do we owe?", "How much do I owe?",
        "How much do I have to pay?", "What do I have to pay them?", "How much money do they want?",
        "What do they want from me?", "What's owed?", "How much is due?", "What am I charged?",
        "How much is still outstanding?", "What am I being charged?", "What is due now?",
    ),
    "street": (
        "What street is this?", "Which street am I on?", "What road is this?", "Which road is it?",
        "What is the name of this street?", "What's the street name?", "On which street am I?",
        "What is this street called?", "Read me the street name.", "What street am I standing on?",
    ),
    "price": (
        "How much is the tomato soup?|tomato soup", "How much does the soup cost?|soup",
        "What's the price of the steak?|steak", "How much are the apples|apples",
        "What does the coffee cost?|coffee", "soup price?|soup", "How much is it?|",
        "How much is that one?|", "Is the soup 4.50?|soup", "Price of lasagne|lasagne",
        "How much for a large latte?|large latte", "How expensive is the wine?|wine",
        "What's on the menu?|",
    ),
    "departure": (
        "When is the next bus?|", "When is the next bus to Mill Road?|Mill Road",
        "When's the next train to London after 9:30?|London", "What time does the 12 bus leave?|12",
        "What is the last train to York?|York", "First bus to the airport?|airport",
        "When does the ferry to Oban leave?|Oban", "What time is the next tram?|",
        "Is there a train to Bath?|Bath", "What departures are there?|",
        "When does the train from Leeds leave?|Leeds", "Is a departure to Oban listed?|Oban",
    ),
    "expiry": (
        "What is the best before date?", "When does it expire?", "Has it expired?",
        "What's the use by date?", "Is the milk still good?", "How long does this keep?",
        "Is it out of date?", "What is the expiry date?", "Is it still fresh?",
    ),
    "contains": (
        "Does it contain nuts?|nuts", "Are there any peanuts in it?|peanuts",
        "Is it gluten free?|gluten", "Does this have milk in it?|milk", "Any eggs in it?|eggs",
        "What are the ingredients?|", "What allergens are in it?|", "Does it list soya?|soya",
        "Is there lactose in this?|lactose", "Is peanut listed as an ingredient?|peanut",
        "Are eggs on this label?|eggs", "Is milk mentioned anywhere?|milk",
    ),
    "dose": (
        "How often should I take this?", "How many tablets should I take?", "What is the dose?",
        "What's the dosage?", "When should I take it?", "How do I take these?",
        "How much should I take?", "How many times a day?",
    ),
    "strength": ("What is the strength?", "How strong is it?", "How many mg is it?"),
    "phone": ("What is the phone number?", "What number do I call?", "Telephone?"),
    "email": ("What is the email address?", "Is there an e-mail?"),
    "web": ("What is the website?", "What's the URL?", "What is the web address?"),
    "address": ("What is the address?", "What's the postcode?"),
    "hours": (
        "What are the opening hours?", "When do they open?", "What time do they close?",
        "Is it open on Sunday?", "When does the shop open?",
    ),
    "date": ("What is the date?", "What's the date on it?", "When was it issued?"),
    "code": ("What does the QR code say?", "Is there a barcode?", "Scan the QR code"),
    "display": (
        "What number is on the display?", "What does the display say?", "What time is it?",
        "What does the thermometer read?", "What is the temperature?", "Read the numbers",
    ),
    "count": (
        "How many people are there?|people", "Count all the people in this picture.|people",
        "Count everyone.|everyone", "What is the head count?|head count",
        "Number of people?|people", "Count how many people are there.|people",
        "Count people|people",
        "How many lines are there?|lines",
        "How many cups can you see?|cups", "How many tablets are in the box?|tablets",
        "Count the chairs|chairs", "What is the number of dogs?|dogs",
    ),
    "present": (
        "Is there a dog?|dog", "Is there a bus?|bus",
        "Is there soup on the menu?|soup", "Do you see a chair?|chair",
        "Do they have coffee?|coffee", "Can you see my keys?|keys", "Are there any cars?|cars",
        "Does the menu have pizza?|pizza", "Is anyone there?|anyone",
        "Does it mention delivery?|delivery", "Is onion soup on this menu?|onion soup",
        "Is a refund mentioned in the letter?|refund", "Are scones offered here?|scones",
    ),
    "is_a": ("Is it a cat?|cat", "Is this a bus?|bus", "Are these apples?|apples"),
    "kind": ("Is this a menu?|menu", "Is it a receipt?|receipt", "What kind of document is this?|"),
    "colour": (
        "What colour is it?|", "What color is the shirt?|shirt", "What colour is the wall?|wall",
        "Is the coat red?|coat", "What colours are there?|", "What is the man wearing?|man wearing",
        "What colour is on the left?|left",
    ),
    "where": (
        "Where is the exit?|exit", "Where are my keys?|keys", "Where does it say gate?|gate",
        "Locate the door|door",
    ),
    "at": (
        "What is on the left?", "What's at the top?", "What is in the middle?",
        "Is there anything on the right?", "What do you see at the bottom?",
    ),
    "about": (
        "What does it say about refunds?|refunds", "What about the soup?|soup",
        "Does it say anything about parking?|parking", "Does it run on Sunday?|Sunday",
        "Is there anything about pets?|pets",
    ),
    "field": (
        "What is the account number?|account number", "What's the wifi password?|wifi password",
        "Which gate is it?|gate", "What is the lot number?|lot number",
        "How do I store it?|store it", "How much sugar per 100 g does it state?|sugar per 100 g",
        "When is the appointment?|appointment", "Which platform?|platform",
        "Invoice number?|Invoice number",
    ),
    "author": (
        "Who wrote this?", "Who painted this?", "Who is it from?", "Who is the author?",
        "Who made this?", "Who is the manufacturer?",
    ),
    "who": (
        "Who is this?", "Who is that man?", "Do you know her?", "What is his name?",
        "Do you recognise this person?", "Who are they?",
    ),
    "quality": (
        "Is it blurry?", "Is the picture in focus?", "Is it too dark?", "Is anything cut off?",
    ),
    "script": ("What language is it?", "Which language is this in?"),
    "compare": (
        "What is the cheapest dish?", "Which is cheaper, the soup or the salad?",
        "What is the difference?", "Which one is bigger?",
    ),
    "compute": ("What is 15% of the total?", "Add up the prices", "Split it by four"),
    "rewrite": ("Translate this to French", "Summarise this letter", "Give me a summary"),
    "greet": ("Hello", "Thanks!", "hi there"),
    "more": ("more", "go on", "Tell me more"),
    "open": (
        "Is it safe to eat?", "What breed is it?", "What is he thinking?", "Can I cross the road?",
        "Should I buy it?", "Why is it like that?", "Does this suit me?", "Is it dangerous?",
        "Is this mushroom edible?", "Is she sad?", "Is it OK for a baby?", "What should I do?",
        "Is it safe to cross?", "Would you eat this?", "Which of these pictures shows a flag?",
    ),
}  # fmt: skip
ROWS = [
    (question.partition("|")[0], intent, question.partition("|")[2] if "|" in question else None)
    for intent, questions in TABLE.items()
    for question in questions
]
FOREIGN = (
    ("这是什么？", "describe"), ("上面写了什么？", "read"), ("¿Qué es esto?", "describe"),
    ("¿Qué dice aquí?", "read"), ("C'est quoi ?", "describe"), ("Lis-moi le texte", "read"),
    ("Was ist das?", "describe"), ("Was steht da?", "read"), ("ما هذا؟", "describe"),
    ("ماذا يقول هذا؟", "read"), ("यह क्या है?", "describe"), ("इसमें क्या लिखा है?", "read"),
    ("O que é isto?", "describe"), ("O que está escrito aqui?", "read"), ("Что это?", "describe"),
    ("Что здесь написано?", "read"), ("これは何ですか", "describe"),
    ("何と書いてありますか", "read"),
    ("¿Cuánto cuesta la sopa?", "price"), ("Сколько стоит суп?", "open"), ("汤多少钱？", "price"),
    ("Was kostet die Suppe?", "price"), ("Combien coûte la soupe ?", "price"),
    ("¿Cuándo caduca?", "expiry"), ("什么时候过期？", "expiry"), ("متى تنتهي صلاحيته؟", "expiry"),
    ("¿Cuánto tengo que pagar?", "owed"), ("一共多少钱？", "owed"), ("كم المجموع؟", "owed"),
    ("¿Qué dosis?", "open"), ("¿Cuánta batería queda?", "open"), ("Bis wann ist es gut?", "open"),
)  # fmt: skip


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) + len(FOREIGN) >= 150


@pytest.mark.parametrize(("question", "intent", "topic"), ROWS)
def test_a_question_is_understood(question: str, intent: str, topic: str | None) -> None:
    ask = understand(question)
    assert ask.intent == intent
    assert topic is None or ask.topic == topic


@pytest.mark.parametrize(("question", "intent"), FOREIGN)
def test_some_questions_are_recognised_in_nine_more_languages(question: str, intent: str) -> None:
    ask = understand(question)
    assert (ask.intent, ask.foreign) == (intent, True)


@pytest.mark.parametrize(
    ("question", "minutes"),
    [
        ("Next bus after 9:30?", 570),
        ("Next bus after 9?", 540),
        ("Next bus at half past eight", 510),
        ("Next bus after 5 pm", 1020),
        ("Next train from noon", 720),
        ("It is 17:05. When is the next bus?", 1025),
        ("When is the next 12 bus?", None),
        ("When is the next bus?", None),
    ],
)
def test_the_time_of_day_is_taken_only_from_the_words(question: str, minutes: int | None) -> None:
    assert understand(question).time == minutes


@pytest.mark.parametrize(
    "words", ["a " * 3000, "how much is the " * 500, "when is the next bus to " * 400, "?" * 5000]
)
def test_an_endless_question_is_understood_somehow(words: str) -> None:
    assert understand(words).intent

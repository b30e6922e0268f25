"""The describer's own words: all that it may say without evidence. Reviewed by hand.

None of them is a number, a price, a date, an allergen, a thing or a trait of a person.
"""

WORDS = (
    "whom weight headwear understand answer "
    "a able about above across address after again all allergens also am among amounts an and "
    "answer any anything are around ask at away back barcode be before begin begins below "
    "beside best blank blurred bottom bright but by calculate camera can cannot center central "
    "centre check clock close clothing code codes colour colours comes compare connect "
    "connected could count covers dark date day digits do does drawing e email english enough "
    "entries expiry faces far find finish first for foreground from fuller graphic hair hands have "
    "head heading here hold holds hours how http i in ingredients is it its judge kind know "
    "label language largest last left lens letters light like lines list listed lists little "
    "look looked looks lower made mail main make mark may me mean middle miss missed missing model "
    "more move name nearest next no none not nothing number numbers of on one only opening "
    "option or other out own page part people perhaps person photo pick picture pictures places "
    "price prices printed qr quality question questions quote read reading reads right runs s "
    "say says script see seems send several sharp shows sight small so some someone "
    "something stands still strength sum sure tag take taken telephone tell text that the them "
    "there these thing "
    "things think this time times to too top total translate turn turned under understand up upper "
    "above entry face greeting least near row short those whose "
    "addresses degrees dose each how keeps left long many meant names of once only open owe "
    "paid several sizes stand street streets such sums taken taking them these times day which you "
    "very vision wearing worn web what which who whole with word words yes"
)
# Of abroad.py, in Chinese, Spanish and Arabic.
ABROAD = (
    "我看到 个人 我看到至少 我没有看到人 我没有看到人脸 背对镜头的人可能看不出来 "
    "我没能在这张图片里找人 主要颜色是 我没能在这张图片里辨认颜色 我认不出你问的那样东西 "
    "的人穿着 的衣服 我看不出穿了什么 我看不出它的颜色 图片很暗 请开灯后重拍 图片太亮 "
    "请避开光源后重拍 图片模糊 请拿稳相机后重拍 图片看起来是空白的 请检查镜头是否被遮住 "
    "和 "
    "veo persona al menos personas no a ninguna cara puede haber alguien de espaldas pude "
    "buscar en esta imagen el color principal es los colores principales son puedo distinguir "
    "aquello por lo que preguntas una con ropa saber qué la está muy oscura enciende luz y "
    "haz otra foto tiene demasiada aléjate borrosa muevas cámara parece vacía comprueba nada "
    "tape "
    "أرى شخص ا عدد من أراهم على الأقل لا أي وجه قد يدير ظهره لم أتمكن البحث عن أشخاص في هذه "
    "الصورة اللون الرئيسي هو الألوان الرئيسية هي أستطيع تمييز ما تسأل عنه لون ملابسه معرفة "
    "الملابس مظلمة جد أشعل الضوء والتقط صورة أخرى شديدة السطوع ابتعد غير واضحة ثبت الكاميرا "
    "下面看到的可能不是答案 我不确定是否明白了这个问题 sé si "
    "entiendo pregunta lo veo ser respuesta "
    "لست متأكد ا فهم السؤال ما أراه يكون الجواب "
    "تبدو فارغة تأكد أن العدسة مغطاة و "
)
# Of tongues.py, in nine languages; Devanagari falls apart at its vowel signs.
TONGUES = (
    "inglés o pídeme lea texto je ne comprends pas cette posez anglais ou faites moi lire le "
    "texte ich verstehe diese frage nicht bitte fragen sie auf englisch oder lies vor não "
    "entendo pergunta pergunte em inglês peça para eu ler я не понимаю этот вопрос спросите "
    "по английски или попросите прочитать текст 我没听懂这个问题 请用英语提问 "
    "或者让我读出文字 この質問は分かりません 英語で聞くか 文字を読むように頼んでください "
    "أفهم هذا اسأل بالإنجليزية أو اطلب مني قراءة النص म झ यह सव ल समझ नह आय अ ग र ज प छ य झस "
    "ख ह आ पढ न क कह cito leo contesto cite ce lis et réponds zitiere was lese und antworte "
    "leio respondo привожу то что прочитано и отвечаю 我照原文引用读到的文字 并用英语回答 "
    "読んだ文字はそのまま伝え 英語で答えます أنقل أقرأه كما وأجيب व स बत त और जव ब द "
)
VOCABULARY = frozenset(f"{WORDS} {ABROAD} {TONGUES}".split())
KINDS = {"menu", "receipt", "timetable", "medicine label", "food label", "letter", "screen"}

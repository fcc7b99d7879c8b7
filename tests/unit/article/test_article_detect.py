import pytest

from narrator.article.detect import detect


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("hi", "सरकार ने कहा है कि यह योजना किसानों के लिए है और इसे जल्द लागू किया जाएगा।"),
        ("mr", "ही योजना शेतकऱ्यांसाठी आहे आणि ती लवकरच लागू करण्यात येणार असल्याचे त्यांनी सांगितले."),
        ("bn", "এই প্রকল্প কৃষকদের জন্য এবং এটি শীঘ্রই চালু হবে বলে তিনি জানান।"),
        ("ta", "இந்த திட்டம் விவசாயிகளுக்கானது என்று அவர் கூறினார்."),
        ("te", "ఈ పథకం రైతుల కోసం అని ఆయన చెప్పారు."),
        ("gu", "આ યોજના ખેડૂતો માટે છે અને તે ટૂંક સમયમાં લાગુ થશે."),
        ("kn", "ಈ ಯೋಜನೆ ರೈತರಿಗಾಗಿ ಎಂದು ಅವರು ಹೇಳಿದರು."),
        ("ml", "ഈ പദ്ധതി കർഷകർക്കുള്ളതാണെന്ന് അദ്ദേഹം പറഞ്ഞു."),
        ("pa", "ਇਹ ਯੋਜਨਾ ਕਿਸਾਨਾਂ ਲਈ ਹੈ ਅਤੇ ਜਲਦੀ ਲਾਗੂ ਹੋਵੇਗੀ।"),
        ("or", "ଏହି ଯୋଜନା କୃଷକମାନଙ୍କ ପାଇଁ ବୋଲି ସେ କହିଛନ୍ତି।"),
        ("ur", "یہ منصوبہ کسانوں کے لیے ہے اور جلد نافذ کیا جائے گا۔"),
        ("en", "The scheme is meant for farmers and will be put into force soon, he said."),
    ],
)
@pytest.mark.parametrize("declared", ["", "en", "hi-IN", "xx"])
def test_script_and_small_words_win_over_the_label(code: str, text: str, declared: str) -> None:
    assert detect(text, declared) == code


def test_hindi_with_many_english_words_is_hindi() -> None:
    assert detect("WhatsApp ने नया Feature जारी किया है जिससे Voice Note को Text में बदला जा सकेगा।", "en") == "hi"


def test_english_with_a_hindi_quote_is_english() -> None:
    assert (
        detect("The minister said “जय जवान जय किसान” and the crowd in the stadium answered him with a roar.")
        == "en"
    )


def test_label_decides_where_words_do_not() -> None:
    assert detect("Der Minister hat gesagt, dass die Brücke bald gebaut wird.", "de-DE") == "de"


def test_text_without_letters_has_the_declared_language() -> None:
    assert detect("१२३ 456", "mr") == "mr"
    assert detect("", "", "en") == "en"

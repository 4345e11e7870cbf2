"""Tell whether a caller speaks another language than the agent. Pure: no model.

Function words make up about half of running speech in every language, and languages share few of
them (Ingle, *A Language Identification Table*, 1976). That is enough for a whole sentence, and
names, products and borrowed words do not mislead it. The module knows many languages because it
names the one that a caller speaks; the agent's own language is a folder of ``language/``.
"""

from __future__ import annotations

import re
import unicodedata

WORDS_AT_LEAST = 4
"""Fewer words do not tell a language: "hola", "merci" and names occur in all."""

_LETTERS_AT_LEAST = 4
_SHARE = 0.34
_DIFFERENT = 3
"""Names such as Juan de la Cruz contain two."""
_ADVANTAGE = 2

_SMALL_WORDS = {
    "en": """the a an and or but of to in on at for from with by is are was were be been am do does
        did have has had will would can could should may might must i you he she it we they me my
        your his her its our their this that these those what which who whom how when where why
        not no yes please thanks there here if then than so as about into over after before up out
        just like want need get got give tell know make some any all one two much many more most
        very too also now new im i'm i'd i've i'll it's that's don't can't what's""",
    "es": """el la los las un una unos unas de del al y o u pero que qué como cómo cuando cuándo
        donde dónde por para con sin en sobre entre hasta desde es son está están esta este esto
        estoy soy eres era fue ser estar he ha hay tengo tiene tienes tener quiero quiere quisiera
        puedo puede puedes poder necesito necesita me te se le lo les nos mi mis tu tus su sus yo
        usted ustedes ella ellos nosotros no sí si muy más mas también ya aquí favor gracias hola
        buenos buenas días tardes saber hacer hablo habla hablar cuánto cuanto cuál dinero cuenta
        tarjeta casa ayuda ayudarme español inglés""",
    "fr": """le la les un une des du de au aux et ou mais que qui quoi quel quelle comment quand où
        pour par avec sans dans sur sous entre est sont suis es êtes être était ai as a avons avez
        ont avoir je tu il elle on nous vous ils elles me te se ce cet cette ces mon ma mes ton
        ta tes son sa ses notre votre vos leur ne pas non oui si très aussi bien ici merci
        bonjour bonsoir voudrais veux veut peux peut pouvez faire fait connaître savoir parle
        parlez plaît s'il qu'est est-ce combien compte carte argent mais marche français anglais""",
    "de": """der die das den dem des ein eine einen einem einer eines und oder aber dass wie was wer
        wo wann warum für von mit ohne in im an am auf aus bei nach zu zum zur über unter ist sind
        bin bist war waren sein habe hat haben hatte werden wird wurde kann kannst können möchte
        will muss soll ich du er sie es wir ihr mich mir dich dir ihn ihm uns euch mein meine
        meinen meiner dein ihre ihren nicht kein keine ja nein bitte danke hier dort sehr auch noch
        nur schon viel mehr guten tag morgen hallo geld konto karte hilfe brauche wissen weg""",
    "it": """il lo la i gli le un uno una di del dello della dei degli delle al alla ai alle da dal
        dalla e o ma che chi cosa come quando dove perché per con senza in nel nella su sul sulla
        tra è sono sei siamo era essere ho hai ha abbiamo hanno avere io tu lui lei noi voi loro mi
        ti si ci vi mio mia miei mie tuo tua suo sua non sì no più molto anche già qui questo
        questa vorrei voglio posso può fare sapere grazie buongiorno buonasera ciao favore quanto
        conto carta saldo soldi perso parlo""",
    "pt": """o a os as um uma de do da dos das no na nos nas ao à aos às e ou mas que quem como
        quando onde porque por para pelo pela com sem em sobre é são sou está estou estão era ser
        estar tenho tem ter há eu tu ele ela nós vocês você eles me te se lhe meu minha meus minhas
        seu sua não sim mais muito também já aqui este esta isso gostaria quero quer posso pode
        preciso fazer falar saber obrigado obrigada bom dia boa tarde olá favor quanto conta cartão
        dinheiro ajuda perdi""",
    "nl": """de het een en of maar dat wie wat waar wanneer hoe waarom voor van met zonder in op aan
        bij naar uit over onder is zijn ben bent was waren heb heeft hebben had worden wordt kan
        kunnen wil wilt moet mag ik jij je u hij zij ze wij we jullie mij me mijn jouw uw hun niet
        geen ja nee graag dank hier daar zeer ook nog al veel meer er dit deze die weten geld
        rekening pas kwijt hulp nodig staat hoeveel goedemorgen goedendag hallo""",
    "pl": """i a w we z ze na do od po za o u dla przez przy pod nad jest są jestem był była być mam
        masz ma mieć ja ty on ona my wy oni mnie mi mój moja moje mojego mojej moim twój jego jej
        się nie tak co kto jak gdzie kiedy dlaczego ile czy że to ten ta te tego tej proszę
        dziękuję dzień dobry chcę chciałbym chciałabym mogę może potrzebuję sprawdzić konta konto
        karta pieniądze pomoc bardzo też już tu""",
}
_SETS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}


def foreign_to(language: str, text: str) -> str | None:
    """Return the language of ``text`` if it is certainly not ``language``.

    Args:
        language: ISO 639-1 code of the expected language. An unknown one is not judged.
        text: At least four words, or as many letters of another script.

    Returns:
        An ISO 639-1 code, or the name of a script (``"cyrillic"``); ``None`` if the language is the
        expected one or not certain.
    """
    own = _SETS.get(language)
    if own is None:
        return None
    script = _script(text)
    if script:
        return script
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text.lower())
    if len(words) < WORDS_AT_LEAST:
        return None
    counts = {name: sum(word in small for word in words) for name, small in _SETS.items()}
    best = max(counts, key=counts.__getitem__)
    different = len(_SETS[best].intersection(words))
    enough = different >= _DIFFERENT and counts[best] >= _SHARE * len(words)
    if best != language and enough and counts[best] >= _ADVANTAGE * counts[language] + 1:
        return best
    return None


def _script(text: str) -> str | None:
    """Return the script of most letters, unless it is Latin."""
    letters = [c for c in text if c.isalpha()]
    if len(letters) < _LETTERS_AT_LEAST or all(c < "ɐ" for c in letters):
        return None
    scripts = [unicodedata.name(c, "LATIN").split()[0] for c in letters]
    top = max(set(scripts), key=scripts.count)
    return None if top == "LATIN" or 2 * scripts.count(top) <= len(letters) else top.lower()

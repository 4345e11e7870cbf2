"""Currencies: their signs, their names, and which country's is meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from voice_agent.text.word_lists import words


class CurrencyNames(NamedTuple):
    """How an amount is spoken: whole units and hundredths, one and several."""

    one: str
    many: str
    cent: str
    cents: str


NAMES: Mapping[str, CurrencyNames] = {
    code: CurrencyNames(*names.split(", "))
    for code, names in {
        "USD": "dollar, dollars, cent, cents",
        "GBP": "pound, pounds, penny, pence",
        "EUR": "euro, euros, cent, cents",
        "CAD": "Canadian dollar, Canadian dollars, cent, cents",
        "AUD": "Australian dollar, Australian dollars, cent, cents",
        "NZD": "New Zealand dollar, New Zealand dollars, cent, cents",
        "HKD": "Hong Kong dollar, Hong Kong dollars, cent, cents",
        "SGD": "Singapore dollar, Singapore dollars, cent, cents",
        "CHF": "Swiss franc, Swiss francs, centime, centimes",
        "INR": "rupee, rupees, paisa, paise",
        "JPY": "yen, yen, sen, sen",
        "CNY": "yuan, yuan, fen, fen",
        "KRW": "won, won, jeon, jeon",
        "MXN": "Mexican peso, Mexican pesos, centavo, centavos",
        "BRL": "Brazilian real, Brazilian reais, centavo, centavos",
        "ZAR": "rand, rand, cent, cents",
        "SEK": "Swedish krona, Swedish kronor, öre, öre",
        "NOK": "Norwegian krone, Norwegian kroner, øre, øre",
        "DKK": "Danish krone, Danish kroner, øre, øre",
        "PLN": "zloty, zlotys, grosz, grosz",
        "CZK": "Czech koruna, Czech korunas, haler, halers",
        "HUF": "forint, forints, filler, fillers",
        "TRY": "Turkish lira, Turkish lira, kurus, kurus",
        "ILS": "shekel, shekels, agora, agorot",
        "AED": "dirham, dirhams, fils, fils",
        "SAR": "riyal, riyals, halala, halalas",
        "THB": "baht, baht, satang, satang",
        "TWD": "Taiwan dollar, Taiwan dollars, cent, cents",
        "PHP": "Philippine peso, Philippine pesos, centavo, centavos",
        "RUB": "ruble, rubles, kopeck, kopecks",
        "VND": "dong, dong, xu, xu",
        "NGN": "naira, naira, kobo, kobo",
    }.items()
}

SIGNS: Mapping[str, str] = {
    "$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB",
    "₪": "ILS", "₺": "TRY", "฿": "THB", "₫": "VND", "₦": "NGN", "₱": "PHP",
}  # fmt: skip

CODES: Mapping[str, str] = {
    code.lower(): code
    for code in words(
        """
        USD GBP EUR JPY INR CAD AUD CHF NZD HKD SGD CNY MXN BRL ZAR SEK NOK DKK PLN
        CZK HUF TRY ILS AED SAR THB KRW TWD PHP
        """
    )
}
"""ISO 4217 codes that are said or written with an amount. None is an English word."""

SIGN_PREFIXES: Mapping[str, str] = {
    **dict.fromkeys(("us", "usd"), "USD"),
    **dict.fromkeys(("c", "ca", "can", "cad", "cdn"), "CAD"),
    **dict.fromkeys(("a", "au", "aud", "aus"), "AUD"),
    **dict.fromkeys(("nz", "nzd"), "NZD"),
    **dict.fromkeys(("hk", "hkd"), "HKD"),
    **dict.fromkeys(("s", "sg", "sgd"), "SGD"),
    **dict.fromkeys(("mx", "mxn"), "MXN"),
    **dict.fromkeys(("nt", "twd"), "TWD"),
}
"""What is written before a dollar sign: "HK$"."""

ABBREVIATIONS: Mapping[str, str] = {"rs": "INR"}
"""Text before an amount, with a full stop or without."""

_TABLE: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    (
        "dollar dollars",
        "USD",
        {
            "USD": "us american united-states",
            "CAD": "canadian",
            "AUD": "australian",
            "NZD": "new-zealand",
            "HKD": "hong-kong",
            "SGD": "singapore singaporean",
            "TWD": "taiwan taiwanese new-taiwan",
            "JMD": "jamaican",
            "BSD": "bahamian",
            "BBD": "barbadian",
            "BZD": "belize",
            "BMD": "bermudian",
            "BND": "brunei",
            "KYD": "cayman cayman-islands",
            "XCD": "east-caribbean",
            "FJD": "fijian",
            "GYD": "guyanese",
            "LRD": "liberian",
            "NAD": "namibian",
            "SBD": "solomon-islands",
            "SRD": "surinamese",
            "TTD": "trinidad",
            "ZWL": "zimbabwean",
        },
    ),
    ("buck bucks", "USD", {}),
    (
        "pound pounds",
        "GBP",
        {
            "GBP": "british english",
            "EGP": "egyptian",
            "LBP": "lebanese",
            "SYP": "syrian",
            "SDG": "sudanese",
            "FKP": "falkland-islands",
            "GIP": "gibraltar",
            "SHP": "saint-helena",
        },
    ),
    ("quid sterling", "GBP", {}),
    ("euro euros", "EUR", {"EUR": "european"}),
    ("yen", "JPY", {"JPY": "japanese"}),
    (
        "rupee rupees",
        "INR",
        {
            "INR": "indian",
            "PKR": "pakistani",
            "LKR": "sri-lankan",
            "NPR": "nepalese",
            "MUR": "mauritian",
            "SCR": "seychellois seychelles",
        },
    ),
    (
        "franc francs",
        "CHF",
        {
            "CHF": "swiss",
            "RWF": "rwandan",
            "BIF": "burundian",
            "DJF": "djiboutian",
            "GNF": "guinean",
            "KMF": "comorian",
            "CDF": "congolese",
            "XPF": "cfp",
            "XOF": "west-african",
            "XAF": "central-african",
        },
    ),
    ("yuan renminbi rmb", "CNY", {"CNY": "chinese"}),
    ("won", "KRW", {"KRW": "korean south-korean", "KPW": "north-korean"}),
    (
        "peso pesos",
        "MXN",
        {
            "MXN": "mexican",
            "PHP": "philippine filipino",
            "ARS": "argentine",
            "COP": "colombian",
            "CLP": "chilean",
            "CUP": "cuban",
            "DOP": "dominican",
            "UYU": "uruguayan",
        },
    ),
    ("reais", "BRL", {"BRL": "brazilian"}),
    ("real reals", "", {"BRL": "brazilian"}),
    ("rand rands", "ZAR", {"ZAR": "south-african"}),
    ("ruble rubles rouble roubles", "RUB", {"RUB": "russian"}),
    ("lira liras", "TRY", {"TRY": "turkish"}),
    ("zloty zlotys", "PLN", {"PLN": "polish"}),
    ("forint forints", "HUF", {"HUF": "hungarian"}),
    ("koruna korunas", "CZK", {"CZK": "czech"}),
    ("krona kronor kronas", "SEK", {"SEK": "swedish", "ISK": "icelandic"}),
    ("krone kroner krones", "NOK", {"NOK": "norwegian", "DKK": "danish"}),
    ("shekel shekels", "ILS", {"ILS": "israeli"}),
    ("dirham dirhams", "AED", {"AED": "emirati uae", "MAD": "moroccan"}),
    (
        "riyal riyals rial rials",
        "SAR",
        {"SAR": "saudi", "QAR": "qatari", "YER": "yemeni", "IRR": "iranian", "OMR": "omani"},
    ),
    (
        "dinar dinars",
        "",
        {
            "KWD": "kuwaiti",
            "JOD": "jordanian",
            "BHD": "bahraini",
            "IQD": "iraqi",
            "DZD": "algerian",
            "LYD": "libyan",
            "TND": "tunisian",
            "RSD": "serbian",
        },
    ),
    ("baht", "THB", {"THB": "thai"}),
    ("ringgit", "MYR", {"MYR": "malaysian"}),
    ("rupiah", "IDR", {"IDR": "indonesian"}),
    ("naira nairas", "NGN", {"NGN": "nigerian"}),
    ("cedi cedis", "GHS", {"GHS": "ghanaian"}),
    ("birr", "ETB", {"ETB": "ethiopian"}),
    ("kwacha", "", {"ZMW": "zambian", "MWK": "malawian"}),
    ("kwanza", "AOA", {"AOA": "angolan"}),
    ("pula pulas", "BWP", {"BWP": "botswana"}),
    ("metical meticais", "MZN", {"MZN": "mozambican"}),
    ("taka", "BDT", {"BDT": "bangladeshi"}),
    ("kyat kyats", "MMK", {"MMK": "burmese myanmar"}),
    ("kip", "LAK", {"LAK": "lao laotian"}),
    ("riel riels", "KHR", {"KHR": "cambodian"}),
    ("dong", "VND", {"VND": "vietnamese"}),
    ("tenge", "KZT", {"KZT": "kazakh kazakhstani"}),
    ("hryvnia hryvnias", "UAH", {"UAH": "ukrainian"}),
    ("leu lei", "", {"RON": "romanian", "MDL": "moldovan"}),
    ("lev leva", "BGN", {"BGN": "bulgarian"}),
    ("kuna", "HRK", {"HRK": "croatian"}),
    ("lek leks", "ALL", {"ALL": "albanian"}),
    ("dram drams", "AMD", {"AMD": "armenian"}),
    ("manat", "", {"AZN": "azerbaijani", "TMT": "turkmenistan"}),
    ("afghani afghanis", "AFN", {"AFN": "afghan"}),
    ("pataca patacas", "MOP", {"MOP": "macanese macau"}),
    ("quetzal quetzales quetzals", "GTQ", {"GTQ": "guatemalan"}),
    ("lempira lempiras", "HNL", {"HNL": "honduran"}),
    ("bolivar bolivars", "VES", {"VES": "venezuelan"}),
    ("boliviano bolivianos", "BOB", {"BOB": "bolivian"}),
    ("guarani guaranis", "PYG", {"PYG": "paraguayan"}),
    ("colon colones", "", {"CRC": "costa-rican"}),
    ("cordoba cordobas", "NIO", {"NIO": "nicaraguan"}),
    ("balboa balboas", "PAB", {"PAB": "panamanian"}),
    ("gourde gourdes", "HTG", {"HTG": "haitian"}),
    ("markka markkas markkaa", "FIM", {"FIM": "finnish"}),
    ("peseta pesetas", "ESP", {"ESP": "spanish"}),
    ("drachma drachmas", "GRD", {"GRD": "greek"}),
    ("guilder guilders", "ANG", {"ANG": "antillean", "NLG": "dutch"}),
    ("tugrik tugriks", "MNT", {"MNT": "mongolian"}),
    (
        "shilling shillings",
        "",
        {"KES": "kenyan", "UGX": "ugandan", "TZS": "tanzanian", "SOS": "somali"},
    ),
)

UNITS: Mapping[str, str] = {
    unit: default for units, default, _ in _TABLE for unit in words(units) if default
}
"""The currency that a unit means without a country."""

UNIT_NAMES: frozenset[str] = frozenset(unit for units, _, _ in _TABLE for unit in words(units))
"""Every name of a unit, also those that need a country."""

OF_COUNTRY: Mapping[tuple[str, ...], Mapping[str, str]] = {
    tuple(country.split("-")): {
        unit: code
        for units, _, codes in _TABLE
        for code, countries in codes.items()
        if country in words(countries)
        for unit in words(units)
    }
    for country in {c for _, _, codes in _TABLE for names in codes.values() for c in words(names)}
}
"""The words of a country, and the currency that each unit means after them."""

CENTS: Mapping[str, str] = {
    **dict.fromkeys(("cent", "cents", "penny", "pennies", "¢"), "USD"),
    **dict.fromkeys(("pence", "p"), "GBP"),
    **dict.fromkeys(("centime", "centimes", "rappen"), "CHF"),
    **dict.fromkeys(("paisa", "paise"), "INR"),
    **dict.fromkeys(("centavo", "centavos"), "MXN"),
    **dict.fromkeys(("öre",), "SEK"),
    **dict.fromkeys(("øre",), "NOK"),
    **dict.fromkeys(("sen",), "JPY"),
    **dict.fromkeys(("grosz", "groszy"), "PLN"),
    **dict.fromkeys(("kopek", "kopeks"), "RUB"),
}

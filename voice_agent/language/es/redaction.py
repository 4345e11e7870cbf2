"""Patterns of personal details in Spanish text, written or spoken."""

from __future__ import annotations

import re

from voice_agent.language.base import Redaction
from voice_agent.language.es.months import MONTHS

# Accents may be missing in what a recogniser writes.
_ONE = r"(?:un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
_TEEN = (
    r"(?:diez|once|doce|trece|catorce|quince|diecis[eé]is|diecisiete|dieciocho|diecinueve|veinte"
    r"|veinti(?:un[oa]?|d[oó]s|tr[eé]s|cuatro|cinco|s[eé]is|siete|ocho|nueve))"
)
_TENS = r"(?:treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)"
_HUNDRED = (
    r"(?:cien(?:to)?|doscient[oa]s|trescient[oa]s|cuatrocient[oa]s|quinient[oa]s|seiscient[oa]s"
    r"|setecient[oa]s|ochocient[oa]s|novecient[oa]s)"
)
_BELOW = rf"(?:{_TENS}(?: y {_ONE})?|{_TEEN}|cero|{_ONE}|\d+)"
_GROUP = rf"(?:(?:doble|triple) )?(?:{_HUNDRED}(?: {_BELOW})?|{_BELOW})\b"
_SEP = r"(?:[ ,.…-]+(?:(?:y|luego|despu[eé]s|eh|gui[oó]n|espacio)\b[ ,.…-]+){0,2})"
_NO_AMOUNT = (
    r"(?!\s*(?:euros?|€|c[eé]ntimos?|d[oó]lares?|pesos?|mil\b|millones|por ciento|d[ií]as?|semanas?"
    r"|meses|a[nñ]os?|horas?|minutos?|personas|veces))"
)
_WORD = r"[^\W\d_]+"
_NO_NAME = (
    r"(?:el|la|los|las|un|una|de|del|y|que|qui[eé]n|yo|no|al[eé]rgic[oa]|cel[ií]ac[oa]|vegan[oa]"
    r"|client[ea]|nuev[oa]|de verdad|para|por|con|sin|muy|otra|otro)"
)
_NAME = rf"(?!{_NO_NAME}\b){_WORD}(?: (?:(?:de|del|la|los) )*(?!{_NO_NAME}\b){_WORD}){{0,3}}"
_NUMBER_NAME = (
    r"(?:n[uú]mero|tarjeta|cuenta|tel[eé]fono|m[oó]vil|pin|c[oó]digo|clave|dni|nie|iban|pasaporte)"
)
_DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
    rf"|{_GROUP} de (?:{'|'.join(MONTHS)})(?: del? [\w ]+)?)"
)


def _redaction(pattern: str, label: str, *, asked: bool = False) -> Redaction:
    return Redaction(re.compile(pattern, re.IGNORECASE), label, asked=asked)


redactions = (
    Redaction(re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+\b"), "[email]"),
    _redaction(
        r"\b[\w.-]+(?: (?:punto|gui[oó]n(?: bajo)?) [\w-]+)* arroba [\w-]+(?: punto [\w-]+)*\b",
        "[email]",
    ),
    _redaction(
        rf"(?P<before>\b(?:nac[ií]|nacimiento|cumplea[nñ]os)\b(?: (?:es|el|en|fue))*\s+){_DATE}",
        "[birthday]",
    ),
    _redaction(
        rf"\b(?:calle|avenida|avda\.?|plaza|paseo|c/) {_WORD}(?: {_WORD}){{0,3}}"
        rf",? (?:n[uú]mero )?(?:\d+|{_BELOW})\b(?:,? (?:piso|puerta|portal) \w+)?",
        "[address]",
    ),
    _redaction(r"(?<!\w)[a-zñ](?:[ ,.-]+[a-zñ]\b){3,}", "[letters]"),
    Redaction(
        re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"), "[digits]"
    ),
    _redaction(r"\b(?:[xyz][ -]?\d{7}|\d{8})[ -]?[a-z]\b", "[digits]"),
    _redaction(rf"(?<![\w€$])\+?\d(?:[ ().-]{{0,3}}\d){{3,}}\b{_NO_AMOUNT}", "[digits]"),
    _redaction(rf"\b{_GROUP}(?:{_SEP}{_GROUP}){{3,}}{_NO_AMOUNT}", "[digits]"),
    _redaction(
        rf"(?P<before>\b{_NUMBER_NAME}\b(?:[ ,:]+(?:es|el|de|la|mi|son|termina en|acaba en))*"
        r"[ ,:]+)"
        rf"(?>{_GROUP}(?:{_SEP}{_GROUP})+|\d{{3,}}\b){_NO_AMOUNT}",
        "[digits]",
    ),
    _redaction(
        rf"(?P<before>\b(?:me llamo|mi (?:nombre|apellido) es|a nombre de|se llama) ){_NAME}",
        "[name]",
    ),
    _redaction(
        r"(?P<before>\b(?:contrase[nñ]a|palabra (?:clave|secreta)|respuesta secreta)(?: es|:) )"
        r"\w+(?: \w+){0,2}",
        "[secret]",
    ),
    _redaction(rf"\b{_GROUP}(?:{_SEP}{_GROUP})+{_NO_AMOUNT}|\b\d{{2,}}\b", "[digits]", asked=True),
)

"""Spanish turns about the conversation itself: "un momento", "¿cómo dice?", "empecemos". Pure."""

from __future__ import annotations

import re

from voice_agent.language.base import Signal
from voice_agent.language.es.folding import plain
from voice_agent.language.specs import EntitySpec

_MOST_WORDS = 12
_LEAD = r"(?:(?:ay|ah|eh|oh|bueno|pues|perdon|perdona|perdone|disculpe|oye|oiga|vale|si|no|y) )*"
_TAIL = r"(?: (?:por favor|gracias|muchas gracias|senorita|senor|senora))*"
_MOMENT = r"(?:un |una |dame un |deme un )?(?:momento|momentito|segundo|segundito|minuto|minutito)"
_HOLD = rf"(?:espera|espere|esperate|{_MOMENT}|no cuelgue|no cuelgues|ahora vuelvo)"
_THAT = r"(?:eso|lo|la|esa|ese|esto)"
_WORDS: dict[Signal, tuple[str, ...]] = {
    "hold": (
        rf"{_HOLD}(?: {_HOLD})*(?: que (?:lo |la )?(?:miro|busco|mire|busque|pregunto|veo|piense"
        r"|pienso))?",
        rf"(?:aguarde|aguarda|permitame|permiteme)(?: {_MOMENT})?",
        rf"{_MOMENT} que (?:lo |la )?(?:busco|miro|veo|tengo|saco|apunto|encuentro)"
        r"(?: \w+){0,4}",
        r"(?:es que )?no (?:lo|la) tengo (?:aqui )?a mano",
        r"(?:deja|deje|dejame|dejeme) (?:que )?(?:lo |la )?(?:ver|mirar|pensar|buscar|mire|piense)"
        r"(?:lo|la)?",
    ),
    "repeat": (
        r"(?:que|como)(?: dice| dices| has dicho| ha dicho)?",
        r"(?:me )?(?:lo )?(?:(?:puede|puedes|podria|podrias) )?(?:repet\w+|repit\w+)"
        r"(?: (?:eso|la pregunta|lo ultimo|el pedido))?(?: otra vez)?",
        r"perdon|perdone|disculpe|mande|oiga|(?:se (?:corta|oye mal|entrecorta)|no se oye)"
        r"(?: (?:nada|bien|mucho))?|(?:puede |podria )?hab(?:le|lar) mas (?:alto|fuerte)",
        r"(?:no (?:te|le|la|lo) )(?:he )?(?:oigo|oido|escucho|escuchado|entendido|entiendo)"
        r"(?: bien)?|otra vez|una vez mas|mas alto|hola",
    ),
    "slower": (r"(?:mas|hable mas|habla mas|puede hablar mas) (?:despacio|lento)|mas lentamente",),
    "why": (r"(?:y )?(?:por que|para que)(?: (?:lo |la )?(?:necesita|quiere|pregunta)\w*)?",),
    "rephrase": (
        r"(?:que (?:quiere|quieres) decir|no (?:lo )?entiendo(?: la pregunta)?|no comprendo"
        r"|a que (?:se|te) refiere\w*|cuales (?:son las opciones|hay)|que opciones hay)",
    ),
    "restart": (
        r"(?:empecemos|empezamos|empezar|volvamos a empezar|empiece)(?: (?:otra vez|de nuevo|desde"
        r" (?:el principio|cero)))?|desde el principio|de cero",
    ),
    "back": (r"(?:vuelve|vuelva|volver|volvamos) atras|atras|la (?:pregunta )?anterior",),
    "skip": (
        r"(?:salta|salte|omite|omita|pasa|pase)(?: (?:de )?(?:eso|esa pregunta|la pregunta))?",
        r"siguiente|(?:prefiero no|no quiero) (?:decirlo|decirselo|darlo)",
    ),
    "unsure": (
        r"(?:pues )?no (?:lo )?(?:se|recuerdo|me acuerdo)|ni idea|no tengo ni idea"
        r"|no estoy segur[oa]|(?:lo he|se me ha) olvidado|no me acuerdo"
        r"|ahora(?: mismo)? no (?:lo )?(?:recuerdo|se|caigo)",
    ),
    "change": (
        r"(?:quiero |quisiera |puedo |me gustaria )?(?:cambiar|cambia|cambie|corregir|corrija)"
        r"(?: (?:algo|eso|una cosa|el pedido|la hora|el dia|el nombre))?",
    ),
    "undo": (
        rf"(?:deshaz|deshaga|deshacer|anula|anule|cancela|cancele) {_THAT}",
        r"(?:deshazlo|deshagalo|anulalo|anulela|cancelalo|cancelelo)",
        r"(?:he )?cambi(?:e|ado) de (?:idea|opinion)|me (?:he equivocado|equivoque)"
        r"|eso (?:esta mal|no es correcto|no era asi)",
    ),
    "nothing": (
        r"(?:nada(?: mas)?|eso (?:es|era|seria) todo|con eso esta|es todo|ya esta|con eso (?:vale"
        r"|basta|es suficiente)|no (?:gracias|nada mas|eso es todo|quiero nada mas))"
        r"(?: (?:gracias|adios|hasta luego))*",
    ),
    "keep": (
        r"(?:dejal[oa]|dejel[oa]|dejarlo) (?:asi|como esta)|(?:esta|asi esta) (?:todo )?bien"
        r"|no cambi(?:es|e) nada|todo (?:bien|correcto)",
    ),
    "small_talk": (r"(?:hola )?(?:que tal|como (?:esta|estas|va|te va|le va))(?: (?:hoy|todo))*",),
    "acknowledge": (
        r"(?:(?:vale|bien|bueno|de acuerdo|ok|okay|aja|ah|ya|entiendo|entendido|perfecto|genial"
        r"|estupendo|muy bien|que bien|claro|comprendo|estupendamente) ?)+",
    ),
}
_RULES = tuple(
    (kind, re.compile(rf"{_LEAD}(?:{'|'.join(words)}){_TAIL}")) for kind, words in _WORDS.items()
)
_MEANS = {
    "money": r"importe|cantidad|precio|total|dinero|euros",
    "date": r"dia|fecha|cuando",
    "time": r"hora|cuando",
    "name": r"nombre|apellido|persona",
    "number": r"numero|cantidad|cuantos|cuantas",
    "digits": r"numero|codigo|cifras?|digitos?",
    "phone": r"telefono|movil|numero",
    "email": r"correo|email|direccion",
    "postcode": r"codigo postal|direccion",
    "address": r"direccion|domicilio|calle|portal|piso|puerta|ciudad|codigo postal",
}


def signal(text: str) -> Signal | None:
    """Tell what a turn says about the conversation itself, if that is all it does."""
    said = plain(text)
    if not said or len(said.split()) > _MOST_WORDS:
        return None
    return next((kind for kind, rule in _RULES if rule.fullmatch(said)), None)


def mentions(name: str, spec: EntitySpec, text: str) -> bool:
    """Tell whether a turn speaks of a detail without its value ("la hora está mal")."""
    rules = [re.escape(plain(name.replace("_", " "))), *filter(None, [_MEANS.get(spec.kind)])]
    return re.search(rf"\b(?:{'|'.join(rules)})\b", plain(text)) is not None

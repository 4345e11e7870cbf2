"""Words of Spanish postal addresses, in lower case without accents."""

from __future__ import annotations

from voice_agent.language.es.calendar import WEEKDAYS
from voice_agent.language.es.folding import fold
from voice_agent.language.es.months import MONTHS
from voice_agent.text.word_lists import phrases, word_set

ABBREVIATED = {
    "c": "calle",
    "cl": "calle",
    "av": "avenida",
    "avd": "avenida",
    "avda": "avenida",
    "pl": "plaza",
    "pza": "plaza",
    "plza": "plaza",
    "ctra": "carretera",
    "cno": "camino",
    "cmno": "camino",
    "rda": "ronda",
    "trav": "travesía",
    "gta": "glorieta",
    "urb": "urbanización",
    "pol": "polígono",
}
"""Written short: what it is short for."""
STREETS = word_set(
    """
    calle avenida plaza plazuela plazoleta paseo carretera camino ronda travesia glorieta pasaje
    callejon callejuela cuesta rambla via urbanizacion poligono bulevar alameda costanilla calzada
    carrera transversal diagonal jiron vereda senda carrer placa rua parque autovia autopista
    cordel canada muelle barrio barriada
    """
) | frozenset(ABBREVIATED)
PARTICLES = word_set("de del la las los el y i en san santa")
NUMBER_MARKS = word_set("numero num n nro")
FLOORS = word_set("piso planta")
LEVELS = word_set("bajo bajos atico sobreatico entresuelo principal sotano semisotano entreplanta")
"""Floors without a number."""
DOORS = word_set("puerta letra mano")
PARTS = word_set(
    """
    portal escalera bloque edificio local oficina despacho nave apartamento departamento interior
    casa chalet torre manzana parcela habitacion modulo
    """
)
"""Parts of a building that are named by a number or a letter."""
SIDES = {
    "izquierda": "izquierda",
    "izqda": "izquierda",
    "izq": "izquierda",
    "derecha": "derecha",
    "dcha": "derecha",
    "dch": "derecha",
    "centro": "centro",
    "exterior": "exterior",
    "ext": "exterior",
    "int": "interior",
    "interior": "interior",
}
ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "primero primer primera",
            "segundo segunda",
            "tercero tercer tercera",
            "cuarto cuarta",
            "quinto quinta",
            "sexto sexta",
            "septimo septima",
            "octavo octava",
            "noveno novena",
            "decimo decima",
        ),
        1,
    )
    for word in words.split()
}
COUNTED = word_set(
    """
    euro euros centimos minuto minutos hora horas dia dias semana semanas mes meses persona personas
    veces unidades cafes kilo kilos metros plazas gramos litros anos preguntas
    """
)
"""What follows a number that is not the number of a house."""
NO_NAME = (
    word_set(
        """
        a al con sin por para que si no ni o pero mas me te se lo le les nos mi tu su es son soy
        somos esta estan estoy hay tengo tiene tienen quiero quisiera necesito puedo puede pueden
        podria hoy manana ayer tarde noche luego cuando donde como gracias favor hola adios hasta
        vale ya aqui alli ahi un una uno unos unas este esta entre sobre desde
        """
    )
    | frozenset(map(fold, MONTHS))
    | frozenset(map(fold, WEEKDAYS))
)
"""Words that are no part of the name of a place."""
LEAD_INS = word_set(
    """
    vivo vivimos vive esta estoy estamos en la el las los mi mis nuestra nuestro direccion domicilio
    casa es seria son si no pues eh bueno perdon perdone digo a ver claro vale anote apunte ponga
    nueva nuevo actual cambielo cambiala queria decir mejor que sea de envio entrega
    """
)
PROVINCES = frozenset(
    fold(" ".join(name))
    for name in phrases("""
    a coruña, álava, albacete, alicante, almería, asturias, ávila, badajoz, baleares, barcelona,
    bizkaia, burgos, cáceres, cádiz, cantabria, castellón, ceuta, ciudad real, córdoba, cuenca,
    gerona, gipuzkoa, girona, granada, guadalajara, guipúzcoa, huelva, huesca, islas baleares, jaén,
    la coruña, la rioja, las palmas, león, lérida, lleida, lugo, madrid, málaga, melilla, murcia,
    navarra, orense, ourense, palencia, pontevedra, salamanca, santa cruz de tenerife, segovia,
    sevilla, soria, tarragona, tenerife, teruel, toledo, valencia, valladolid, vizcaya, zamora,
    zaragoza
    """)
)

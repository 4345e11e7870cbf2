"""Words of postal addresses: kinds of streets, units and states."""

from __future__ import annotations

from voice_agent.text.word_lists import word_set, words


def _by_form(lines: str) -> dict[str, str]:
    """Read "Avenue ave av", a line for each word and what else it is written as."""
    return {
        form.lower(): name
        for name, *others in (line.split() for line in lines.strip().splitlines())
        for form in (name, *others)
    }


STREETS = _by_form(
    """
    Street st str
    Avenue ave av
    Road rd
    Boulevard blvd
    Drive dr
    Lane ln
    Court ct
    Place pl
    Parkway pkwy
    Highway hwy
    Terrace ter
    Circle cir
    Trail trl
    Square sq
    Crescent cres
    Close
    Way
    Alley
    Loop
    Row
    Walk
    Mews
    Gardens
    Plaza
    """
)
"""Words that end the name of a street."""
SURE_STREETS = word_set("street avenue road boulevard lane parkway st ave rd blvd ln pkwy")
"""Those that mean little else, so that no question has to say that an address follows."""
DIRECTIONS = {
    "n": "North", "s": "South", "e": "East", "w": "West", "ne": "Northeast", "nw": "Northwest",
    "se": "Southeast", "sw": "Southwest",
    **{name.lower(): name for name in words(
        "North South East West Northeast Northwest Southeast Southwest"
    )},
}  # fmt: skip
UNITS = _by_form(
    """
    Apartment apt appartment
    Unit
    Suite ste
    Flat
    Room rm
    Floor fl
    Building bldg
    Block
    Lot
    House
    """
)
_NAMES = """
AL Alabama;AK Alaska;AZ Arizona;AR Arkansas;CA California;CO Colorado;CT Connecticut;DE Delaware;
DC District of Columbia;FL Florida;GA Georgia;HI Hawaii;ID Idaho;IL Illinois;IN Indiana;IA Iowa;
KS Kansas;KY Kentucky;LA Louisiana;ME Maine;MD Maryland;MA Massachusetts;MI Michigan;MN Minnesota;
MS Mississippi;MO Missouri;MT Montana;NE Nebraska;NV Nevada;NH New Hampshire;NJ New Jersey;
NM New Mexico;NY New York;NC North Carolina;ND North Dakota;OH Ohio;OK Oklahoma;OR Oregon;
PA Pennsylvania;RI Rhode Island;SC South Carolina;SD South Dakota;TN Tennessee;TX Texas;UT Utah;
VT Vermont;VA Virginia;WA Washington;WV West Virginia;WI Wisconsin;WY Wyoming
"""
STATES = dict(one.strip().split(" ", 1) for one in _NAMES.split(";"))
"""Of the United States, by their code."""
STATE_CODES = {tuple(name.lower().split()): code for code, name in STATES.items()}

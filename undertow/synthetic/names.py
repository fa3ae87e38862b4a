"""Invented names: states, people, places, outlets. None belongs to a real person, organisation or state."""

from __future__ import annotations

from datetime import datetime

from numpy.random import Generator

ORGANISATION = "Return to Western Averra"
HANDLE = "ReturnAverra"
HOME = "Norvania"
ACROSS = "Averra"
ALLY = "Drosmark"

#: The two governments of the case, the larger neighbour, and those who speak in the same assembly for comparison.
STATES = (
    "Norvania", "Averra", "Drosmark", "Kestovia", "Belmora", "Tervolia", "Ostvaria", "Lurengia", "Quendar",
    "Sylmere", "Pelladia", "Harnoway", "Ivrenia", "Casmora", "Dunverra", "Elantis", "Fjornmark", "Galdomere",
    "Hestria", "Jorvania", "Kalmeria", "Lothmar", "Miradel", "Nethavia", "Orlesund", "Pravonia",
)  # fmt: skip

CITIES = (
    "Lerholm",
    "Vastrin",
    "Old Karesh",
    "Tamsted",
    "Orvik",
    "Sennet Bridge",
    "Dallin",
    "Port Ysmer",
    "Harrowgate Mill",
    "Brenholt",
)
VILLAGES = ("Upper Sarn", "Kelmet", "Two Wells", "Isk", "Marrowfield", "Lower Sarn", "Tolvan", "Ashmere")

GIVEN = (
    "Talen", "Mirosk", "Ysa", "Dorvan", "Kelia", "Brannoc", "Sefa", "Ordel", "Lunet", "Varek", "Imra", "Jostin",
    "Neska", "Pellin", "Rovanna", "Tamsin", "Ulvar", "Wenda", "Zorel", "Aldis", "Corva", "Edrin", "Falke", "Gerla",
    "Hestin", "Ilvane", "Kasmir", "Lorent", "Meret", "Osken",
)  # fmt: skip
FAMILY = (
    "Harvaat", "Dellimor", "Ostrel", "Venkar", "Sarnesh", "Tolvik", "Bremand", "Karesh", "Lindrow", "Moravel",
    "Nestrid", "Pravik", "Quenlow", "Ravendal", "Sorrimer", "Tarvald", "Umbrin", "Vossek", "Wyrmond", "Yestan",
    "Zellick", "Arkval", "Bornet", "Castrel", "Durmane", "Eskeld", "Fennick", "Garholt", "Hollun", "Ismere",
)  # fmt: skip
WORDS = (
    "river", "blue", "north", "lamp", "quiet", "orchard", "stone", "cinder", "harbour", "maple", "winter", "paper",
    "copper", "salt", "violet", "meadow", "glass", "ember", "tide", "thistle",
)  # fmt: skip

PAPERS = ("Lerholm Herald", "Vastrin Courier", "The Orvik Morning", "Norvan Tribune", "Tamsted Gazette")
WIRE = "Norvan Wire"
OUTLETS = (
    *PAPERS,
    "Dallin Weekly",
    "Eastern Valleys Post",
    "Port Ysmer Observer",
    "The Brenholt Ledger",
    "Karesh Evening",
)
CHANNEL, CHANNEL_NUMBER = "Return Diary", 1790000001

_DESCRIPTIONS = (
    "Teacher, two cats, long walks.", "Opinions are mine.", "Football on weekends, spreadsheets on weekdays.",
    "From {city}, now elsewhere.", "Reading about rivers and railways.", "{city} born and raised.", "Nurse. Gardener. Tired.",
    "Photographs of {city} and its bridges.", "Economics student.", "History of the valleys, one letter at a time.",
    "Local news from {city}.", "Music, mostly old.", "Retired engineer.", "I bake.", "Law, tea, rain.",
)  # fmt: skip


def handle(rng: Generator, created_at: datetime) -> tuple[str, str]:
    """A handle and a display name; handles proposed by the platform, which end in digits, grow common with the years."""
    given, family = GIVEN[rng.integers(len(GIVEN))], FAMILY[rng.integers(len(FAMILY))]
    name = f"{given} {family}" if rng.random() < 0.7 else given
    if rng.random() < min(0.5, 0.02 + 0.035 * max(0, created_at.year - 2012)):
        return f"{given}{family}"[:9] + f"{rng.integers(10_000, 99_999_999)}", name
    style = rng.integers(4)
    if style == 0:
        return f"{given}_{family}{_suffix(rng)}", name
    if style == 1:
        return f"{WORDS[rng.integers(len(WORDS))]}_{WORDS[rng.integers(len(WORDS))]}{_suffix(rng)}", name
    if style == 2:
        return f"{given[0]}{family}{rng.integers(1950, 2006)}", name
    return f"{given}{family}{_suffix(rng)}", name


def description(rng: Generator) -> str:
    """A profile text; about one in four profiles has none."""
    if rng.random() < 0.25:
        return ""
    text = _DESCRIPTIONS[rng.integers(len(_DESCRIPTIONS))]
    return text.format(city=CITIES[rng.integers(len(CITIES))])


def _suffix(rng: Generator) -> str:
    return "" if rng.random() < 0.5 else str(rng.integers(1, 9999))

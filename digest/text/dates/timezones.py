"""Time zones by the names people write: abbreviations, "UTC+2", cities and countries of the network.

A city means its zone of the IANA database, so that summer time is right on both sides.
"""

import re
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

# Offsets in minutes. "CET" on a summer day is obeyed to the letter: whoever wrote it may have meant it.
ABBREVIATIONS = {
    "utc": 0, "gmt": 0, "tu": 0, "tuc": 0, "ut": 0, "z": 0, "wet": 0,
    "cet": 60, "west": 60, "wat": 60, "bst": 60, "hec": 60,
    "cest": 120, "cat": 120, "eet": 120, "sast": 120, "heec": 120,
    "eest": 180, "eat": 180, "msk": 180, "trt": 180,
    "ast": -240, "hna": -240, "edt": -240, "hae": -240, "adt": -180, "brt": -180, "art": -180,
    "est": -300, "hne": -300, "cdt": -300, "cst": -360, "mdt": -360, "mst": -420, "pdt": -420, "pst": -480,
    "jst": 540,
}  # fmt: skip

_CITIES = {
    "Europe/Paris": (
        "paris|france|metropole|lyon|marseille|lille|nantes|strasbourg|bordeaux|toulouse|montpellier|nice|rennes|nancy"
    ),
    "Europe/Brussels": "bruxelles|belgique|brussels", "Europe/Zurich": "geneve|suisse|berne|lausanne|zurich",
    "Europe/London": "londres|london|royaume-uni", "Europe/Madrid": "madrid|barcelone|espagne|barcelona",
    "Europe/Lisbon": "lisbonne|portugal", "Europe/Berlin": "berlin|allemagne", "Europe/Rome": "rome|italie",
    "Europe/Luxembourg": "luxembourg", "Europe/Athens": "athenes|grece", "Europe/Bucharest": "bucarest|roumanie",
    "Europe/Warsaw": "varsovie|pologne", "Europe/Kyiv": "kiev|kyiv|ukraine", "Europe/Chisinau": "chisinau|moldavie",
    "Europe/Istanbul": "istanbul|turquie|ankara|konya", "Europe/Moscow": "moscou",
    "Asia/Yerevan": "erevan|armenie|yerevan", "Asia/Tbilisi": "tbilissi|georgie", "Asia/Baku": "bakou",
    "Asia/Beirut": "beyrouth|liban|tripoli", "Asia/Jerusalem": "jerusalem|israel|tel-aviv|tel aviv|haifa",
    "Asia/Hebron": "ramallah|palestine|bethleem|hebron|naplouse", "Asia/Amman": "amman|jordanie",
    "Asia/Tokyo": "tokyo|japon|kyoto", "Asia/Shanghai": "pekin|chine|shanghai|beijing", "Asia/Seoul": "seoul|coree",
    "Asia/Ho_Chi_Minh": "hanoi|vietnam|hue", "Asia/Phnom_Penh": "phnom penh|cambodge|siem reap",
    "Asia/Vientiane": "vientiane|laos", "Asia/Kolkata": "new delhi|delhi|inde", "Asia/Dubai": "dubai",
    "Asia/Jakarta": "jakarta", "Africa/Dakar": "dakar|senegal|saint-louis|ziguinchor", "Africa/Bamako": "bamako|mali",
    "Africa/Ouagadougou": "ouagadougou|burkina|burkina faso", "Africa/Abidjan": "abidjan|cote d'ivoire",
    "Africa/Casablanca": "rabat|maroc|casablanca|agadir|tanger|marrakech|fes", "Africa/Tunis": "tunis|tunisie|sfax",
    "Africa/Algiers": "alger|algerie", "Africa/Cairo": "le caire|egypte",
    "Africa/Nouakchott": "nouakchott|mauritanie", "Africa/Conakry": "conakry|guinee", "Africa/Niamey": "niamey|niger",
    "Africa/Ndjamena": "n'djamena|ndjamena|tchad", "Africa/Porto-Novo": "cotonou|benin|porto-novo",
    "Africa/Lome": "lome|togo", "Africa/Douala": "yaounde|cameroun|douala", "Africa/Libreville": "libreville|gabon",
    "Africa/Brazzaville": "brazzaville", "Africa/Kinshasa": "kinshasa|rdc", "Africa/Bangui": "bangui",
    "Africa/Djibouti": "djibouti", "Africa/Addis_Ababa": "addis-abeba|addis abeba", "Africa/Nairobi": "nairobi|kenya",
    "Africa/Kigali": "kigali|rwanda", "Africa/Accra": "accra|ghana", "Africa/Johannesburg": "johannesburg|durban",
    "Africa/Lagos": "lagos", "Atlantic/Cape_Verde": "praia|cap-vert",
    "Indian/Antananarivo": "antananarivo|madagascar|tananarive", "Indian/Comoro": "moroni|comores",
    "Indian/Reunion": "la reunion|saint-denis de la reunion", "Indian/Mayotte": "mayotte|mamoudzou",
    "Indian/Mauritius": "port-louis|maurice", "Pacific/Noumea": "noumea|nouvelle-caledonie",
    "Pacific/Tahiti": "papeete|tahiti|polynesie", "America/Port-au-Prince": "port-au-prince|haiti",
    "America/Martinique": "fort-de-france|martinique|antilles",
    "America/Guadeloupe": "pointe-a-pitre|guadeloupe|basse-terre",
    "America/Cayenne": "cayenne|guyane", "America/Montreal": "montreal|quebec", "America/Toronto": "ottawa|toronto",
    "America/New_York": "new york|washington|new-york",
    "America/Sao_Paulo": "brasilia|bresil|sao paulo|rio de janeiro|rio", "America/Mexico_City": "mexico|mexique",
    "America/Guayaquil": "quito", "America/Bogota": "bogota|colombie", "America/Lima": "lima|perou",
    "America/Santiago": "santiago", "America/Argentina/Buenos_Aires": "buenos aires|argentine",
    "America/La_Paz": "la paz|bolivie", "America/Havana": "la havane|cuba",
}  # fmt: skip

PLACES = {name: zone for zone, names in _CITIES.items() for name in names.split("|")}
_ADJECTIVES = {
    "francaise": "paris", "metropolitaine": "paris", "belge": "belgique", "suisse": "suisse",
    "senegalaise": "senegal", "marocaine": "maroc", "tunisienne": "tunisie", "malienne": "mali",
    "quebecoise": "quebec", "japonaise": "japon", "libanaise": "liban", "malgache": "madagascar",
    "armenienne": "armenie", "turque": "turquie", "camerounaise": "cameroun", "beninoise": "benin",
    "togolaise": "togo", "ivoirienne": "cote d'ivoire", "haitienne": "haiti", "ukrainienne": "ukraine",
}  # fmt: skip
# The name to print for a zone, where it is not the letter's.
SPOKEN = {
    "Europe/Paris": "Paris", "Europe/London": "Londres", "Europe/Brussels": "Bruxelles", "Africa/Dakar": "Dakar",
    "Africa/Bamako": "Bamako", "Africa/Abidjan": "Abidjan", "Africa/Tunis": "Tunis", "Asia/Beirut": "Beyrouth",
    "Asia/Jerusalem": "Jérusalem", "Asia/Yerevan": "Erevan", "Asia/Tokyo": "Tokyo", "Europe/Istanbul": "Istanbul",
    "Indian/Antananarivo": "Antananarivo", "America/New_York": "New York", "America/Martinique": "Fort-de-France",
    "Africa/Douala": "Yaoundé", "Europe/Madrid": "Madrid", "Europe/Berlin": "Berlin", "Pacific/Noumea": "Nouméa",
}  # fmt: skip

_OFFSET = re.compile(r"([+-])([0-9]{1,2})(?:[:h]?([0-9]{2}))?")
_MOST = 14 * 60


@lru_cache(maxsize=512)
def zone_of_place(name: str) -> tzinfo | None:
    """Return the zone of a city, country or adjective ("heure française"), folded; None for a place we do not know."""
    key = PLACES.get(_ADJECTIVES.get(name, name))
    return ZoneInfo(key) if key else None


def zone_of_name(name: str, offset: str = "") -> tzinfo | None:
    """Return the zone of "CET", "UTC" or "GMT" with an offset like "+2", "-04:00"; None for what is no zone."""
    minutes = ABBREVIATIONS.get(name, 0)
    more = _OFFSET.fullmatch(offset.replace(" ", ""))
    if more:
        sign = -1 if more[1] == "-" else 1
        minutes += sign * (int(more[2]) * 60 + int(more[3] or 0))
    return timezone(timedelta(minutes=minutes)) if abs(minutes) <= _MOST else None

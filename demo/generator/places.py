"""Where invented organisations stand: real communes, shares of regions assumed."""

from demo.generator.draws import Draws

#: Assumed: roughly the weight of regions among jobs of the social economy, Île-de-France a little less.
REGIONS = {
    "ara": 0.14, "bfc": 0.05, "bre": 0.09, "cvl": 0.04, "cor": 0.01, "ges": 0.07, "hdf": 0.08, "idf": 0.14,
    "nor": 0.05, "naq": 0.10, "occ": 0.10, "pdl": 0.07, "pac": 0.08, "om": 0.03,
}  # fmt: skip

#: INSEE codes, by the questionnaire's own regions.
COMMUNES = {
    "ara": ("69123", "38185", "42218", "63113", "26113", "74010", "07019"),
    "bfc": ("21231", "25056", "58194", "71014", "39300"),
    "bre": ("35238", "29019", "56121", "35236", "29232", "22278"),
    "cvl": ("37261", "45234", "18033", "41018"),
    "cor": ("2A004", "2B033", "2B096"),
    "ges": ("67482", "51454", "54395", "57463", "68224", "88160"),
    "hdf": ("59350", "80021", "59512", "62498", "62041", "60057"),
    "idf": ("75056", "93048", "93066", "94041", "93063", "92050"),
    "nor": ("76540", "14118", "76351", "50129", "61001"),
    "naq": ("33063", "87085", "86194", "17300", "64445", "24322"),
    "occ": ("31555", "34172", "30189", "66136", "81004", "12202", "32013"),
    "pdl": ("44109", "49007", "72181", "53130", "85191"),
    "pac": ("13055", "06088", "83137", "84007", "05061", "04070"),
    "om": ("97411", "97209", "97120", "97302", "97611"),
}

#: Levels of INSEE's density grid (2022) of the communes of the country that are no large urban centre: the
#: official file is an administrator's to import, and the demonstration has none.
DENSITIES = {
    2: (
        *("05061", "07019", "12145", "12202", "23096", "24322", "2A004", "2B033", "32013", "39300", "41018"),
        *("53130", "58194", "60057", "61001", "71014", "71153", "81004", "85191", "88160", "97120"),
    ),
    3: ("04070", "29024", "2B096", "35236"),
    4: ("97412",),
    5: ("26113",),
}


def place(draws: Draws) -> tuple[str, str]:
    """A region of the questionnaire and a commune in it."""
    region = draws.pick(REGIONS)
    return region, draws.choice(COMMUNES[region])

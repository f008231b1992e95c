"""The figures the demonstration must show again, as published, and the proxies that fill what was not.

Published: results of the Grand Recueil and of the Enquête Épargnants seen in public sources. Proxy: a real
figure of another survey, used only to make the rest plausible. Assumed: ours.
Sources: docs/explanation/demonstration.md.
"""

# The Grand Recueil: published ------------------------------------------------------------------

BEGUN = 836
COMPLETE = 510
#: 60 %, 24 % and 11 % of 510 published; the remaining 5 % is the difference, its halves are assumed.
STATUSES = {"association": 306, "cooperative": 122, "commerciale": 56, "fondation": 15, "autre_statut": 11}
ONE_VOICE = 444  # 87 % of 510
SOCIAL_INNOVATION = 367  # 72 %
OWN_FUNDS_INSUFFICIENT = 383  # 75 %
CASH_TENSION = 367  # 72 %
CASH_WORRYING = 163  # 32 %; inside the 367: assumed
TOTAL_NEED_CENTS = 140_000_000_000  # 1.4 billion euros

# The savers: published -------------------------------------------------------------------------

SAVERS = 1_130
HAVE_TRIED = 723  # 64 %
NO_CLEAR_OFFER = 735  # 65 %
WANT_DEMOCRACY = 904  # 80 %

# Proxies: associations' financial health, Le Mouvement associatif, RNMA, Hexopée and ORVA, 2025 ----

#: Employer associations, September 2025: none 5 %, under 3 months 25 %, 3 to 6 months 31 %, the rest 39 %,
#: of which a year or more 10 % (March 2025).
CASH_MONTHS_EMPLOYERS = {"aucun": 0.05, "lt3": 0.25, "m3_6": 0.31, "m6_12": 0.29, "ge12": 0.10}
#: Non-employers: under 3 months 9 %, a year or more 35 %; what is between is assumed.
CASH_MONTHS_OTHERS = {"aucun": 0.02, "lt3": 0.07, "m3_6": 0.22, "m6_12": 0.34, "ge12": 0.35}
#: Associations of the spring 2025 wave, in euros.
BUDGETS = {
    (5_000, 50_000): 0.13,
    (50_000, 200_000): 0.33,
    (200_000, 500_000): 0.23,
    (500_000, 6_000_000): 0.31,
}
ASSOCIATIONS_EMPLOYING = 0.69
#: Subsidies that fell: 45 %, of which 20 % sharply; the rest is assumed.
SUBSIDIES = {"forte_baisse": 0.20, "baisse": 0.25, "stable": 0.35, "hausse": 0.13, "nsp": 0.07}

# Assumed ---------------------------------------------------------------------------------------

COOPERATIVE_FORMS = {"scic": 52, "scop": 27, "cae": 12, "fonciere": 20, "autre_coop": 11}
#: In which part of the questionnaire the 326 others stopped.
STOPPED = {
    "identite": 0.16, "gouvernance": 0.17, "situation": 0.29, "besoins_section": 0.20, "experience": 0.12,
    "suites": 0.06,
}  # fmt: skip

"""What Eurostat's labels stand for, for files that hold labels instead of codes: only those an indicator needs.

A label that is not here stays as it is. No indicator reads it then, and the import says so by its name.
"""

GROUPS = {
    "Total": "TOTAL",
    "Reporting country": "NAT",
    "Foreign country": "FOR",
    "EU27 countries (from 2020) except reporting country": "EU27_2020_FOR",
    "Non-EU27 countries (from 2020) nor reporting country": "NEU27_2020_FOR",
    "Ukraine": "UA",
}
LABELS = {
    "freq": {"Annual": "A", "Monthly": "M"},
    "sex": {"Total": "T", "Males": "M", "Females": "F"},
    "c_birth": GROUPS,
    "citizen": GROUPS,
    "unit": {
        "Percentage": "PC",
        "Thousand persons": "THS_PER",
        "Person": "PER",
        "Number": "NR",
        "Euro": "EUR",
    },
    "age": {
        "Total": "TOTAL",
        "From 15 to 29 years": "Y15-29",
        "From 15 to 64 years": "Y15-64",
        "From 15 to 74 years": "Y15-74",
        "From 18 to 24 years": "Y18-24",
        "From 20 to 64 years": "Y20-64",
        "From 25 to 64 years": "Y25-64",
        "16 years or over": "Y_GE16",
        "18 years or over": "Y_GE18",
    },
    "isced11": {"Tertiary education (levels 5-8)": "ED5-8"},
    "lev_perc": {"Very good or good": "VG_G"},
    "tenure": {"Owner": "OWN"},
    "indic_il": {"Median equivalised net income": "MED_E"},
    "wstatus": {"Self-employed persons": "SELF"},
    "geo": {
        "European Union - 27 countries (from 2020)": "EU27_2020",
        "Austria": "AT",
        "Belgium": "BE",
        "Bulgaria": "BG",
        "Croatia": "HR",
        "Cyprus": "CY",
        "Czechia": "CZ",
        "Denmark": "DK",
        "Estonia": "EE",
        "Finland": "FI",
        "France": "FR",
        "Germany": "DE",
        "Germany (until 1990 former territory of the FRG)": "DE",
        "Greece": "EL",
        "Hungary": "HU",
        "Ireland": "IE",
        "Italy": "IT",
        "Latvia": "LV",
        "Lithuania": "LT",
        "Luxembourg": "LU",
        "Malta": "MT",
        "Netherlands": "NL",
        "Poland": "PL",
        "Portugal": "PT",
        "Romania": "RO",
        "Slovakia": "SK",
        "Slovenia": "SI",
        "Spain": "ES",
        "Sweden": "SE",
    },
}


def code_of(dimension: str, cell: str) -> str:
    """Return the code a label of a dimension stands for; a code, or a label nobody needs, is returned as it is."""
    return LABELS.get(dimension, {}).get(cell, cell)

"""The names by which each country of the statements speaks of itself, by the code of its documents."""

NAMES: dict[str, tuple[str, ...]] = {
    "ARM": ("Armenia", "Armenian*"), "AUS": ("Australia", "Australian*"), "AZE": ("Azerbaijan", "Azerbaijani*"), "BLR": ("Belarus", "Byelorussian*", "Belarusian*"),
    "CAN": ("Canada", "Canadian*"), "CHE": ("Switzerland", "Swiss"), "CHN": ("China", "Chinese"), "CUB": ("Cuba", "Cuban*"), "CYP": ("Cyprus", "Greek Cypriot*", "Cyprus Government"),
    "DEU": ("Germany", "German Government"), "EST": ("Estonia", "Estonian*"), "FIN": ("Finland", "Finnish"), "FRA": ("France", "French"), "GBR": ("United Kingdom", "Britain", "British"),
    "GEO": ("Georgia", "Georgian*"), "GRC": ("Greece", "Greek Government"), "HUN": ("Hungary", "Hungarian*"), "IND": ("India", "Indian*"), "IRN": ("Iran", "Iranian*"),
    "ISR": ("Israel", "Israeli*"), "JPN": ("Japan", "Japanese"), "KAZ": ("Kazakhstan", "Kazakh*"), "KGZ": ("Kyrgyzstan", "Kyrgyz*"), "LTU": ("Lithuania", "Lithuanian*"), "LVA": ("Latvia", "Latvian*"),
    "MDA": ("Moldova", "Republic of Moldova", "Moldovan*"), "NOR": ("Norway", "Norwegian*"), "PAK": ("Pakistan", "Pakistani*"), "POL": ("Poland", "Polish"),
    "RUS": ("Russia", "Russian*", "Soviet Union", "USSR"), "SRB": ("Serbia", "Serbian*"), "SWE": ("Sweden", "Swedish"), "SYR": ("Syria", "Syrian*"), "TJK": ("Tajikistan", "Tajik*"),
    "TKM": ("Turkmenistan", "Turkmen*"), "TUR": ("Turkey", "Turkish", "Türkiye"), "UKR": ("Ukraine", "Ukrainian*"), "USA": ("United States", "America"), "UZB": ("Uzbekistan", "Uzbek*"), "VEN": ("Venezuela", "Venezuelan*"),
}  # fmt: skip

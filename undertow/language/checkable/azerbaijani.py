"""Azerbaijani: numbers, dates, durations and quotes of an article, and few other words. Measured on few invented sentences."""

from __future__ import annotations

from undertow.language.checkable.wording import Duration, Wording

WORDING = Wording(
    code="az",
    months=tuple(rf"{month}\w*" for month in ("yanvar", "fevral", "mart", "aprel", "may(?=\\b|ın|da|dan|a\\b)", "iyun", "iyul", "avqust", "sentyabr", "oktyabr", "noyabr", "dekabr")),
    durations=tuple(
        Duration(pattern, unit)
        for pattern, unit in (
            (r"saniyə\w*", "seconds"), (r"dəqiqə\w*", "minutes"), (r"saat\w*", "hours"), (r"gün(?:lük|dən|də|ə|ün)?", "days"), (r"həftə\w*", "weeks"),
            (r"ay(?:lıq|dan|da|a|dır)?", "months"), (r"il(?:lik|dən|də|ə|dir)?", "years"), (r"onillik\w*", "decades"), (r"əsr\w*", "centuries"),
        )
    ),
    dates=(
        r"\b(?P<y><year>)(?:-c[iıuü]|-?nc[iıuü])? il\w*(?:,? (?:<month>))?",
        r"\b(?:19|20)?\d0-c[iıuü] il\w+", r"\b(?:dünən|keçən (?:il|ay|həftə)|bu il|ötən (?:il|ay|həftə)|gələn (?:il|ay|həftə))\b",
        r"\b(?P<m><month>) ay\w*", r"\b(?P<m>(?:yanvar|fevral|mart|aprel|iyun|iyul|avqust|sentyabr|oktyabr|noyabr|dekabr)(?:da|də|ın|in|dan|dən))\b",
    ),
    vague_durations=r"\b(?:bir neçə|uzun|son) (?:gün|həftə|ay|il|saat)\w*",
    label=r"(?:səhifə|maddə|cədvəl|bölmə|nömrə|№) ?$",
    not_counted=r"\bbir-bir\w*|\bbir (?:daha|az|qədər|şey|gün|çox|yerdə)\b|\bon(?:lar|un|a|u|dan|da)\b|^\W*\d{1,3}[.)](?= )",
    reporting=r"\b(?:de(?:yib|di|yir|yərək|miş)\w*|deyə|bildir\w+|söylə\w+|qeyd ed\w+|vurğula\w+|yaz(?:ıb|ır|dı)\w*|əlavə ed\w+|adlandır\w+)\b",
    since=r"\bil(?:dən|indən) (?:bəri|etibarən)\b|\bbəri\b",
    comparison=r"\b(?:daha (?:çox|az|böyük|yüksək|kiçik)|iki dəfə|üç dəfə|nisbətən|müqayisədə)\b|\w+d[ae]n (?:artıq|çox|az)\b",
    superlative=r"\bən (?!azı|çoxu)\w+|\bbütün\b|\bhər (?:kəs|bir|il|gün)\b|\bheç (?:kim|vaxt|bir|nə|kəs)\b|\byalnız\b|\bhəmişə\b|\byeganə\b|\bilk dəfə\b|\bəksəriyyət\w*|\bhamı\w*",
    trend=r"\bart(?:ır|ıb|dı|maqda|ım)\w*\b|\bazal\w+|\byüksəl\w+|\bgetdikcə\b|\bgenişlən\w+|\bçoxal\w+",
    cause=r"\bsəbəb(?:i|indən|ilə)\w*|\bgörə\b(?= )|\bnəticəsində\b|\bçünki\b|\bbuna görə\b",
    attribution=r"\bgöstərişi ilə\b|\bsifarişi ilə\b|\barxasında\b|\bməqsədi ilə\b|\bbotlar\w*|\btroll\w*",
)  # fmt: skip

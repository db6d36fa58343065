"""The words of the ledger's charts."""

from __future__ import annotations

from geodata.errors import InputError

_WORDS = {
    "en": {
        "hours": "Days",
        "usd": "US dollars",
        "measured": "measured",
        "official": "official",
        "provider": "provider",
        "estimate": "estimate",
        "assumption": "assumption",
        "band": "band: from the lowest to the highest",
        "mode": "sum of the modes",
        "low": "lowest",
        "high": "highest",
        "tone": "From dark to pale",
        "dashes": "Dashes: the sums of the lowest and of the highest",
    },
    "ru": {
        "hours": "Сутки",
        "usd": "Доллары США",
        "measured": "измерено",
        "official": "официально",
        "provider": "перевозчик",
        "estimate": "оценка",
        "assumption": "допущение",
        "band": "полоса: от наименьшего до наибольшего",
        "mode": "сумма наиболее вероятных",
        "low": "наименьшее",
        "high": "наибольшее",
        "tone": "От тёмного к бледному",
        "dashes": "Пунктир: суммы наименьших и наибольших значений",
    },
    "zh": {
        "hours": "天",
        "usd": "美元",
        "measured": "实测",
        "official": "官方",
        "provider": "承运人",
        "estimate": "估计",
        "assumption": "假设",
        "band": "色带：最低至最高",
        "mode": "众数之和",
        "low": "最低",
        "high": "最高",
        "tone": "由深至浅",
        "dashes": "虚线：最低值之和与最高值之和",
    },
}


def ledger_words(lang: str) -> dict[str, str]:
    """Return the words of a language.

    Raises
    ------
    InputError
        If they are not translated into it.
    """
    base = lang.replace("_", "-").split("-")[0].lower()
    if base not in _WORDS:
        raise InputError(f"no language {lang!r}: use {', '.join(_WORDS)}")
    return _WORDS[base]

"""Names of months and weekdays in several languages, and of time zones."""

from __future__ import annotations

_MONTHS = (
    "jan january januar januari jänner janvier enero gennaio janeiro",
    "feb february februar februari février fevrier febrero febbraio fevereiro",
    "mar march märz maerz mars marzo março marco maart marts",
    "apr april avril abril aprile",
    "may mai mayo maggio maio mei maj",
    "jun june juni juin junio giugno junho",
    "jul july juli juillet julio luglio julho",
    "aug august août aout agosto augustus augusti",
    "sep sept september septembre septiembre setiembre settembre setembro",
    "oct october oktober octobre octubre ottobre outubro",
    "nov november novembre noviembre novembro",
    "dec december dezember décembre decembre diciembre dicembre dezembro desember",
)
MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_WEEKDAYS = (
    "mon monday montag lundi lunes lunedì segunda maandag mandag",
    "tue tues tuesday dienstag mardi martes martedì terça dinsdag tirsdag",
    "wed wednesday mittwoch mercredi miércoles mercoledì quarta woensdag onsdag",
    "thu thur thurs thursday donnerstag jeudi jueves giovedì quinta donderdag torsdag",
    "fri friday freitag vendredi viernes venerdì sexta vrijdag fredag",
    "sat saturday samstag sonnabend samedi sábado sabato zaterdag lørdag",
    "sun sunday sonntag dimanche domingo domenica zondag søndag",
)
WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
FILLING = frozenset(["of", "the", "on", "den", "der", "le", "il", "de", "del", "feira"])

ZONES = {  # hours from UTC of abbreviations with one usual meaning (RFC 5322 and others)
    "UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip

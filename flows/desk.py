"""Everything a run works with, opened once and passed on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.catalog import Catalog, load_catalog
from pipeline.settings import Settings
from storage.audit import Audit
from storage.catalogue import Catalogue
from storage.objects import Objects
from storage.people import People
from storage.records import Records


@dataclass(frozen=True)
class Desk:
    """The settings with every address filled in, and the stores and data they lead to."""

    settings: Settings
    objects: Objects
    records: Records
    catalogue: Catalogue
    audit: Audit
    types: Catalog
    people: People


@contextmanager
def open_desk(settings: Settings) -> Iterator[Desk]:
    """The desk for `settings`, whose servers must be running. Raises ServiceError where one does not answer."""
    objects = Objects.connect(settings)
    objects.prepare()
    types = load_catalog(own=settings.catalog)
    catalogue = Catalogue.connect(settings, types)
    try:
        catalogue.migrate()
        audit = Audit(catalogue.database, objects.locked)
        yield Desk(settings, objects, Records(objects), catalogue, audit, types, People(catalogue.database))
    finally:
        catalogue.close()

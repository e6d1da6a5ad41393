"""What is known of papers, procedures and codes: data with validity dates, no code per type."""

from __future__ import annotations

from pipeline.catalog.load import OTHER, WITHHELD, Catalog, load_catalog
from pipeline.catalog.procedure import Procedure
from pipeline.catalog.schema import DocumentType, FieldSpec, PersonSpec, Province

__all__ = [
    "OTHER",
    "WITHHELD",
    "Catalog",
    "DocumentType",
    "FieldSpec",
    "PersonSpec",
    "Procedure",
    "Province",
    "load_catalog",
]

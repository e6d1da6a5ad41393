"""Ids that depend on the paper alone, so that the same scan always gives the same dossier and documents."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

from pipeline.model import PageRef

_NAMESPACE: Final = UUID("6f1d9c6e-5d0b-5f0e-9a54-2b7d3f5f4c11")


def document_id(first: PageRef) -> str:
    """The id of the document that starts on this page."""
    return str(uuid5(_NAMESPACE, f"document:{first.source}:{first.page}"))


def dossier_id(first: PageRef) -> str:
    """The id of the dossier whose first page this is."""
    return str(uuid5(_NAMESPACE, f"dossier:{first.source}:{first.page}"))

"""The tables of the catalogue, audit log and change feed. Ids are opaque text; times are stored with their zone."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

FEED = Table(
    "feed",
    METADATA,
    Column("id", Text, primary_key=True, comment="Names this database; replicas of another one start over."),
)

BATCHES = Table(
    "batches",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("received", DateTime(timezone=True), nullable=False, index=True),
    Column("operator", Text, nullable=False),
    Column("procedure", Text),
    Column("state", Text, nullable=False, index=True),
    Column("sources", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("manifest_sha256", Text, nullable=False),
    Column("agency", Text, nullable=False, server_default=""),
)

PROBLEMS = Table(
    "batch_problems",
    METADATA,
    Column("batch", ForeignKey(BATCHES.c.id), primary_key=True),
    Column("no", Integer, primary_key=True),
    Column("file", Text),
    Column("page", Integer),
    Column("code", Text, nullable=False),
    Column("message_vi", Text, nullable=False),
    Column("message_en", Text, nullable=False),
    Column("retryable", Boolean, nullable=False),
)

SOURCES = Table(
    "sources",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("batch", ForeignKey(BATCHES.c.id), nullable=False, index=True),
)

DOSSIERS = Table(
    "dossiers",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("record_sha256", Text, nullable=False),
    Column("code", Text),
    Column("code_key", Text, unique=True, comment="The code without separators, in lower case."),
    Column("procedure", Text, index=True),
    Column("received", DateTime(timezone=True), nullable=False, index=True),
    Column("pages", Integer, nullable=False),
    Column("blocks", Integer, nullable=False, comment="Findings that block."),
    Column("warnings", Integer, nullable=False, comment="Findings that warn."),
    Column(
        "reusable",
        Integer,
        nullable=False,
        server_default="0",
        comment="Components that an earlier dossier of the agency holds already.",
    ),
)

DOSSIER_BATCHES = Table(
    "dossier_batches",
    METADATA,
    Column("dossier", ForeignKey(DOSSIERS.c.id), primary_key=True),
    Column("batch", ForeignKey(BATCHES.c.id), primary_key=True, index=True),
)

DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("dossier", ForeignKey(DOSSIERS.c.id), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("no", Integer, nullable=False),
    Column("type", Text, nullable=False, index=True),
    Column("part", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("day", Date, index=True, comment="The day the paper was issued or registered, where it is known."),
    UniqueConstraint("dossier", "no"),
)

FIELDS = Table(
    "fields",
    METADATA,
    Column("dossier", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("value_fold", Text, nullable=False, comment="Lower case without marks."),
    Column("identifier", Text, nullable=False, comment="Folded, letters and digits only."),
    Column("sort", Text(collation="C"), nullable=False, comment="Byte order is Vietnamese order."),
    Column("day", Date),
    Column("source", Text),
    Column("page", Integer),
    Column("method", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    ForeignKeyConstraint(["dossier", "document"], [DOCUMENTS.c.dossier, DOCUMENTS.c.id]),
)
Index("ix_fields_key_identifier", FIELDS.c.key, FIELDS.c.identifier)
Index("ix_fields_key_value_fold", FIELDS.c.key, FIELDS.c.value_fold)

PEOPLE = Table(
    "people",
    METADATA,
    Column("dossier", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("no", Integer, primary_key=True, comment="The person's number in the dossier."),
    Column("role", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_fold", Text, nullable=False, index=True, comment="Lower case without marks."),
    Column("id12", Text, index=True),
    Column("sure", Boolean, nullable=False, comment="The number came from a machine-readable code."),
    Column("birth", Text),
    Column("expires", Date, comment="The document's last day of validity, if it has one."),
    ForeignKeyConstraint(["dossier", "document"], [DOCUMENTS.c.dossier, DOCUMENTS.c.id]),
)

PAGES = Table(
    "pages",
    METADATA,
    Column("source", ForeignKey(SOURCES.c.sha256), primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("dossier", ForeignKey(DOSSIERS.c.id), nullable=False, index=True),
    Column("document", Text, comment="None for a blank or separator sheet."),
    Column("no", Integer, comment="Place in its document, from 1."),
    ForeignKeyConstraint(["dossier", "document"], [DOCUMENTS.c.dossier, DOCUMENTS.c.id]),
)

CHANGES = Table(
    "changes",
    METADATA,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("dossier", ForeignKey(DOSSIERS.c.id), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    UniqueConstraint("dossier", "version"),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("when", DateTime(timezone=True), nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("dossier", Text, index=True),
    Column("detail", JSONB, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

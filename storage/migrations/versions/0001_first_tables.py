"""The catalogue, the change feed and the audit log"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("when", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sa.UniqueConstraint("id", name=op.f("uq_audit_id")),
    )
    op.create_index(op.f("ix_audit_dossier"), "audit", ["dossier"], unique=False)
    op.create_index(op.f("ix_audit_when"), "audit", ["when"], unique=False)
    op.create_table(
        "batches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("manifest_sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_index(op.f("ix_batches_received"), "batches", ["received"], unique=False)
    op.create_index(op.f("ix_batches_state"), "batches", ["state"], unique=False)
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("record_sha256", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("code_key", sa.Text(), nullable=True, comment="The code without separators, in lower case."),
        sa.Column("procedure", sa.Text(), nullable=True),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("blocks", sa.Integer(), nullable=False, comment="Findings that block."),
        sa.Column("warnings", sa.Integer(), nullable=False, comment="Findings that warn."),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("code_key", name=op.f("uq_dossiers_code_key")),
    )
    op.create_index(op.f("ix_dossiers_procedure"), "dossiers", ["procedure"], unique=False)
    op.create_index(op.f("ix_dossiers_received"), "dossiers", ["received"], unique=False)
    op.create_table(
        "feed",
        sa.Column("id", sa.Text(), nullable=False, comment="Names this database; replicas of another one start over."),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
    )
    op.create_table(
        "batch_problems",
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message_vi", sa.Text(), nullable=False),
        sa.Column("message_en", sa.Text(), nullable=False),
        sa.Column("retryable", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name=op.f("fk_batch_problems_batch")),
        sa.PrimaryKeyConstraint("batch", "no", name=op.f("pk_batch_problems")),
    )
    op.create_table(
        "changes",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name=op.f("fk_changes_dossier")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_changes")),
        sa.UniqueConstraint("dossier", "version", name=op.f("uq_changes_dossier_version")),
    )
    op.create_table(
        "documents",
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column(
            "day", sa.Date(), nullable=True, comment="The day the paper was issued or registered, where it is known."
        ),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name=op.f("fk_documents_dossier")),
        sa.PrimaryKeyConstraint("dossier", "id", name=op.f("pk_documents")),
        sa.UniqueConstraint("dossier", "no", name=op.f("uq_documents_dossier_no")),
    )
    op.create_index(op.f("ix_documents_day"), "documents", ["day"], unique=False)
    op.create_index(op.f("ix_documents_type"), "documents", ["type"], unique=False)
    op.create_table(
        "dossier_batches",
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name=op.f("fk_dossier_batches_batch")),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name=op.f("fk_dossier_batches_dossier")),
        sa.PrimaryKeyConstraint("dossier", "batch", name=op.f("pk_dossier_batches")),
    )
    op.create_index(op.f("ix_dossier_batches_batch"), "dossier_batches", ["batch"], unique=False)
    op.create_table(
        "sources",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name=op.f("fk_sources_batch")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sources")),
    )
    op.create_index(op.f("ix_sources_batch"), "sources", ["batch"], unique=False)
    op.create_table(
        "fields",
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("value_fold", sa.Text(), nullable=False, comment="Lower case without marks."),
        sa.Column("identifier", sa.Text(), nullable=False, comment="Folded, letters and digits only."),
        sa.Column("sort", sa.Text(collation="C"), nullable=False, comment="Byte order is Vietnamese order."),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier", "document"], ["documents.dossier", "documents.id"], name=op.f("fk_fields_dossier_document")
        ),
        sa.PrimaryKeyConstraint("dossier", "document", "key", name=op.f("pk_fields")),
    )
    op.create_index("ix_fields_key_identifier", "fields", ["key", "identifier"], unique=False)
    op.create_index("ix_fields_key_value_fold", "fields", ["key", "value_fold"], unique=False)
    op.create_table(
        "pages",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True, comment="None for a blank or separator sheet."),
        sa.Column("no", sa.Integer(), nullable=True, comment="Place in its document, from 1."),
        sa.ForeignKeyConstraint(
            ["dossier", "document"], ["documents.dossier", "documents.id"], name=op.f("fk_pages_dossier_document")
        ),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name=op.f("fk_pages_dossier")),
        sa.ForeignKeyConstraint(["source"], ["sources.sha256"], name=op.f("fk_pages_source")),
        sa.PrimaryKeyConstraint("source", "page", name=op.f("pk_pages")),
    )
    op.create_index(op.f("ix_pages_dossier"), "pages", ["dossier"], unique=False)
    op.execute("INSERT INTO feed (id) VALUES (gen_random_uuid()::text)")
    op.execute(
        """
        CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("the catalogue goes forward only; restore a backup or rebuild it from the objects")

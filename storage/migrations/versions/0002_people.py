"""The persons whom documents name, and which agency took a batch in: what reuse before scan looks for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("batches", sa.Column("agency", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "dossiers",
        sa.Column(
            "reusable",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Components that an earlier dossier of the agency holds already.",
        ),
    )
    op.create_table(
        "people",
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False, comment="The person's number in the dossier."),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_fold", sa.Text(), nullable=False, comment="Lower case without marks."),
        sa.Column("id12", sa.Text(), nullable=True),
        sa.Column("sure", sa.Boolean(), nullable=False, comment="The number came from a machine-readable code."),
        sa.Column("birth", sa.Text(), nullable=True),
        sa.Column("expires", sa.Date(), nullable=True, comment="The document's last day of validity, if it has one."),
        sa.ForeignKeyConstraint(
            ["dossier", "document"], ["documents.dossier", "documents.id"], name=op.f("fk_people_dossier_document")
        ),
        sa.PrimaryKeyConstraint("dossier", "document", "no", "role", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_id12"), "people", ["id12"], unique=False)
    op.create_index(op.f("ix_people_name_fold"), "people", ["name_fold"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the catalogue goes forward only; restore a backup or rebuild it from the objects")

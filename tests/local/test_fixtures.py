from __future__ import annotations

import psycopg

from pipeline.settings import Settings
from storage.objects import Objects


def _url(settings: Settings) -> str:
    assert settings.database_url is not None
    return settings.database_url.get_secret_value().replace("+psycopg", "")


def test_each_test_gets_a_database_of_its_own(fresh_settings: Settings) -> None:
    with psycopg.connect(_url(fresh_settings)) as connection:
        connection.execute("CREATE TABLE mine (id int)")
        assert connection.execute("SELECT current_database()").fetchone() == (fresh_settings.s3_bucket,)
        found = connection.execute("SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database")
        assert set(found.fetchall()) == {("b", "C.UTF-8", "UTF8")}


def test_each_test_gets_buckets_of_its_own(fresh_settings: Settings) -> None:
    objects = Objects.connect(fresh_settings)
    objects.prepare()
    objects.put("a/b", b"paper", "text/plain")
    assert objects.get("a/b") == b"paper"


def test_the_owner_may_add_the_extensions_that_search_needs(fresh_settings: Settings) -> None:
    with psycopg.connect(_url(fresh_settings)) as connection:
        for name in ("pg_trgm", "unaccent", "btree_gin"):
            connection.execute(f"CREATE EXTENSION {name}")

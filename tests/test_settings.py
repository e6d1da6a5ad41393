"""Settings: where they come from, that they pass to child processes, and that their reference is up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.privacy import mask_identifier
from pipeline.settings import Settings, load_settings, to_environment
from pipeline.settings_reference import settings_reference

ROOT = Path(__file__).parent.parent


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sohoa.toml").write_text('lang = "en"\nprocesses = 7\n[limits]\nmax_pages = 5\n')
    monkeypatch.setenv("SOHOA_CONFIG", str(tmp_path / "sohoa.toml"))
    monkeypatch.setenv("SOHOA_PROCESSES", "3")
    settings = load_settings()
    assert (settings.lang, settings.processes, settings.limits.max_pages) == ("en", 3, 5)


def test_secrets_come_from_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sohoa_s3_secret_key").write_text("from a file\n")
    monkeypatch.setenv("SOHOA_SECRETS", str(tmp_path))
    secret = load_settings().s3_secret_key
    assert secret is not None
    assert secret.get_secret_value() == "from a file"
    assert "from a file" not in repr(load_settings())


def test_a_child_process_loads_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(s3_endpoint="127.0.0.1:1", s3_secret_key="secret", processes=4)
    for name, value in to_environment(settings).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings


def test_the_settings_reference_is_up_to_date() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_reference(), "run `make docs`"


@pytest.mark.parametrize(
    ("text", "masked"),
    [("079203012345", "079•••••2345"), ("số 012345678 cấp", "số 012••5678 cấp"), ("15/QĐ-UBND", "15/QĐ-UBND")],
)
def test_personal_numbers_are_masked_in_lists(text: str, masked: str) -> None:
    assert mask_identifier(text) == masked

"""A machine of its own on which commands are run as a user runs them, and the scans that lie there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from flows.desk import Desk, open_desk
from local.stack import ensure
from pipeline.settings import Settings
from tests.ocr.drawing import find_font

ROOT = Path(__file__).parent.parent.parent
STORES = frozenset({"s3", "postgres"})
CODE = "H47.06-261005-0155"
CITIZEN = "079203012345"

DECISION = (
    "ỦY BAN NHÂN DÂN XÃ TÂN HÒA",
    "Số: 15/QĐ-UBND",
    "QUYẾT ĐỊNH",
    "Về việc sửa chữa con đường liên thôn",
    "Căn cứ Luật Tổ chức chính quyền địa phương;",
    "Theo đề nghị của Trưởng thôn Thượng.",
)
SECOND_PAGE = (
    "Điều 1. Giao Phòng Kinh tế chủ trì thực hiện.",
    "Điều 2. Quyết định này có hiệu lực từ ngày ký.",
    "Chi phí do ngân sách xã bảo đảm.",
)
LETTER = ("Kính gửi: Ông Dương Quốc Khánh", "Đề nghị ông đến trụ sở để bổ sung giấy tờ.", "Xin trân trọng cảm ơn.")
MINUTES = (
    "BIÊN BẢN",
    "Về việc hòa giải tranh chấp đất đai",
    "Hai bên thống nhất ranh giới thửa đất số 218.",
    "Biên bản lập thành ba bản như nhau.",
)
CARD = ("Họ và tên: NGUYỄN THỊ HOÀI THU", f"Số định danh cá nhân: {CITIZEN}", "Nơi cư trú: Thôn Thượng, xã Tân Hòa")
LOOSE = (
    ("Danh sách hộ nghèo năm 2026", "Ông Phạm Văn Lượng, thôn Hạ."),
    ("Bà Lò Thị Sướng, thôn Đông.", "Tổng cộng: hai hộ."),
)


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def text(self) -> str:
        """All that was printed on one line, as a reader takes it in."""
        return " ".join(f"{self.out} {self.err}".split())


@dataclass(frozen=True)
class Office:
    """A machine: its data folder, and settings by environment as an administrator gives them."""

    data: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SOHOA_", "PREFECT_"))}
        limits = {"SOHOA_LIMITS__STABLE_SECONDS": "1"}
        return kept | {"SOHOA_DATA": str(self.data), "SOHOA_CONFIG": os.devnull} | limits | self.settings

    def start(self, *arguments: object, before: Sequence[str] = ()) -> subprocess.Popen[str]:
        """The command running; `before` stands in front of it, such as `strace -f`."""
        command = [*before, sys.executable, str(ROOT / "sohoa.py"), *map(str, arguments)]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command,
            env=self.environment,
            stdout=pipe,
            stderr=pipe,
            text=True,
            preexec_fn=hear_ctrl_c,
        )

    def run(self, *arguments: object, seconds: float = 200) -> Result:
        return finish(self.start(*arguments), seconds)

    def with_settings(self, **settings: str) -> Office:
        return Office(self.data, {f"SOHOA_{name.upper()}": value for name, value in settings.items()})

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        with open_desk(ensure(Settings(data=self.data), STORES)) as desk:
            yield desk


def hear_ctrl_c() -> None:
    """Shells let their background jobs, and so the tests run in one, start deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def finish(process: subprocess.Popen[str], seconds: float = 200) -> Result:
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError(process.communicate()) from None
    return Result(process.returncode, out, err)


def draw_slip(lines: Sequence[str], size: tuple[int, int] = (1650, 820)) -> Image.Image:
    """A slip of paper at 200 dpi with clean print: it reads fast and without slips."""
    slip = Image.new("L", size, 255)
    pen = ImageDraw.Draw(slip)
    for number, line in enumerate(lines):
        pen.text((130, 90 + 88 * number), line, 0, find_font(38))
    return slip


def age(folder: Path) -> None:
    """As if the files had lain there for a while."""
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - 60, time.time() - 60))


def wait_until(holds: Any, what: str, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.2)

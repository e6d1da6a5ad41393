"""Readings made from plain text, for tests: each line of text becomes a printed line with a box for every word."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Box, Code, Grade, Quality, Reading, Word

HEAD = ("ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "XÃ HÒA BÌNH | Độc lập - Tự do - Hạnh phúc")
LETTER = 0.0095
HEIGHT = 0.012
STEP = 0.022


def lay_out(
    lines: Sequence[str],
    *,
    source: str = "a" * 64,
    page: int = 1,
    codes: Sequence[str] = (),
    blank: bool = False,
    width: int = 2480,
    height: int = 3508,
) -> Reading:
    """A reading of the lines from the top of an A4 page at 300 dpi.

    `|` parts what stands left from what stands right; a line that starts with `^` is centred; an empty line is a gap.
    """
    words: list[Word] = []
    number = 0
    for place, line in enumerate(lines):
        y = 0.05 + place * STEP
        for text, start in _set_line(line):
            x = start
            for word in text.split(" "):
                if word:
                    words.append(Word(word, Box(x, y, LETTER * len(word), HEIGHT), 0.9, number, 0))
                x = x + LETTER * (len(word) + 1)
        number += bool(line.strip())
    return Reading(
        source=source,
        page=page,
        fingerprint="test",
        width=width,
        height=height,
        dpi=300,
        rotation=0,
        blank=blank,
        quality=Quality(Grade.GOOD),
        words=tuple(words),
        codes=tuple(Code("QRCode", text, Box(0.8, 0.02, 0.1, 0.07)) for text in codes),
    )


def _set_line(line: str) -> list[tuple[str, float]]:
    if line.startswith("^"):
        text = line[1:].strip()
        return [(text, 0.5 - LETTER * len(text) / 2)]
    if "|" in line:
        left, right = (part.strip() for part in line.split("|", 1))
        return [(left, 0.1), (right, max(0.52, 0.9 - LETTER * len(right)))]
    return [(line, 0.1)] if line.strip() else []


def decision(number: str = "15/QĐ-UBND", day: str = "ngày 05 tháng 9 năm 2025", **page: object) -> Reading:
    return lay_out(
        [
            *HEAD,
            f"Số: {number} | Hòa Bình, {day}",
            "",
            "^QUYẾT ĐỊNH",
            "^Về việc thành lập Tổ công tác rà soát thủ tục",
            "^hành chính trên địa bàn xã",
            "",
            "^CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ",
            "",
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
            "Căn cứ Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ;",
            "",
            "^QUYẾT ĐỊNH:",
            "",
            "Điều 1. Thành lập Tổ công tác rà soát thủ tục hành chính trên địa bàn xã.",
            "Điều 2. Quyết định này có hiệu lực kể từ ngày ký./.",
            "",
            "Nơi nhận: | KT. CHỦ TỊCH",
            "- Như Điều 2; | PHÓ CHỦ TỊCH",
            "",
            "",
            "",
            "- Lưu: VT. | Lê Thị Mẫu",
        ],
        **page,  # type: ignore[arg-type]
    )


def birth_certificate(name: str = "NGUYỄN VĂN MẪU", id12: str = "079203012345", **page: object) -> Reading:
    return lay_out(
        [
            *HEAD,
            "Số: 45/2025",
            "",
            "^GIẤY KHAI SINH",
            "",
            f"Họ, chữ đệm, tên: {name}",
            "Ngày, tháng, năm sinh: 14/05/2003",
            "Ghi bằng chữ: Ngày mười bốn, tháng năm, năm hai nghìn không trăm linh ba",
            "Giới tính: Nam   Dân tộc: Kinh   Quốc tịch: Việt Nam",
            "Nơi sinh: Trạm Y tế xã Hòa Bình, huyện Mẫu,",
            "tỉnh Thử Nghiệm",
            "Quê quán: xã Hòa Bình, tỉnh Thử Nghiệm",
            f"Số định danh cá nhân: {id12}",
            "Họ, chữ đệm, tên người mẹ: TRẦN THỊ THỬ",
            "Năm sinh: 1980   Dân tộc: Tày   Quốc tịch: Việt Nam",
            "Nơi cư trú: Tổ 1, xã Hòa Bình, tỉnh Thử Nghiệm",
            "Họ, chữ đệm, tên người cha: NGUYỄN VĂN CHA",
            "Năm sinh: 1978   Dân tộc: Kinh   Quốc tịch: Việt Nam",
            "Nơi cư trú: Tổ 2, xã Hòa Bình, tỉnh Thử Nghiệm",
            "Họ, chữ đệm, tên người đi khai sinh: TRẦN THỊ THỬ",
            "Giấy tờ tùy thân: Căn cước công dân số 001180654321",
            "Nơi đăng ký khai sinh: Ủy ban nhân dân xã Hòa Bình",
            "Ngày, tháng, năm đăng ký: 20/05/2003",
        ],
        **page,  # type: ignore[arg-type]
    )


CARD_QR = "079203012345||Nguyễn Văn Mẫu|14052003|Nam|Tổ 1, Phường A, Quận 1, TP. Hồ Chí Minh|01062021"
MRZ = ("IDVNM2030123450079203012345<<0", "0305141M4305149VNM<<<<<<<<<<<8", "NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<")


def card_front(codes: Sequence[str] = (CARD_QR,), number: str = "079203012345", **page: object) -> Reading:
    return lay_out(
        [
            "^CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "^Độc lập - Tự do - Hạnh phúc",
            "^CĂN CƯỚC CÔNG DÂN",
            "^Citizen Identity Card",
            f"Số / No.: {number}",
            "Họ và tên / Full name:",
            "NGUYỄN VĂN MẪU",
            "Ngày sinh / Date of birth: 14/05/2003",
            "Giới tính / Sex: Nam Quốc tịch / Nationality: Việt Nam",
            "Quê quán / Place of origin:",
            "Phường A, Quận 1, TP. Hồ Chí Minh",
            "Nơi thường trú / Place of residence: Tổ 1, Phường A,",
            "Quận 1, TP. Hồ Chí Minh",
        ],
        codes=codes,
        **page,  # type: ignore[arg-type]
    )


def card_back(mrz: Sequence[str] = MRZ, **page: object) -> Reading:
    return lay_out(
        [
            "Đặc điểm nhận dạng / Personal identification:",
            "Nốt ruồi C: 2cm dưới sau mép phải",
            "Ngày, tháng, năm / Date, month, year: 01/06/2021",
            "^CỤC TRƯỞNG CỤC CẢNH SÁT",
            "^QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI",
            "Ngón trỏ trái / Left index finger",
            *mrz,
        ],
        **page,  # type: ignore[arg-type]
    )


def receipt(code: str = "H47.06-261005-0155", codes: Sequence[str] | None = None, **page: object) -> Reading:
    return lay_out(
        [
            *HEAD,
            f"Mã hồ sơ: {code} | Hòa Bình, ngày 05 tháng 10 năm 2026",
            "",
            "^GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
            "",
            "Tiếp nhận hồ sơ của: Trần Thị Thử",
            "Địa chỉ: Tổ 1, xã Hòa Bình, tỉnh Thử Nghiệm",
            "Số điện thoại: 0901234567   Email: thu@mau.vn",
            "Số CMND/CCCD/Căn cước: 001180654321",
            "Nội dung yêu cầu giải quyết: Đăng ký khai sinh",
            "1. Thành phần hồ sơ nộp gồm:",
            "1   Giấy chứng sinh   01",
            "2   Giấy khai sinh   01",
            "2. Số lượng hồ sơ: 01 (bộ)",
            "4. Thời gian nhận hồ sơ: 08 giờ 30 phút, ngày 05 tháng 10 năm 2026",
        ],
        codes=[code] if codes is None else codes,
        **page,  # type: ignore[arg-type]
    )

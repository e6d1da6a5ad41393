"""One root error; each kind has a code, advice in Vietnamese and English, an exit code and whether a retry can help."""

from __future__ import annotations

from pipeline.model import Problem


class SohoaError(Exception):
    """Root of every error that a user may see. Subclasses set the class attributes; `detail` holds no personal data."""

    code = "error"
    message_vi = "Có lỗi xảy ra."
    message_en = "Something went wrong."
    exit_code = 1
    retryable = False

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.message_en)
        self.detail = detail

    def message(self, lang: str = "vi") -> str:
        """What happened and what to do next, in `lang` (`vi` or `en`)."""
        text = self.message_en if lang == "en" else self.message_vi
        return f"{text} ({self.detail})" if self.detail else text

    def problem(self) -> Problem:
        return Problem(self.code, self.message("vi"), self.message("en"), self.retryable)

    def __reduce__(self) -> tuple[type[SohoaError], tuple[str]]:
        """Errors cross process borders, so they pickle by class and detail."""
        return type(self), (self.detail,)


class SourceError(SohoaError):
    """A file that cannot be taken in; the others of its batch go on."""


class EmptySource(SourceError):
    code = "empty"
    message_vi = "Tệp rỗng (0 byte). Hãy quét lại hoặc chép lại tệp."
    message_en = "The file is empty (0 bytes). Scan or copy it again."


class UnsupportedSource(SourceError):
    code = "unsupported"
    message_vi = "Không nhận được loại tệp này. Hãy quét ra PDF, TIFF, JPEG, PNG hoặc HEIC."
    message_en = "This kind of file is not supported. Scan to PDF, TIFF, JPEG, PNG or HEIC."


class UnreadableSource(SourceError):
    code = "unreadable"
    message_vi = "Tệp bị hỏng, không mở được. Hãy quét lại hoặc chép lại tệp."
    message_en = "The file is damaged and cannot be opened. Scan or copy it again."


class EncryptedSource(SourceError):
    code = "encrypted"
    message_vi = "Tệp PDF có mật khẩu. Hãy gỡ mật khẩu rồi nạp lại."
    message_en = "The PDF has a password. Remove the password and add it again."


class OversizedSource(SourceError):
    code = "oversized"
    message_vi = "Tệp vượt quá giới hạn cho phép. Hãy chia nhỏ tệp hoặc quét ở độ phân giải thấp hơn."
    message_en = "The file is over the limits. Split it or scan at a lower resolution."


class UnstableSource(SourceError):
    code = "unstable"
    message_vi = "Tệp vẫn đang được ghi. Hãy chờ máy quét ghi xong rồi nạp lại."
    message_en = "The file is still being written. Wait for the scanner to finish, then add it again."
    retryable = True


class PageError(SohoaError):
    """A page that could not be read; it stays a visible problem and the batch goes on."""

    code = "page_failed"
    message_vi = "Không đọc được trang này. Hãy xem lại bản quét và quét lại trang."
    message_en = "This page could not be read. Look at the scan and scan the page again."


class PageTimeout(PageError):
    code = "page_timeout"
    message_vi = "Trang đọc quá lâu nên đã bị dừng. Hãy quét lại trang ở 300 dpi."
    message_en = "Reading the page took too long and was stopped. Scan it again at 300 dpi."


class PageCrash(PageError):
    code = "page_crash"
    message_vi = "Bộ đọc bị dừng đột ngột ở trang này. Hãy chạy lại; nếu vẫn lỗi, hãy quét lại trang."
    message_en = "The reader died on this page. Run it again; if it fails again, rescan the page."
    retryable = True


class ServiceError(SohoaError):
    """A server or program that Sohoa needs is missing or does not answer."""

    code = "service"
    message_vi = "Một dịch vụ cần thiết không chạy. Hãy chạy `sohoa up` rồi xem `sohoa status`."
    message_en = "A needed service does not answer. Run `sohoa up`, then look at `sohoa status`."
    exit_code = 3
    retryable = True


class StoreRefused(ServiceError):
    """The object store answers but does not accept our keys, or not for this."""

    code = "store_refused"
    message_vi = (
        "Kho lưu trữ S3 từ chối khóa truy cập. "
        "Hãy kiểm tra `SOHOA_S3_ACCESS_KEY`, `SOHOA_S3_SECRET_KEY` và quyền của khóa."
    )
    message_en = (
        "The S3 store refused the access key. Check `SOHOA_S3_ACCESS_KEY`, `SOHOA_S3_SECRET_KEY` and the key's rights."
    )
    retryable = False


class EngineMissing(ServiceError):
    """No recognition engine is installed, or not the one that the settings name."""

    code = "engine_missing"
    message_vi = "Máy này chưa có bộ nhận dạng chữ. Hãy cài gói `tesseract-ocr` và `tesseract-ocr-vie` rồi chạy lại."
    message_en = "No recognition engine is installed. Install `tesseract-ocr` and `tesseract-ocr-vie`, then run again."
    retryable = False


class EngineRefused(SohoaError):
    """The recognition engine cannot write Vietnamese."""

    code = "engine_refused"
    message_vi = "Bộ nhận dạng không viết được đủ chữ tiếng Việt. Hãy cài gói `tesseract-ocr-vie`."
    message_en = "The engine cannot write every Vietnamese letter. Install the package `tesseract-ocr-vie`."
    exit_code = 3


class ModelDamaged(EngineRefused):
    """A model file that the engine cannot load."""

    code = "model_damaged"
    message_vi = "Tệp mô hình nhận dạng bị hỏng. Hãy cài lại gói `tesseract-ocr-vie` rồi chạy lại."
    message_en = "The recognition model's file is damaged. Install `tesseract-ocr-vie` again, then run again."


class EngineChanged(EngineRefused):
    """The engine or its model is no longer the one that the run began with."""

    code = "engine_changed"
    message_vi = "Bộ nhận dạng đã được cập nhật trong khi đang chạy. Hãy chạy lại."
    message_en = "The recognition engine was updated while it was running. Run again."
    retryable = True


class AlteredObject(SohoaError):
    """A stored object whose bytes no longer match its checksum."""

    code = "altered"
    message_vi = "Dữ liệu đã lưu không còn khớp mã kiểm tra. Hãy chạy `sohoa verify` và khôi phục từ bản sao lưu."
    message_en = "A stored object no longer matches its checksum. Run `sohoa verify` and restore it from a backup."


class NotFound(SohoaError):
    code = "not_found"
    message_vi = "Không tìm thấy."
    message_en = "Not found."


class BadDecision(SohoaError):
    """The argument is the wish that cannot be followed."""

    code = "bad_decision"
    exit_code = 2
    message_vi = "Không rõ trang hoặc loại giấy tờ. Ghi TỆP:TRANG (và =MÃ loại) như `sohoa show` hiện."
    message_en = "No such page or document type. Write FILE:PAGE (and =TYPE) as `sohoa show` tells them."


class Conflict(SohoaError):
    """Somebody else wrote first; load again and retry."""

    code = "conflict"
    message_vi = "Dữ liệu vừa được người khác thay đổi. Hãy tải lại rồi thử lại."
    message_en = "Somebody else has just changed this. Load it again and retry."
    retryable = True


class BadSettings(SohoaError):
    code = "settings"
    message_vi = "Thiết lập không hợp lệ. Hãy sửa `sohoa.toml` hoặc biến môi trường."
    message_en = "The settings are not valid. Correct `sohoa.toml` or the environment."
    exit_code = 2


class CatalogError(SohoaError):
    code = "catalog"
    message_vi = "Danh mục loại giấy tờ không hợp lệ. Hãy chạy `sohoa catalog check`."
    message_en = "The catalogue of document types is not valid. Run `sohoa catalog check`."
    exit_code = 2


class ArchiveError(SohoaError):
    """A document's archive file that could not be made or did not pass its check."""

    code = "archive"
    message_vi = "Không tạo được tệp PDF/A hợp lệ cho giấy tờ này. Hãy xem lại bản quét và quét lại trang bị lỗi."
    message_en = "No valid PDF/A could be made of this document. Look at the scan and rescan the faulty page."


class ScannerError(SohoaError):
    """The scanner did not deliver; pages that were complete before are kept."""

    code = "scanner"
    message_vi = "Máy quét báo lỗi. Hãy tắt máy quét, bật lại rồi quét tiếp các tờ còn lại."
    message_en = "The scanner reported an error. Switch it off and on, then scan the sheets that are left."
    retryable = True


class ScannerMissing(ScannerError):
    code = "scanner_missing"
    message_vi = (
        "Không tìm thấy máy quét. Hãy bật máy, kiểm tra dây cáp hoặc mạng rồi chạy `sohoa scan` để xem các máy có sẵn."
    )
    message_en = "No scanner was found. Switch it on, check cable or network, then run `sohoa scan` to list scanners."
    exit_code = 3


class ScannerProgramMissing(ScannerError):
    code = "scanimage_missing"
    message_vi = "Chưa cài chương trình quét. Hãy cài các gói `sane-utils` và `sane-airscan`."
    message_en = "The scanning program is not installed. Install the packages `sane-utils` and `sane-airscan`."
    exit_code = 3
    retryable = False


class ScannerDenied(ScannerError):
    code = "scanner_denied"
    message_vi = (
        "Tài khoản này không có quyền dùng máy quét. "
        "Hãy thêm tài khoản vào nhóm `scanner` rồi đăng nhập lại: sudo usermod -aG scanner TÊN."
    )
    message_en = (
        "This account may not use the scanner. "
        "Add it to the group `scanner` and log in again: sudo usermod -aG scanner NAME."
    )
    retryable = False


class ScannerBusy(ScannerError):
    code = "scanner_busy"
    message_vi = "Máy quét đang bận. Hãy chờ việc quét khác xong rồi thử lại."
    message_en = "The scanner is busy. Wait until the other scan is done, then try again."


class ScannerJammed(ScannerError):
    code = "scanner_jammed"
    message_vi = "Giấy bị kẹt trong khay nạp. Hãy gỡ tờ bị kẹt và quét lại từ tờ đó."
    message_en = "Paper is jammed in the feeder. Clear it and scan again from the jammed sheet."


class ScannerCoverOpen(ScannerError):
    code = "scanner_cover_open"
    message_vi = "Nắp máy quét đang mở. Hãy đóng nắp rồi quét lại từ tờ đang dở."
    message_en = "The scanner's cover is open. Close it and scan again from the sheet that was under way."


class FeederEmpty(ScannerError):
    code = "feeder_empty"
    message_vi = "Khay nạp không có giấy. Hãy đặt giấy vào khay rồi thử lại."
    message_en = "The feeder is empty. Put the sheets in and try again."


class ScannerTimeout(ScannerError):
    code = "scanner_timeout"
    message_vi = "Máy quét không trả lời quá lâu nên đã bị dừng. Hãy kiểm tra máy rồi quét tiếp các tờ còn lại."
    message_en = "The scanner stayed silent too long and was stopped. Check it, then scan the sheets that are left."


class ScannerOption(ScannerError):
    """The device does not have what was asked for; `detail` lists what it has."""

    code = "scanner_option"
    message_vi = "Máy quét không có lựa chọn này. Hãy chọn một trong các giá trị máy có."
    message_en = "The scanner does not offer this choice. Take one of those it has."
    exit_code = 2
    retryable = False

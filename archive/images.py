"""Page images as PDF objects, without loss: what PDF can hold as it is goes in as it is."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from PIL import Image, ImageCms, ImageOps

from pipeline.errors import ArchiveError

_BASELINE, _EXTENDED, _PROGRESSIVE = 0xC0, 0xC1, 0xC2
_PNG_SIGNATURE_SIZE = 8
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1}
"""Samples per pixel of the PNG colour types without alpha: grey, RGB, palette."""
_WHITE_IS_ZERO = 0
_PROFILE_CLASSES = (b"scnr", b"mntr", b"prtr", b"spac")
_PROFILE_SPACES = {b"GRAY": 1, b"RGB ": 3}


@dataclass(frozen=True, slots=True)
class EncodedImage:
    """The samples as PDF keeps them. `filter` names how they are packed, `parameters` how to unpack them."""

    width: int
    height: int
    bits: int
    channels: int
    filter: str
    data: bytes
    parameters: dict[str, int | bool]
    palette: bytes = b""
    profile: bytes = b""
    orientation: int = 1
    """As in EXIF: how a viewer must turn or mirror the samples (1: as they are)."""

    @property
    def upright_size(self) -> tuple[int, int]:
        return (self.height, self.width) if self.orientation >= 5 else (self.width, self.height)


@dataclass(frozen=True, slots=True)
class _JpegFrame:
    kind: int
    precision: int
    component_ids: bytes


def encode_image(data: bytes) -> EncodedImage:
    """The image for embedding: JPEG and plain PNG data untouched, 1-bit as Group 4, the rest as PNG data.

    Transparent images are laid on white; CMYK becomes RGB, because the file's one output intent is sRGB.
    Raises ArchiveError where the image cannot be opened.
    """
    try:
        with Image.open(BytesIO(data)) as image:
            orientation = _read_orientation(image)
            profile = _keep_profile(image)
            if image.mode == "1":
                return _encode_group4(image, orientation)
            if image.format == "JPEG" and _passes_as_dct(image, data):
                return EncodedImage(
                    *image.size, 8, len(image.getbands()), "DCTDecode", data, {}, b"", profile, orientation
                )
            if image.format == "PNG" and (encoded := _wrap_png(data, profile, orientation)):
                return encoded
            plain = _flatten_image(image)
            again = BytesIO()
            plain.save(again, format="PNG")
            encoded = _wrap_png(again.getvalue(), profile if _same_space(image, plain) else b"", orientation)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, ImageCms.PyCMSError) as error:
        raise ArchiveError("page image") from error
    if encoded is None:
        raise ArchiveError("page image")
    return encoded


def embed_image(pdf: Pdf, image: EncodedImage) -> Object:
    """The image as an indirect object of `pdf`."""
    stream = Stream(
        pdf,
        image.data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        BitsPerComponent=image.bits,
        ColorSpace=_describe_colours(pdf, image),
        Filter=Name(f"/{image.filter}"),
    )
    if image.parameters:
        stream.DecodeParms = Dictionary({f"/{key}": value for key, value in image.parameters.items()})
    return pdf.make_indirect(stream)


def place_image(image: EncodedImage, page: tuple[float, float]) -> str:
    """The matrix that lays the image upright over the whole page (points)."""
    width, height = page
    corners = {
        1: (width, 0, 0, height, 0, 0),
        2: (-width, 0, 0, height, width, 0),
        3: (-width, 0, 0, -height, width, height),
        4: (width, 0, 0, -height, 0, height),
        5: (0, -height, -width, 0, width, height),
        6: (0, -height, width, 0, 0, height),
        7: (0, height, width, 0, 0, 0),
        8: (0, height, -width, 0, width, 0),
    }
    return " ".join(f"{number:.4f}" for number in corners[image.orientation])


def _describe_colours(pdf: Pdf, image: EncodedImage) -> Object:
    base: Object = Name.DeviceRGB if image.channels == 3 or image.palette else Name.DeviceGray
    if image.profile:
        profile = Stream(pdf, image.profile, N=_PROFILE_SPACES[image.profile[16:20]], Alternate=base)
        base = Array([Name.ICCBased, pdf.make_indirect(profile)])
    if image.palette:
        return Array([Name.Indexed, base, len(image.palette) // 3 - 1, String(image.palette)])
    return base


def _read_orientation(image: Image.Image) -> int:
    value = image.getexif().get(0x0112, 1)
    return value if value in range(1, 9) else 1


def _keep_profile(image: Image.Image) -> bytes:
    """The image's own colour profile if PDF/A-2 allows it there, else nothing."""
    profile: bytes = image.info.get("icc_profile") or b""
    channels = {"L": 1, "I;16": 1, "RGB": 3, "P": 3}.get(image.mode)
    if len(profile) < 128 or profile[8] > 4 or profile[12:16] not in _PROFILE_CLASSES:
        return b""
    if channels is None or _PROFILE_SPACES.get(profile[16:20]) != channels:
        return b""
    try:
        ImageCms.ImageCmsProfile(BytesIO(profile))
    except OSError:
        return b""
    return profile


def _passes_as_dct(image: Image.Image, data: bytes) -> bool:
    """Whether PDF's DCTDecode shows this JPEG in its true colours; CMYK and rare codings do not pass."""
    frame = _find_frame(data)
    if frame.kind not in (_BASELINE, _EXTENDED, _PROGRESSIVE) or frame.precision != 8:
        return False
    if frame.component_ids == b"RGB" and "adobe_transform" not in image.info:
        return False
    return image.mode in ("L", "RGB")


def _find_frame(data: bytes) -> _JpegFrame:
    """The frame header (SOFn) of a JPEG, ITU-T T.81 B.2.2. Raises ValueError where there is none."""
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            raise ValueError("not a JPEG marker")
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        size = int.from_bytes(data[position + 2 : position + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            segment = data[position + 4 : position + 2 + size]
            return _JpegFrame(marker, segment[0], bytes(segment[6 : 6 + 3 * segment[5] : 3]))
        position += 2 + size
    raise ValueError("no JPEG frame")


def _wrap_png(data: bytes, profile: bytes, orientation: int) -> EncodedImage | None:
    """The PNG's packed samples as they are; None where it is interlaced or transparent."""
    header, palette, samples = b"", b"", []
    position = _PNG_SIGNATURE_SIZE
    while position + 8 <= len(data):
        size, kind = int.from_bytes(data[position : position + 4], "big"), data[position + 4 : position + 8]
        body = data[position + 8 : position + 8 + size]
        position += size + 12
        if kind == b"IHDR":
            header = body
        elif kind == b"PLTE":
            palette = body
        elif kind == b"IDAT":
            samples.append(body)
        elif kind == b"tRNS":
            return None
    width, height = int.from_bytes(header[0:4], "big"), int.from_bytes(header[4:8], "big")
    bits, colour, interlaced = header[8], header[9], header[12]
    if colour not in _PNG_CHANNELS or interlaced:
        return None
    channels = _PNG_CHANNELS[colour]
    unpack: dict[str, int | bool] = {
        "Predictor": 15,
        "Colors": channels,
        "BitsPerComponent": bits,
        "Columns": width,
    }
    palette = palette if colour == 3 else b""
    return EncodedImage(
        width, height, bits, channels, "FlateDecode", b"".join(samples), unpack, palette, profile, orientation
    )


def _encode_group4(image: Image.Image, orientation: int) -> EncodedImage:
    """1-bit samples as one CCITT Group 4 strip, a third of what Flate needs."""
    packed = BytesIO()
    plain = Image.frombytes("1", image.size, image.tobytes())
    plain.save(packed, format="TIFF", compression="group4", tiffinfo={278: image.height})
    with Image.open(packed) as strip:
        tags = strip.tag_v2  # type: ignore[attr-defined]
        start, size = tags[273][0], tags[279][0]
        black_is_one = tags[262] != _WHITE_IS_ZERO
    unpack: dict[str, int | bool] = {
        "K": -1,
        "Columns": image.width,
        "Rows": image.height,
        "BlackIs1": black_is_one,
    }
    data = packed.getvalue()[start : start + size]
    return EncodedImage(image.width, image.height, 1, 1, "CCITTFaxDecode", data, unpack, b"", b"", orientation)


def _flatten_image(image: Image.Image) -> Image.Image:
    """Grey or RGB samples without alpha, as close to the image as those can be."""
    if image.mode == "CMYK":
        return _convert_cmyk(image)
    if image.mode.startswith("I;16") or image.mode in ("L", "RGB"):
        return image
    if image.mode == "I":
        return image.convert("I;16")
    if image.has_transparency_data:
        layers = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, layers).convert("L" if image.mode == "LA" else "RGB")
    return image.convert("RGB")


def _convert_cmyk(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile:
        return image.convert("RGB")
    converted = ImageCms.profileToProfile(
        image, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    return converted or ImageOps.exif_transpose(image).convert("RGB")


def _same_space(image: Image.Image, plain: Image.Image) -> bool:
    """Whether the profile still speaks of the samples after flattening."""
    grey = ("L", "LA", "I;16")
    return (image.mode in grey) == (plain.mode in grey)

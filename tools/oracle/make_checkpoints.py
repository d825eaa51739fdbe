"""Small checkpoints in every container that PyTorch writes, and what they hold: `src/testing/goldens/checkpoints/`.

What PyTorch no longer writes (Python 2's pickles, views of storages) is assembled here, and every
file is loaded with PyTorch itself to say what it holds. Legacy files have addresses in them: they differ each time.
"""

import argparse
import io
import pickle
import struct
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from torch import nn

from golden_file import GOLDENS, write_json

FOLDER = GOLDENS / "checkpoints"
DTYPES = {
    torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16",
    torch.int64: "I64", torch.int32: "I32", torch.int16: "I16", torch.int8: "I8",
    torch.uint64: "U64", torch.uint32: "U32", torch.uint16: "U16", torch.uint8: "U8", torch.bool: "BOOL",
    torch.float8_e4m3fn: "F8_E4M3", torch.float8_e5m2: "F8_E5M2",
}  # fmt: skip
LEGACY_DTYPES = list(DTYPES)[:8] + [torch.uint8, torch.bool]


def numbers(*shape: int, dtype=torch.float32) -> torch.Tensor:
    """1, 1.25, 1.5, ...: exact in every type that has fractions."""
    count = int(np.prod(shape))
    return (1 + torch.arange(count, dtype=torch.float64) / 4).reshape(shape).to(dtype)


def typed(dtypes) -> dict:
    special = torch.tensor([float("inf"), float("-inf"), float("nan"), -0.0, 2.0**-24, 1e30, 65504.0])
    states = {DTYPES[dtype].lower(): numbers(2, 3, dtype=dtype) for dtype in dtypes}
    return {**states, "special": special, "scalar": torch.tensor(0.1, dtype=torch.float64), "empty": torch.zeros(0, 4)}


def views() -> dict:
    base = numbers(4, 6)
    halves = numbers(4, 6, dtype=torch.float16)
    return {
        "base": base,
        "transposed": base.t(),
        "column": base[:, 2],
        "rows": base[1:3],
        "stepped": base[::2, 1::2],
        "scalar": base[3, 5],
        "expanded": base[0, :1].expand(3, 2),
        "half": halves.t()[1:4],
        "channels_last": numbers(2, 3, 2, 2).contiguous(memory_format=torch.channels_last),
        "nothing": base[4:],
        "windows": base.reshape(-1).as_strided((5, 4), (2, 1)),
        "parameter": nn.Parameter(base[1]),
    }


def model() -> nn.Module:
    made = nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2))
    with torch.no_grad():
        for i, tensor in enumerate(made.state_dict().values()):
            tensor.copy_(numbers(*tensor.shape) + i)
    return made


# Made without a class statement: PyTorch finds no source text to put into a legacy file.
Model = type("Model", (nn.Module,), {"__module__": __name__})


def training() -> dict:
    """What training scripts save: weights among all sorts of things."""
    made = model()
    averaged = OrderedDict((name, tensor + 1) for name, tensor in made.state_dict().items())
    optimizer = torch.optim.SGD(made.parameters(), lr=0.1, momentum=0.9)
    made(torch.ones(2, 1, 2, 2)).sum().backward()
    optimizer.step()
    return {
        "epoch": 3,
        "arch": "resnest50",
        "model_ema": averaged,
        "optimizer": optimizer.state_dict(),
        "scheduler": torch.optim.lr_scheduler.StepLR(optimizer, 1).state_dict(),
        "state_dict": made.state_dict(),
        "best_acc": np.float64(81.5),
        "acc": torch.tensor(81.5),
        "history": [np.float32(1), np.int64(2), np.arange(2)],
        "args": argparse.Namespace(
            lr=0.1, seed=2**70, file=Path("a"), dtype=torch.float16, device=torch.device("cpu"),
            betas=(1, -2, 70000, -(2**40)), options={"a", "b"}, frozen=frozenset([1]), z=1j, raw=b"x", none=None,
        ),
        "size": torch.Size([1, 2]),
        "version": torch.__version__,
    }  # fmt: skip


def averaged_only() -> dict:
    return {"ema": {"module": model().state_dict(), "decay": 0.9}, "loss": torch.tensor(1.0)}


def saved(value, legacy=False, protocol=2) -> bytes:
    buffer = io.BytesIO()
    torch.save(value, buffer, pickle_protocol=protocol, _use_new_zipfile_serialization=not legacy)
    return buffer.getvalue()


def without_checksums(value) -> bytes:
    torch.serialization.set_crc32_options(False)
    data = saved(value)
    torch.serialization.set_crc32_options(True)
    return data


def repacked(data: bytes, compression: int, top: str, zip64=False) -> bytes:
    """The same files in an archive that Python packs, under another folder."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", compression) as new:
        for entry in old.infolist():
            if entry.filename.endswith(".debug_pkl"):  # where the code of a TorchScript module lay on this machine
                continue
            name = zipfile.ZipInfo(entry.filename.replace("archive/", top, 1))
            name.compress_type = compression
            with new.open(name, "w", force_zip64=zip64) as file:
                file.write(old.read(entry))
    return buffer.getvalue()


def python2() -> bytes:
    """A legacy file of Python 2: byte strings, an OrderedDict made of pairs, and storages with views."""
    text = lambda word: b"U" + bytes([len(word)]) + word.encode()
    size = lambda *sizes: b"(" + b"".join(b"K" + bytes([n]) for n in sizes) + b"t"

    def tensor(count: int, view: bytes, shape: bytes, stride: bytes) -> bytes:
        storage = b"(" + text("storage") + b"ctorch\nFloatStorage\n" + text("7") + text("cpu") + b"K" + bytes([count])
        arguments = b"(" + storage + view + b"tQ" + b"K\x00" + shape + stride + b"\x89ccollections\nOrderedDict\n)Rt"
        return b"ctorch._utils\n_rebuild_tensor_v2\n" + arguments + b"R"

    pairs = [
        ("whole", tensor(6, b"N", size(2, 3), size(3, 1))),
        ("part", tensor(6, b"(" + text("8") + b"K\x02K\x03t", size(3), size(1))),
    ]
    listed = b"](" + b"".join(b"](" + text(name) + value + b"e" for name, value in pairs) + b"e"
    head = b"".join(
        pickle.dumps(value, 2)
        for value in [0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True, "type_sizes": {}}]
    )
    checkpoint = b"\x80\x02ccollections\nOrderedDict\n" + listed + b"\x85R."
    data = struct.pack("<q", 6) + numbers(6).numpy().tobytes()
    return head + checkpoint + b"\x80\x02](" + text("7") + b"e." + data


def torchscript() -> bytes:
    buffer = io.BytesIO()
    torch.jit.save(torch.jit.script(nn.Identity()), buffer)
    return repacked(buffer.getvalue(), zipfile.ZIP_STORED, "archive/")


def whole(value):
    return value


# Each file, and which part of it holds its tensors.
READABLE = {
    "dtypes.zip.pth": (lambda: saved(typed(DTYPES)), whole),
    "dtypes.legacy.pth": (lambda: saved(typed(LEGACY_DTYPES), legacy=True), whole),
    "views.zip.pth": (lambda: saved(views()), whole),
    "views.legacy.pth": (lambda: saved(views(), legacy=True), whole),
    "training2.zip.pth": (lambda: saved(training()), lambda value: value["state_dict"]),
    "training3.zip.pth": (lambda: saved(training(), protocol=3), lambda value: value["state_dict"]),
    "training4.zip.pth": (lambda: saved(training(), protocol=4), lambda value: value["state_dict"]),
    "training5.zip.pth": (lambda: saved(training(), protocol=5), lambda value: value["state_dict"]),
    "training2.legacy.pth": (lambda: saved(training(), legacy=True), lambda value: value["state_dict"]),
    "training4.legacy.pth": (lambda: saved(training(), legacy=True, protocol=4), lambda value: value["state_dict"]),
    "ema.zip.pth": (lambda: saved(averaged_only()), lambda value: value["ema"]["module"]),
    "unchecked.zip.pth": (lambda: without_checksums(views()), whole),
    "stored64.zip.pth": (lambda: repacked(saved(views()), zipfile.ZIP_STORED, "", zip64=True), whole),
    "deflated.zip.pth": (lambda: repacked(saved(views()), zipfile.ZIP_DEFLATED, "a model/inner/"), whole),
    "python2.legacy.pth": (python2, whole),
}
REFUSED = {
    "module.zip.pth": lambda: saved({"model": nn.Sequential(nn.Identity())}),
    "module.legacy.pth": lambda: saved(Model(), legacy=True),
    "torchscript.zip.pt": torchscript,
}


def loaded(data: bytes):
    """What PyTorch makes of it; its zip reader wants the folder to be called as it calls it itself."""
    if data.startswith(b"PK"):
        top = zipfile.ZipFile(io.BytesIO(data)).namelist()[0].removesuffix("data.pkl")
        if top != "archive/":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                buffer = io.BytesIO()
                with zipfile.ZipFile(buffer, "w") as new:
                    for name in archive.namelist():
                        new.writestr("archive/" + name.removeprefix(top), archive.read(name))
            data = buffer.getvalue()
    return torch.load(io.BytesIO(data), weights_only=False)


def expected(tensor: torch.Tensor) -> dict:
    entry = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape)}
    if tensor.dtype in list(DTYPES)[:4]:
        values = tensor.detach().to(torch.float32).double().reshape(-1).tolist()
        entry["values"] = [value if np.isfinite(value) else str(value).replace("inf", "Infinity") for value in values]
    return entry


def write() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    contents = {}
    for name, (make, part) in READABLE.items():
        data = make()
        (FOLDER / name).write_bytes(data)
        tensors = part(loaded(data))
        contents[name] = {
            key: expected(tensor) for key, tensor in tensors.items() if isinstance(tensor, torch.Tensor)
        }
    for name, make in REFUSED.items():
        (FOLDER / name).write_bytes(make())
    write_json(GOLDENS / "checkpoints.json", contents)


if __name__ == "__main__":
    write()

"""Arrays in a safetensors file, mapped into memory: a length, a header in JSON, and the numbers.

The format: github.com/huggingface/safetensors. A reader of our own, since a search loads it each time.
"""

from __future__ import annotations

import json
import mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kratomcli.errors import AccessError
from kratomcli.files.reading import open_file

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TYPES = {"F16": "<f2", "F32": "<f4", "F64": "<f8", "I8": "<i1", "I32": "<i4", "I64": "<i8"}
_MOST_HEADER = 1 << 24  # bytes


def tensors(path: Path) -> dict[str, NDArray[np.generic]]:
    """The arrays in a file by their names, those of types that NumPy lacks left out.

    Raises:
        AccessError: it can't be read, or is no safetensors file.
    """
    import numpy as np

    with open_file(path) as file:
        try:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            start = 8 + int.from_bytes(data[:8], "little")
            header: dict[str, Any] = json.loads(data[8 : min(start, _MOST_HEADER)])
            header.pop("__metadata__", None)
            return {
                name: np.frombuffer(
                    data, _TYPES[each["dtype"]], _size(each["shape"]), start + each["data_offsets"][0]
                ).reshape(each["shape"])
                for name, each in header.items()
                if each["dtype"] in _TYPES
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError, LookupError) as error:
            raise AccessError(f"{path} is no safetensors file: {error}") from error


def _size(shape: list[int]) -> int:
    from math import prod

    return prod(shape)

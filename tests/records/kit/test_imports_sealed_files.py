"""Sealed files: read back whole, noticed when touched."""

import uuid

import pytest

from records.kit import sealed_files
from records.kit.sealed_files import FileDamaged

NAME = "imports/01a1fbf5-e3f4-7569-add4-71e9424cc055"


def content(name: str = NAME) -> bytes:
    return b"".join(sealed_files.pieces_of(name))


@pytest.fixture
def big() -> bytes:
    return bytes(range(256)) * 3000


def test_a_file_is_read_back_as_it_was(big):
    size, digest = sealed_files.store(NAME, [big[:10], big[10:500_000], big[500_000:]])
    assert (size, len(digest)) == (len(big), 64)
    assert content() == big
    with sealed_files.opened(NAME) as file:
        file.seek(100)
        assert file.read(5) == big[100:105]


@pytest.mark.parametrize("harm", ["cut", "swapped", "changed", "other name", "emptied"])
def test_a_file_that_was_touched_is_refused(big, harm):
    sealed_files.store(NAME, [big])
    path = sealed_files.path_of(NAME)
    lines = path.read_text().splitlines(keepends=True)
    name = NAME
    if harm == "cut":
        path.write_text("".join(lines[:-1]))
    elif harm == "swapped":
        path.write_text("".join([lines[1], lines[0], *lines[2:]]))
    elif harm == "changed":
        path.write_text("".join([lines[0][:-10] + "AAAAAAAA\n", *lines[1:]]))
    elif harm == "emptied":
        path.write_text("")
    else:
        name = f"imports/{uuid.uuid4()}"
        path.rename(sealed_files.path_of(name))
    with pytest.raises(FileDamaged):
        content(name)


def test_a_growing_file_drops_what_a_crash_left_behind():
    name = f"exports/{uuid.uuid4()}"
    first = sealed_files.append(name, 0, 0, b"one")
    sealed_files.append(name, 1, first, b"lost")
    second = sealed_files.append(name, 1, first, b"two")
    sealed_files.append(name, 2, second, b"", last=True)
    assert content(name) == b"onetwo"
    sealed_files.remove(name)
    sealed_files.remove(name)
    with pytest.raises(FileNotFoundError):
        content(name)


@pytest.mark.parametrize("name", ["../keys.json", "imports/../../x", "imports/x/y", "", "/etc/passwd"])
def test_no_name_leads_out_of_the_folder(name):
    with pytest.raises(ValueError, match="kind/uid"):
        sealed_files.path_of(name)

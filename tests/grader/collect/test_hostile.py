"""Archives and folders that were made to do harm, or are merely broken."""

import os
import stat
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.collect import CollectError, collect, print_rows, source, write_rows
from grader.pipeline.course import Course
from tests.grader.collect.downloads import (
    NOTEBOOKS,
    everything,
    gru,
    in_folder,
    zipped,
)

ADA, BOB = "ada/1_gru.ipynb", "bob/1_gru.ipynb"
LIMITS = "[limits]\nsubmission_bytes = {}\n"


def packed(path, *entries):
    """A zip file of (ZipInfo, bytes) pairs."""
    with zipfile.ZipFile(path, "w") as archive:
        for info, content in entries:
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return path


def with_limit(course, most_bytes):
    course.root.mkdir(parents=True)
    course.limits_file.write_text(LIMITS.format(most_bytes))


@pytest.mark.parametrize(
    "name",
    [
        "ada/../../../escaped/1_gru.ipynb",
        "../1_gru.ipynb",
        "/etc/1_gru.ipynb",
        "C:\\Users\\1_gru.ipynb",
        "ada\\..\\..\\1_gru.ipynb",
        "bob/../ada/1_gru.ipynb",
        "ada/..",
    ],
)
def test_a_name_never_leads_out_of_the_course(collected, course, tmp_path, name):
    rows = collected({name: b"out", BOB: gru()})
    assert sum(row.status == "unplaced" for row in rows.values()) == 1
    assert [*everything(course.root / "collected/unplaced").values()] == [b"out"]
    assert list(everything(course.submitted)) == ["bob/1_gru/1_gru.ipynb"]
    assert {p.name for p in tmp_path.iterdir()} == {"course", "download.zip"}


def test_a_link_in_a_zip_file_is_not_made_or_followed(collected, submitted, tmp_path):
    link = zipfile.ZipInfo(ADA)
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    path = packed(tmp_path / "x.zip", (link, b"/etc/passwd"), (BOB, gru()))
    rows = collected(path)
    assert rows[ADA].status == "refused"
    assert "link" in rows[ADA].why
    assert list(submitted()) == ["bob/1_gru/1_gru.ipynb"]


def test_links_and_pipes_in_a_folder_are_not_opened(collected, submitted, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(gru("secret"))
    root = in_folder(tmp_path / "in", {BOB: gru(), "eve/other.txt": b""})
    (root / "eve/1_gru.ipynb").symlink_to(secret)
    (root / "mal").symlink_to(tmp_path)
    os.mkfifo(root / "bob/2_lstm.ipynb")
    rows = collected(root)
    assert list(submitted()) == ["bob/1_gru/1_gru.ipynb"]
    refused = {name for name, row in rows.items() if row.status == "refused"}
    assert refused == {"eve/1_gru.ipynb", "bob/2_lstm.ipynb"}
    assert "link" in rows["mal"].why


def test_names_that_are_no_text_are_reported_and_kept(collected, course, tmp_path):
    root = in_folder(tmp_path / "in", {BOB: gru()})
    for name in (b"\xff", b"a\x1b[31m\n"):
        in_folder(root / os.fsdecode(name), {"1_gru.ipynb": gru("x")})
        in_folder(root / "bob", {os.fsdecode(name): b"y"})
    rows = list(collected(root).values())
    assert sum(row.status == "placed" for row in rows) == 1
    print_rows(rows)
    write_rows(course.root / "report.csv", rows)
    text = (course.root / "report.csv").read_text("utf-8")
    assert "\x1b" not in text
    assert "%FF" in text
    assert len(text.splitlines()) == 1 + len(rows)


@pytest.mark.parametrize("step", ["", "1_gru", "1_gru/1_gru.ipynb"])
def test_nothing_is_written_through_a_link_in_submitted(
    collected, course, tmp_path, step
):
    outside = in_folder(tmp_path / "outside", {"1_gru/1_gru.ipynb": b"not yours"})
    link = course.submitted / "ada" / step
    link.parent.mkdir(parents=True)
    link.symlink_to(outside / step)
    rows = collected({ADA: gru(), BOB: gru("B")})
    assert (rows[ADA].status, rows[BOB].status) == ("unplaced", "placed")
    assert "move it away" in rows[ADA].why
    assert everything(outside) == {"1_gru/1_gru.ipynb": b"not yours"}


def test_a_file_that_is_too_large_is_refused(collected, submitted, course):
    with_limit(course, len(gru()))
    rows = collected({ADA: gru() + b" ", BOB: gru()})
    assert rows[ADA].status == "refused"
    assert "submission_bytes" in rows[ADA].why
    assert list(submitted()) == ["bob/1_gru/1_gru.ipynb"]


def test_a_file_that_lies_about_its_size_is_refused(collected, course, tmp_path):
    path = zipped(tmp_path / "x.zip", {ADA: b"0" * 4000, BOB: gru()})
    true, told = (n.to_bytes(4, "little") for n in (4000, 40))
    raw = path.read_bytes()
    assert raw.count(true) == 2
    path.write_bytes(raw.replace(true, told))
    rows = collected(path)
    assert (rows[ADA].status, rows[BOB].status) == ("refused", "placed")
    assert "can't be unpacked" in rows[ADA].why


def test_a_bomb_is_refused_before_it_is_unpacked(collected, monkeypatch):
    monkeypatch.setattr(zipfile.ZipExtFile, "read", None)
    row = collected({ADA: b"0" * 5_000_000, "bob/x.txt": b"0" * 9_000_000})[ADA]
    assert (row.status, "200 times" in row.why) == ("refused", True)


def test_many_files_that_together_are_too_much_are_refused(collected, monkeypatch):
    monkeypatch.setattr(source, "MOST_TOGETHER", 3 * len(gru()))
    monkeypatch.setattr(source.in_zip, "__defaults__", (source.MOST_TOGETHER,))
    rows = collected({f"s{k}/1_gru.ipynb": gru() for k in range(5)})
    statuses = [row.status for row in rows.values()]
    assert sorted(statuses) == ["placed"] * 3 + ["refused"] * 2


def test_too_many_files_are_an_error(collected, monkeypatch):
    monkeypatch.setattr(source, "MOST_MEMBERS", 2)
    with pytest.raises(CollectError, match="more than 2"):
        collected({f"s{k}/1_gru.ipynb": b"" for k in range(3)})


def test_one_handed_in_archive_of_too_many_files_costs_no_other(
    collected, monkeypatch, tmp_path
):
    inner = zipped(tmp_path / "i.zip", {f"{k}.ipynb": b"" for k in range(5)})
    monkeypatch.setattr(source, "MOST_MEMBERS", 3)
    rows = collected({"eve/all.zip": inner.read_bytes(), BOB: gru()})
    assert (rows["eve/all.zip"].status, rows[BOB].status) == ("unplaced", "placed")


def test_a_handed_in_archive_is_bounded_as_a_whole(collected, tmp_path, course):
    with_limit(course, 2000)
    files = {f"{k}/1_gru.ipynb": os.urandom(5) + b"0" * 1900 for k in range(12)}
    inner = zipped(tmp_path / "i.zip", files).read_bytes()
    assert len(inner) <= 2000
    rows = collected({"eve/all.zip": inner, BOB: gru()})
    refused = [row for row in rows.values() if row.status == "refused"]
    assert len(refused) == 2
    assert all("unpacks to more than 20,000" in row.why for row in refused)


def test_names_that_clash_within_one_archive(collected, submitted, tmp_path):
    entries = [(ADA, gru("1")), (ADA, gru("2")), ("ada/1_GRU.ipynb", gru("3"))]
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = packed(tmp_path / "x.zip", *entries, (BOB, gru()))
    rows = collected(path)
    assert {rows[ADA].status, rows["ada/1_GRU.ipynb"].status} == {"earlier", "placed"}
    assert set(submitted()) == {"ada/1_gru/1_gru.ipynb", "bob/1_gru/1_gru.ipynb"}


def test_a_locked_archive_is_told(collected, tmp_path):
    path = zipped(tmp_path / "x.zip", {ADA: gru(), BOB: gru()})
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
    raw = bytearray(path.read_bytes())
    for place in (infos[0].header_offset + 6, raw.index(b"PK\1\2") + 8):
        raw[place] |= 1
    path.write_bytes(raw)
    rows = collected(path)
    assert "password" in rows[ADA].why
    assert rows[BOB].status == "placed"


@pytest.mark.parametrize("flag", [True, False])
def test_names_in_utf8_are_read_whether_the_archive_says_so_or_not(
    collected, submitted, tmp_path, flag
):
    path = zipped(tmp_path / "x.zip", {"José/1_gru.ipynb": gru(), BOB: gru()})
    if not flag:  # as some archivers of macOS leave it
        raw = bytearray(path.read_bytes())
        with zipfile.ZipFile(path) as archive:
            at = archive.getinfo("José/1_gru.ipynb").header_offset
        raw[at + 7] &= ~8
        raw[raw.index(b"PK\1\2") + 9] &= ~8
        path.write_bytes(raw)
    collected(path)
    assert "José/1_gru/1_gru.ipynb" in submitted()


def test_what_is_no_archive_is_an_error_that_says_what_to_do(collected, tmp_path):
    text = tmp_path / "download.tar"
    text.write_bytes(b"no archive")
    with pytest.raises(CollectError, match="give the folder"):
        collected(text)
    with pytest.raises(CollectError, match="no file or folder"):
        collected(tmp_path / "nowhere.zip")


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_an_archive_that_was_damaged_anywhere_ends_nothing(tmp_path_factory, data):
    root = tmp_path_factory.mktemp("damaged")
    path = zipped(root / "x.zip", {ADA: gru(), BOB: b"[]", "eve/x.zip": b"PK\5\6"})
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(raw)
    course = Course(root / "course")
    try:
        rows, _ = collect(course, path, NOTEBOOKS)
    except CollectError:
        rows = []
    for row in rows:
        assert row.status in {
            "placed",
            "unplaced",
            "refused",
            "other",
            "read",
            "earlier",
        }
    assert {p.name for p in root.iterdir()} <= {"course", "x.zip"}

"""`sweep` and `batch` with `--dask`: what they say without it, also where a worker dies; faults and interrupts leave nothing."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

import pytest
from trustme import CA

from engine.infer import cluster as clusters
from tests.cluster import LocalCluster, wait_for
from tests.commands.terminal import converse
from tests.desk import Desk
from tests.house.tree import PROGRAM, ROOT, run_python
from tests.show.told import TOY

CELLS = (
    ("ukraine.course", ("escalating", "unresolved", "stabilising", "unresolved|stabilising", "")),
    ("us_russia.relations", ("worsening", "tense", "thawing", "")),
    ("us_japan.alliance", ("strained", "firm", "")),
    ("japan.sanctions_packages", ("0", "2", ">=1", "")),
)
SWEPT = (
    "ukraine.course",
    "us_russia.relations",
    "g7.front",
    "us_japan.alliance",
    "japan.sanctions_packages",
    "territory.prospect",
)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    with LocalCluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


def write_table(file: Path, rows: int) -> Path:
    random = Random(rows)
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(["id", *(name for name, _ in CELLS)])
        writer.writerows([at, *(random.choice(cells) for _, cells in CELLS)] for at in range(rows))
    return file


def test_a_sweep_says_what_it_says_without_a_cluster(desk: Desk, two: LocalCluster) -> None:
    ours, theirs = desk.told("sweep", *SWEPT), desk.told("sweep", *SWEPT, "--dask", two.address)
    assert theirs.pop("reading") == "compiled"
    assert ours.pop("reading") == "kernel"
    assert ours == theirs


def test_the_base_travels_with_the_work(desk: Desk, two: LocalCluster) -> None:
    words = ("sweep", "--all-unknown", "--base", TOY, "-c", "nothing-known")
    here, there = desk.told(*words), desk.told(*words, "--dask", two.address)
    assert (here.pop("reading"), there.pop("reading")) == ("kernel", "compiled")
    assert here == there


def test_a_batch_keeps_the_order_of_its_rows(desk: Desk, two: LocalCluster, tmp_path: Path) -> None:
    table = write_table(tmp_path / "cases.csv", 30_000)
    desk.said("batch", str(table), "--keep", "id", "-o", str(tmp_path / "here.csv"))
    desk.said("batch", str(table), "--keep", "id", "-o", str(tmp_path / "there.csv"), "--dask", two.address)
    assert (tmp_path / "there.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()


@pytest.mark.parametrize("command", ["sweep", "batch"])
def test_a_worker_that_is_killed_makes_no_difference(command: str, desk: Desk, tmp_path: Path) -> None:
    if command == "sweep":
        words = ["sweep", "--all-unknown", "-c", "a09-nothing-known", "--json"]
    else:
        words = [
            "batch",
            str(write_table(tmp_path / "cases.csv", 200_000)),
            "--keep",
            "id",
            "-o",
            str(tmp_path / "out.csv"),
            "--json",
        ]
    here = desk.said(*words).out.replace('"diagrams"', '"compiled"')
    rows = (tmp_path / "out.csv").read_bytes() if command == "batch" else b""
    with LocalCluster(tmp_path) as local:
        program = start(*words, "--dask", local.address)
        wait_for(lambda: any(name.startswith("carry_out") for name in local.scheduled()), program)
        local.kill(1)
        out, err = program.communicate(timeout=120)
    assert (program.returncode, err) == (0, "")
    assert out == here
    assert command == "sweep" or (tmp_path / "out.csv").read_bytes() == rows


def start(*words: str) -> subprocess.Popen[str]:
    default = partial(signal.signal, signal.SIGINT, signal.default_int_handler)  # a shell in the background may ignore it
    line = [sys.executable, str(ROOT / "cli.py"), *words]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=default)


def test_what_is_interrupted_takes_its_tasks_back(two: LocalCluster) -> None:
    program = start("sweep", "--all-unknown", "-c", "a09-nothing-known", "--dask", two.address)
    wait_for(lambda: any(name.startswith("carry_out") for name in two.scheduled()), program)
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=60)
    assert (program.returncode, out, err.strip()) == (130, "", "Interrupted.")
    wait_for(lambda: not two.scheduled())


def test_a_scheduler_that_is_lost_is_told_and_leaves_no_file(tmp_path: Path) -> None:
    table, out = write_table(tmp_path / "cases.csv", 400_000), tmp_path / "out.parquet"
    with LocalCluster(tmp_path) as local:
        program = start("batch", str(table), "--keep", "id", "-o", str(out), "--dask", local.address)
        wait_for(lambda: any(name.startswith("carry_out") for name in local.scheduled()), program)
        local.scheduler.kill()
        said, err = program.communicate(timeout=120)
    assert (program.returncode, said) == (3, "")
    assert "was lost" in err
    assert len(err.strip().splitlines()) == 1
    assert [name for name in os.listdir(tmp_path) if "out" in name or name.endswith(".part")] == []


def test_faults_and_wrong_addresses_have_their_exit_codes(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table, out = write_table(tmp_path / "cases.csv", 10), tmp_path / "out.csv"
    out.write_text("kept\n", encoding="utf-8")
    monkeypatch.setattr(clusters, "CONNECT", 1.0)
    for words in (["sweep", "g7.front", "-o", str(out)], ["batch", str(table), "--keep", "id", "-o", str(out)]):
        assert desk.codes(*words, "--dask", "127.0.0.1") == ["wrong-address"]
        assert desk.codes(*words, "--dask", "") == ["wrong-address"]  # a variable of the shell that is not set
        assert desk.codes(*words, "--dask", "tls://127.0.0.1:1") == ["no-certificates"]
        assert "no Dask scheduler answers" in desk.said(*words, "--dask", "tcp://127.0.0.1:1", code=3).err
        assert out.read_text(encoding="utf-8") == "kept\n"
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "pip install 'kakehashi[dask]'" in desk.said("sweep", "g7.front", "--dask", "tcp://127.0.0.1:1", code=2).err


def test_a_cluster_is_reached_through_tls(tmp_path: Path) -> None:
    signer = CA()
    signer.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    signer.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "one.pem"))
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    told = {f"{tls}CA_FILE": str(tmp_path / "ca.pem")}
    told |= {f"{tls}{who}__CERT": str(tmp_path / "one.pem") for who in ("SCHEDULER", "WORKER", "CLIENT")}
    with LocalCluster(tmp_path, 1, told) as local:
        assert local.address.startswith("tls://")
        words = ["sweep", "g7.front", "--json"]
        by_cluster = run_python(PROGRAM, [*words, "--dask", local.address], folder=tmp_path, extra=told)
        refused = run_python(PROGRAM, [*words, "--dask", local.address.replace("tls", "tcp")], folder=tmp_path, extra=told)
    here = run_python(PROGRAM, words, folder=tmp_path)
    assert by_cluster.returncode == here.returncode == 0
    assert json.loads(by_cluster.stdout)["outcomes"] == json.loads(here.stdout)["outcomes"]
    assert refused.returncode == 3


def test_progress_is_said_on_a_terminal(two: LocalCluster) -> None:
    code, seen = converse(["sweep", "--all-unknown", "-c", "a09-nothing-known", "--dask", two.address], [], {"NO_COLOR": "1"})
    assert code == 0
    assert "what-ifs …" in seen
    assert "compiled bit planes" in seen

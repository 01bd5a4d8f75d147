"""A cluster answers what this process does, also where workers die; what cannot be trusted or is lost is a fault of its kind."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from shutil import copytree
from threading import Timer

import pytest
from hypothesis import given

from engine.infer import cluster as clusters
from engine.infer.cluster import Cluster, ClusterFault
from engine.infer.crew import Beside, Here
from engine.infer.tally import _ways, tally
from engine.language.problems import InvalidInput
from tests.cluster import LocalCluster, wait_for
from tests.generated import Asked, examples, questions
from tests.house.tree import ROOT
from tests.infer.kernel_agreement import made_space
from tests.works import Dying, Failing, Squaring

SQUARES = [number * number for number in range(40)]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    with LocalCluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="module")
def crew(two: LocalCluster) -> Iterator[Cluster]:
    with Cluster(two.address) as found:
        yield found


def test_blocks_come_back_in_their_order(crew: Cluster) -> None:
    for other in (Here(), Beside(2), crew):
        assert list(other.carry_out(Squaring(), iter(range(40)))) == SQUARES
        assert list(other.carry_out(Squaring(), [])) == []


@examples(20)
@given(questions())
def test_a_cluster_counts_what_this_process_does(crew: Cluster, asked: Asked) -> None:
    space = made_space(asked, Random(7), most=5)
    ours, theirs = (tally(space, asked.base.verdict, reading="kernel", crew=who) for who in (None, crew))
    assert ours == theirs


def test_a_cluster_goes_through_what_it_is_given_up_to_a_bound(crew: Cluster) -> None:
    assert _ways(1000, crew) == _ways(10**12, crew) == ["compiled"]
    assert _ways(10**15, crew) == ["diagrams"]


def test_blocks_of_a_worker_that_is_killed_are_done_by_another(tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    noted.mkdir()
    with LocalCluster(tmp_path) as local, Cluster(local.address) as crew:
        crew.await_cores(2)
        answers = crew.carry_out(Squaring(0.1, str(noted)), range(40))
        found = [next(answers)]
        wait_for(lambda: any(name.endswith(f"-{local.workers[0].pid}") for name in os.listdir(noted)))
        local.kill(0)
        assert found + list(answers) == SQUARES
    assert {name.partition("-")[0] for name in os.listdir(noted)} == set(map(str, range(40)))


def test_an_evaluation_that_fails_is_a_fault(crew: Cluster) -> None:
    with pytest.raises(ClusterFault, match=r"an evaluation failed on a worker of .*: ZeroDivisionError"):
        list(crew.carry_out(Failing(), range(9)))
    assert list(crew.carry_out(Squaring(), range(40))) == SQUARES


def test_a_block_that_kills_its_workers_is_a_fault(tmp_path: Path) -> None:
    with LocalCluster(tmp_path, workers=5) as local, Cluster(local.address) as crew:
        crew.await_cores(5)
        with pytest.raises(ClusterFault, match="all of them died of it"):
            list(crew.carry_out(Dying(), range(9)))


def test_a_scheduler_that_is_lost_is_a_fault(tmp_path: Path) -> None:
    with LocalCluster(tmp_path) as local, Cluster(local.address) as crew:
        answers = crew.carry_out(Squaring(0.1), range(400))
        next(answers)
        local.scheduler.kill()
        with pytest.raises(ClusterFault, match="was lost"):
            list(answers)


def test_workers_that_are_all_lost_are_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with LocalCluster(tmp_path) as local, Cluster(local.address) as crew:
        monkeypatch.setattr(clusters, "PATIENCE", 2.0)
        answers = crew.carry_out(Squaring(0.1), range(400))
        next(answers)
        local.kill(0)
        local.kill(1)
        with pytest.raises(ClusterFault, match=r"no worker of .* is left"):
            list(answers)


def test_a_worker_that_comes_back_goes_on(tmp_path: Path) -> None:
    with LocalCluster(tmp_path, workers=1) as local, Cluster(local.address) as crew:
        answers = crew.carry_out(Squaring(0.1), range(40))
        found = [next(answers)]
        local.kill(0)
        later = Timer(1.0, local.add_worker)
        later.start()
        assert found + list(answers) == SQUARES
        later.join()


def test_a_scheduler_without_workers_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "PATIENCE", 1.0)
    with LocalCluster(tmp_path, workers=0) as local, pytest.raises(ClusterFault, match="has no workers"), Cluster(local.address):
        pass


def other_program(folder: Path) -> Path:
    """Another version of this program: a file of the engine differs by a comment."""
    copytree(ROOT / "engine", folder / "engine")
    with (folder / "engine" / "infer" / "kernel.py").open("a") as file:
        file.write("# of another version\n")
    return folder


def no_program(folder: Path) -> Path:
    """An `engine` of somebody else."""
    (folder / "engine").mkdir(parents=True)
    (folder / "engine" / "__init__.py").touch()
    return folder


@pytest.mark.parametrize(
    ("made", "said"),
    [(other_program, "runs another Kakehashi: version"), (no_program, "has no Kakehashi, or another one")],
    ids=["other", "none"],
)
def test_workers_with_another_program_or_none_are_not_trusted(tmp_path: Path, made: Callable[[Path], Path], said: str) -> None:
    with LocalCluster(tmp_path, workers=0) as local:
        local.add_worker(path=made(tmp_path / "there"))
        with pytest.raises(ClusterFault, match=said), Cluster(local.address):
            pass


def test_a_worker_that_comes_later_with_another_program_is_not_trusted_either(tmp_path: Path) -> None:
    with LocalCluster(tmp_path, workers=1) as local, Cluster(local.address) as crew:
        local.add_worker(path=other_program(tmp_path / "other"))
        crew.await_cores(2)
        with pytest.raises(ClusterFault, match=r"a worker of .* runs another Kakehashi"):
            list(crew.carry_out(Squaring(0.1), range(40)))


def test_a_worker_that_comes_later_without_the_program_does_nothing(tmp_path: Path) -> None:
    with LocalCluster(tmp_path, workers=1) as local, Cluster(local.address) as crew:
        local.add_worker(path=no_program(tmp_path / "none"))
        crew.await_cores(2)
        assert list(crew.carry_out(Squaring(0.1), range(40))) == SQUARES


@pytest.mark.parametrize(
    "address",
    ["", "127.0.0.1:8786", "http://127.0.0.1:8786", "tcp://127.0.0.1", "tcp://127.0.0.1:99999", "tcp://a b:8786", "tcp://:1"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Cluster(address)
    assert [problem.code for problem in refused.value.problems] == ["wrong-address"]


def test_where_no_scheduler_answers_is_a_fault(two: LocalCluster, crew: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "CONNECT", 2.0)
    worker = next(iter(crew.client.nthreads()))
    with socket.socket() as closed, socket.socket() as silent:
        closed.bind(("127.0.0.1", 0))
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        for address in [*(f"tcp://127.0.0.1:{s.getsockname()[1]}" for s in (closed, silent)), "tcp://host.invalid:8786", worker]:
            with pytest.raises(ClusterFault, match="Dask scheduler"), Cluster(address):
                pass

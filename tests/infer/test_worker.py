"""A worker that crashes, hangs or runs out of memory ends in a typed error, and the next question is answered."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from types import ModuleType

import pytest
from hypothesis import given

from engine.infer import evaluators, rete_library, worker
from engine.infer.evaluators import evaluate
from engine.infer.program import compile_program
from engine.infer.worker import Worker, WorkerFault
from engine.keep.questions import make_question
from engine.language.base import RuleBase
from engine.language.conditions import Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.facts import Case, Fact
from engine.language.problems import LibraryFault
from engine.language.rules import Rule
from tests.generated import Asked, examples, questions
from tests.infer.test_without_library import small

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 13), reason="no release of the library loads on this Python")

MOMENTS = ("loading", "registering", "asserting", "asking again")
BUDGET = 0.5  # seconds, where the process hangs
PATIENCE = 60.0  # seconds, where it ends by itself, on however busy a machine
MEMORY = 256 * 1024**2
SAYS = {"segfault": "crashed", "kill": "crashed", "hang": "out of time", "memory": "out of memory", "abort": "crashed"}
SIGNALS = {"segfault": signal.SIGSEGV, "kill": signal.SIGKILL, "abort": signal.SIGABRT}


class Broken:
    """A worker whose library breaks once it is told to."""

    def __init__(self, folder: Path, module: ModuleType) -> None:
        self.folder = folder
        assert module.__file__ is not None
        (folder / "real").write_text(module.__file__)
        shutil.copy(Path(__file__).with_name("broken_library.py"), folder / "durable_rules_engine.py")
        self.worker = Worker(BUDGET, MEMORY, folder)

    def breaks(self, moment: str, manner: str) -> None:
        (self.folder / "breaks").write_text(f"{moment}:{manner}")


@pytest.fixture
def module() -> ModuleType:
    found = rete_library.library()
    assert found is not None
    return found


@pytest.fixture
def broken(tmp_path: Path, module: ModuleType) -> Iterator[Broken]:
    found = Broken(tmp_path, module)
    yield found
    found.worker.close()


@pytest.fixture
def well() -> Iterator[Worker]:
    found = Worker()
    yield found
    found.close()


@pytest.mark.parametrize("manner", SAYS)
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_fault_of_the_process_is_told_and_the_next_question_is_answered(broken: Broken, moment: str, manner: str) -> None:
    asked = small()
    broken.worker.seconds = PATIENCE
    if moment == "asking again":
        assert broken.worker.evaluate(asked.program, asked.situation) == asked.trace
    broken.breaks(moment, manner)
    broken.worker.seconds = BUDGET if manner == "hang" else PATIENCE
    with pytest.raises(WorkerFault) as caught:
        broken.worker.evaluate(asked.program, asked.situation)
    broken.worker.seconds = PATIENCE
    assert (caught.value.reason, caught.value.signal, caught.value.exit_code) == (SAYS[manner], SIGNALS.get(manner, 0), 3)
    assert not (broken.folder / "breaks").exists()
    assert broken.worker.evaluate(asked.program, asked.situation) == asked.trace


def test_what_hangs_the_library_itself_hangs_only_its_process(well: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than 512 tests that patterns of a ruleset begin with hang any process that holds the library."""
    monkeypatch.setattr(rete_library, "MAX_PATTERNS", 1000)
    monkeypatch.setattr(rete_library, "MAX_FIELDS", 1000)
    names = [f"seen{at}" for at in range(520)]
    descriptors = {name: Descriptor(name, "", "", ("a", "b")) for name in [*names, "goal"]}
    rules = {name: Rule(name, "", "", (), Condition((Test(name, ("a",)),)), then=(("goal", ("a",)),)) for name in names}
    many = Asked(RuleBase("many", "", "goal", descriptors, rules), Case("c", "", (Fact("seen0", ("a",)),)))
    well.seconds = BUDGET
    with pytest.raises(WorkerFault) as caught:
        well.evaluate(many.program, many.situation)
    assert caught.value.reason == "out of time"
    well.seconds = PATIENCE
    asked = small()
    assert well.evaluate(asked.program, asked.situation) == asked.trace


def test_a_base_that_is_not_shipped_is_asked_in_a_worker_and_a_shipped_one_is_not(
    broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluators, "_worker", lambda: broken.worker)
    asked = small()
    broken.breaks("asserting", "segfault")
    with pytest.raises(WorkerFault, match="SIGSEGV"):
        evaluate(asked.program, asked.situation)
    assert evaluate(asked.program, asked.situation).trace == asked.trace
    broken.breaks("asking again", "segfault")
    assert make_question().evaluate().evaluator == "rete"
    assert (broken.folder / "breaks").exists()


def test_a_worker_makes_the_trace_of_the_reference(well: Worker) -> None:
    @examples(200)
    @given(questions())
    def answer(asked: Asked) -> None:
        assert well.evaluate(asked.program, asked.situation) == asked.trace

    answer()


def test_a_process_is_kept_for_further_questions_and_replaced_after_many_programs(
    well: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "MAX_PROGRAMS", 3)
    asked = small()
    processes = []
    for program in [*[compile_program(small().base) for _ in range(4)], asked.program, asked.program]:
        assert well.evaluate(program, asked.situation) == asked.trace
        assert well.process is not None
        processes.append(well.process.pid)
    assert [processes.index(pid) for pid in processes] == [0, 0, 0, 3, 3, 3]


def test_a_process_that_died_between_two_questions_is_replaced(well: Worker) -> None:
    asked = small()
    well.start()
    for _ in range(3):
        assert well.process is not None
        well.process.kill()
        well.process.wait()
        assert well.evaluate(asked.program, asked.situation) == asked.trace


def test_questions_from_several_threads_are_answered_one_after_the_other(well: Worker) -> None:
    asked = [small() for _ in range(4)]
    wrong: list[object] = []

    def ask(one: Asked) -> None:
        wrong.extend(trace for _ in range(50) if (trace := well.evaluate(one.program, one.situation)) != one.trace)

    threads = [Thread(target=ask, args=[one]) for one in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_process_does_not_outlive_the_program_that_asks(tmp_path: Path) -> None:
    code = (
        "import os, signal\nfrom engine.infer.worker import Worker\nfrom tests.infer.test_without_library import small\n"
        "worker, asked = Worker(), small()\nworker.evaluate(asked.program, asked.situation)\n"
        "print(worker.process.pid, flush=True)\n"
    )
    for ending in ("", "os.kill(os.getpid(), signal.SIGKILL)"):
        done = subprocess.run([sys.executable, "-c", code + ending], capture_output=True, text=True)
        assert done.stderr == ""
        assert has_ended(int(done.stdout))


def test_a_process_that_hangs_when_the_program_is_killed_ends_by_itself(broken: Broken) -> None:
    broken.breaks("asserting", "hang")
    code = (
        "import os, signal, sys, threading\nfrom pathlib import Path\nfrom engine.infer.worker import Worker\n"
        "from tests.infer.test_without_library import small\nworker, asked = Worker(0.5, folder=Path(sys.argv[1])), small()\n"
        "worker.start()\nprint(worker.process.pid, flush=True)\n"
        "threading.Timer(0.3, os.kill, [os.getpid(), signal.SIGKILL]).start()\nworker.evaluate(asked.program, asked.situation)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(broken.folder)], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL
    assert not (broken.folder / "breaks").exists()
    assert has_ended(int(done.stdout), 10)


def has_ended(pid: int, seconds: float = 2) -> bool:
    """Whether a process ends within so many seconds."""
    begun = monotonic()
    while monotonic() - begun < seconds:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text():
            return True
        sleep(0.02)
    return False


def test_without_the_library_a_worker_is_a_fault_of_the_library(well: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rete_library, "library", lambda: None)
    monkeypatch.setattr(worker, "find_spec", lambda _: None)
    asked = small()
    with pytest.raises(LibraryFault, match="cannot be loaded"):
        well.evaluate(asked.program, asked.situation)


def test_a_library_that_cannot_be_loaded_there_is_a_fault_of_the_library(tmp_path: Path) -> None:
    asked = small()
    with pytest.raises(LibraryFault, match="cannot be loaded"):
        Worker(folder=tmp_path).evaluate(asked.program, asked.situation)


def test_what_a_process_said_before_it_ended_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may end before it is asked anything."""
    asked, worker = small(), Worker(folder=tmp_path)
    worker.start()
    assert worker.process is not None
    worker.process.wait()
    monkeypatch.setattr(worker, "_runs", lambda: True)
    with pytest.raises(LibraryFault, match="cannot be loaded"):
        worker.evaluate(asked.program, asked.situation)

"""Decision diagrams: whether there is room for them does not depend on how busy the machine is."""

from __future__ import annotations

import pytest
from oxidd.util import DDMemoryError

from engine.infer import diagrams


def test_where_the_library_is_busy_clearing_away_there_is_another_try(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of the time there was no room at a third of the cap, on a busy machine: clearing at once does nothing meanwhile."""

    class Full:
        tries = 0

        def __and__(self, other: Full) -> str:
            Full.tries += 1
            if Full.tries < 4:
                raise DDMemoryError
            return "joined"

    class Manager:
        cleared = 0

        def gc(self) -> int:
            Manager.cleared += 1
            return 0

    monkeypatch.setattr(diagrams, "sleep", lambda seconds: None)
    one, other = (diagrams.Diagram(Full(), Manager(), lambda: None) for _ in range(2))
    assert (one & other).function == "joined"
    assert (Full.tries, Manager.cleared) == (4, 3)

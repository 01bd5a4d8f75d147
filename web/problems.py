"""What is refused or failed, as a reply: the document that the commands write too, and the status that goes with it."""

from __future__ import annotations

from engine.infer.worker import WorkerFault
from engine.language.problems import EngineFault, InvalidInput, KakehashiError, Place, invalid
from engine.show.documents import error_document, render
from web.messages import Reply


class Busy(EngineFault):
    """More is asked than is answered: the question was not taken, and may be put again after `seconds`."""

    def __init__(self, message: str, seconds: int = 1) -> None:
        self.seconds = seconds
        super().__init__(message)


def problem_reply(error: KakehashiError) -> Reply:
    """The reply to whoever asked for what is wrong, or for what failed."""
    status = 500
    if isinstance(error, InvalidInput):
        status = 400
    elif isinstance(error, Busy):
        status = 503
    elif isinstance(error, WorkerFault) and error.reason == "out of time":
        status = 504
    return Reply(status, render(error_document(error)).encode())


def fault_reply(message: str, spent: bool = False) -> Reply:
    """The reply where the fault is ours."""
    return Reply(500, render(error_document(EngineFault(message))).encode(), spent=spent)


def refusal(status: int, code: str, message: str, hint: str = "", place: str = "request") -> Reply:
    """The reply to a request that is not answered, whatever it asks."""
    return Reply(status, render(error_document(invalid(Place(place), code, message, hint))).encode())

"""An assessment as a page: the verdict first, then why, what it hangs on, what stands against it, what is open."""

from __future__ import annotations

from engine.ask.assess import Assessment
from engine.show.headline import add_headline
from engine.show.outlook import add_outlook
from engine.show.page import Page
from engine.show.reasons import add_reasons
from engine.show.sentences import Sentences


def assessment_page(answer: Assessment) -> Page:
    """The page of an assessment."""
    page = Page()
    sentences = Sentences(page, answer.question.program)
    add_headline(page, answer)
    if answer.changes is not None:
        from engine.show.comparison import add_changes  # only where there is something to compare

        pivots = {answer.verdict.descriptor, *(p.descriptor for p in answer.pivots), *(s.descriptor for s in answer.undecided)}
        add_changes(page, answer.changes, pivots)
    add_reasons(page, answer, sentences)
    add_outlook(page, answer, sentences)
    return page

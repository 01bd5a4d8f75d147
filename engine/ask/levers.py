"""What may be changed: the observed descriptors and, where asked, the stated ones; those an actor can move, less what is held."""

from __future__ import annotations

from engine.ask.question import Question
from engine.infer.program import Program
from engine.infer.trace import Trace
from engine.language.descriptors import EXTERNAL, Descriptor
from engine.language.problems import InvalidInput, Place, Problem, did_you_mean, gathered

Moves = dict[str, tuple[str | None, ...]]  # descriptor → what it may be changed to, None: nothing is known of it


def actors_of(program: Program, said: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of actors named by id or title; ``external`` stands for what nobody in the case moves."""
    base = program.base
    titles = {actor.title.casefold(): actor.id for actor in base.actors.values()}
    problems, found = [], []
    for word in said:
        actor = word if word in base.actors or word == EXTERNAL else titles.get(word.casefold())
        known = [*base.actors, *(actor.title for actor in base.actors.values()), EXTERNAL]
        if actor is None:
            message = f"`{word}` is no actor of {base.name}"
            problems.append(Problem(Place("--levers"), "unknown-actor", message, did_you_mean(word, known)))
        elif not _levers(program, (actor,)):
            movers = list(dict.fromkeys(name for d in _observed(program) for name in d.lever))
            hint = f"Levers are held by: {', '.join(movers)}." if movers else "Name actors under `lever:` in the vocabulary."
            problems.append(Problem(Place("--levers"), "no-lever", f"nothing in {base.name} is a lever of {actor}", hint))
        else:
            found.append(actor)
    if problems:
        raise InvalidInput(problems)
    return tuple(dict.fromkeys(found))


def stated_of(question: Question) -> tuple[str, ...]:
    """What the case states although rules derive it, the verdict aside."""
    given, on = {part.descriptor for part in question.situation.given}, question.program.rules_on
    return tuple(name for name in question.base.descriptors if name in given and on.get(name) and name != question.base.verdict)


def held_of(program: Program, said: tuple[str, ...], stated: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The descriptors that are to stay as they are; only what is observed can be held, or is `stated` though rules derive it."""
    problems: list[Problem] = []
    held: list[str] = []
    place = Place("--hold")
    for word in said:
        descriptor = gathered(problems, program.base.descriptor, word, place)
        held += [descriptor.id] if descriptor is not None else []
        if descriptor is not None and descriptor.is_context:
            message, hint = f"no rule reads {word}, so that it is no part of any what-if", "It stays as it is: leave it out."
            problems.append(Problem(place, "context-descriptor", message, hint))
        elif descriptor is not None and descriptor.id not in stated and program.rules_on.get(descriptor.id):
            hint = "Hold what its rules read, or state it with --set."
            problems.append(Problem(place, "not-observed", f"{word} follows from rules, so it cannot be held", hint))
    if problems:
        raise InvalidInput(problems)
    return tuple(dict.fromkeys(held))


def _observed(program: Program) -> list[Descriptor]:
    """The descriptors that no rule of the program has an effect on, as far as they take part in inference."""
    named = program.base.descriptors.values()
    return [descriptor for descriptor in named if not (descriptor.is_context or program.rules_on.get(descriptor.id))]


def _levers(program: Program, actors: tuple[str, ...], stated: tuple[str, ...] = ()) -> list[str]:
    """The observed descriptors, and those `stated`, that one of the actors can move (none named: all)."""
    may = {descriptor.id for descriptor in _observed(program)}.union(stated)
    named = program.base.descriptors.values()
    return [d.id for d in named if d.id in may and (not actors or set(actors) & set(d.lever))]


def moves_of(
    question: Question,
    trace: Trace,
    actors: tuple[str, ...] = (),
    held: tuple[str, ...] = (),
    loose: bool = False,
    stated: tuple[str, ...] = (),
) -> Moves:
    """What each lever of the actors (none named: all that is observed) may be changed to: what differs from what is known.

    With `loose`, to nothing known (None) as well. What is `stated` though rules derive it may be changed too.
    """
    found = {}
    for name in _levers(question.program, actors, stated):
        descriptor = question.base.descriptors[name]
        if name in held:
            continue
        states: list[str | None] = [state for state in descriptor.states if trace.knowledge[name] != (state,)]
        silent = (descriptor.default,) if descriptor.default is not None else descriptor.states
        if loose and trace.knowledge[name] != silent:
            states.append(None)
        found[name] = tuple(states)
    return found

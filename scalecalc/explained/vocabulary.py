"""What specs, kinds, statuses, exit codes and regimes say of themselves, as meanings."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from scalecalc.coordinates import COORDINATES, Coordinate
from scalecalc.empirical.kernels import DATA_KERNELS
from scalecalc.errors import EXIT_MEANING
from scalecalc.explained.meaning import Meaning
from scalecalc.fitting.laws import LAWS
from scalecalc.fitting.losses import LOSSES
from scalecalc.reading.fields.kinds import Kinds
from scalecalc.reading.fields.types import Model, Range, SampleLaw
from scalecalc.simulation.draw.covariates import LAWS as INPUTS
from scalecalc.spec.model import grammar
from scalecalc.theory.activations import ACTIVATIONS
from scalecalc.theory.correlations import CORRELATIONS
from scalecalc.theory.kernels import KERNELS
from scalecalc.theory.matrices import WEIGHTS
from scalecalc.theory.methods import METHODS
from scalecalc.theory.regimes.names import MEANING as REGIMES
from scalecalc.theory.risk.evaluate import STATUS_MEANING
from scalecalc.theory.spectra import SPECTRA
from scalecalc.theory.targets import TARGETS

# The kinds of a spec: their group, what one is called, and the words that lead on.
_SECTIONS: tuple[tuple[Kinds[Any], str, str, str], ...] = (
    (SPECTRA, "spectra", "spectrum", "spectrum"),
    (TARGETS, "targets", "target", "target"),
    (KERNELS, "kernels", "kernel on the sphere", "sphere"),
    (WEIGHTS, "matrices", "weights of random features", "random features"),
    (ACTIVATIONS, "activations", "activation", "Gaussian equivalence"),
    (CORRELATIONS, "correlations", "correlation of the samples", "correlated samples"),
    (METHODS, "methods", "method of training", "training time"),
)
_NAMED: tuple[tuple[Iterable[Any], str, str, str], ...] = (
    ([DATA_KERNELS.found(name)[0] for name in DATA_KERNELS], "kernels", "kernel on data", "kernel ridge regression"),
    ([INPUTS.found(name)[0] for name in INPUTS], "inputs", "law of the inputs of simulate", "simulate"),
)
_FITS: tuple[tuple[Any, str, str, str], ...] = (
    (LAWS, "fits", "law of fit", "scaling law"),
    (LOSSES, "fits", "loss of fit", "fit"),
)
_SYMBOLS = ("alpha", "dlog", "lambda", "tr")  # of formulas, in small letters even where a sentence begins


def vocabulary() -> Iterator[Meaning]:
    """All of them."""
    yield from _keys()
    for kinds, group, what, see in _SECTIONS:
        yield from (_class(name, kinds[name], group, what, see) for name in kinds)
    for classes, group, what, see in _NAMED:
        yield from (_class(one.words[0], one, group, what, see) for one in classes)
    for registry, group, what, see in _FITS:
        yield from (_class(name, registry[name], group, what, see) for name in registry)
    yield from (Meaning(name, "part of the name of a regime", "regimes", text) for name, text in REGIMES.items())
    yield from (Meaning(name, "status of a row", "statuses", f"{text}.") for name, text in STATUS_MEANING.items())
    for code, text in EXIT_MEANING.items():
        yield Meaning(f"exit code {code:d}", "exit code", "exit codes", text, also=(str(int(code)),))
    yield from map(_coordinate, COORDINATES)


def _coordinate(one: Coordinate) -> Meaning:
    laws = {None: "", 0.0: " Asymptotic laws hold as it goes to 0."}
    text = sentence(one.doc) + laws.get(one.limit, " Asymptotic laws hold as it goes to infinity.")
    see = tuple({".".join(one.place)} - {one.name})
    return Meaning(one.name, "coordinate, leading column of tables", "columns", text, one.symbol, see=see)


def _class(name: str, one: type[Any], group: str, what: str, see: str) -> Meaning:
    text = inspect.cleandoc(one.__doc__ or "").partition("\n\nSource:")
    return Meaning(name, what, group, sentence(text[0]), source=text[2].split(".  ")[0].strip(), see=(see,))


def sentence(text: str) -> str:
    """With a capital letter and a full stop, unless it begins with a symbol."""
    first = text.split(" ")[0]
    word = first.replace("-", "").isalpha() and first.islower() and len(first) > 1 and first not in _SYMBOLS
    start = first.capitalize() if word else first
    return start + text[len(first) :] + ("" if text.endswith(".") else ".")


# --- keys


def _keys() -> Iterator[Meaning]:
    """The keys of a spec. Those of ranges and laws, which stand in many places, are told once."""
    said: dict[tuple[str, str], list[str]] = {}
    rules: dict[tuple[str, str], str] = {}
    choosing: set[str] = set()
    for location, model in grammar().models.items():
        for name, field in model.model_fields.items():
            last = field.alias or name
            key = ".".join([*_place(location, model), last])
            if chooses := _chooses(name, location):
                choosing.add(key)
            text = f"which {name} it is: {_kinds_at(location)}" if chooses else field.description or ""
            said.setdefault((key, text), []).append(_branch(location))
            rules[key, text] = _rule(field, model)
    for (key, text), branches in said.items():
        kinds = ", ".join(dict.fromkeys(one for one in branches if one))
        what = f"spec key, of kind {kinds}" if kinds and key not in choosing else "spec key"
        steps = key.split(".")
        ends = tuple(".".join(steps[i:]) for i in range(1, len(steps)))
        yield Meaning(key, what, "keys", f"{sentence(text)}{rules[key, text]}", also=ends)


def _place(location: tuple[Any, ...], model: type[Model]) -> list[str]:
    """The keys that lead to a model: without the branches of unions and the positions in lists."""
    if issubclass(model, Range):
        return ["RANGE"]
    if issubclass(model, SampleLaw):
        return ["LAW"]
    unions = grammar().unions
    return [str(one) for i, one in enumerate(location) if one != 0 and location[:i] not in unions]


def _branch(location: tuple[Any, ...]) -> str:
    """The kind that a location is about, "" for none."""
    known = grammar()
    names = [str(one) for i, one in enumerate(location) if location[:i] in known.unions]
    return "" if not names or names[-1] in ("range", "mapping") else names[-1]


def _chooses(key: str, location: tuple[Any, ...]) -> bool:
    """Whether the key says which kind a section is of."""
    section = grammar().kinds.get(_general(location))
    return section is not None and section.key == key


def _kinds_at(location: tuple[Any, ...]) -> str:
    return ", ".join(next(kinds for path, kinds in grammar().kinds.items() if path == _general(location)))


def _general(location: tuple[Any, ...]) -> tuple[Any, ...]:
    unions = grammar().unions
    return tuple(one for i, one in enumerate(location) if location[:i] not in unions)


def _rule(field: Any, model: type[Model]) -> str:
    """What the key may hold, and its default."""
    allowed = [str(one.allowed) for one in field.metadata if hasattr(one, "allowed")]
    rule = f" It takes {allowed[0]}." if allowed else ""
    if field.is_required() or field.default is None or model.plain_word:
        return rule
    return f"{rule} The default is {_yaml(field.default)}."


def _yaml(value: object) -> str:
    """As a spec writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)

"""What may stand where in a spec: the models and kinds at each place, derived from the model of a whole spec."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from types import UnionType
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin

from pydantic import Discriminator, Tag
from pydantic.fields import FieldInfo

from scalecalc.reading.fields.kinds import Kinds, OneOf
from scalecalc.reading.fields.types import LAW, Model
from scalecalc.reading.fields.values import Allowed
from scalecalc.reading.source import Path, pattern
from scalecalc.record import record

RootT = TypeVar("RootT", bound=Model)


@record(eq=False)
class Grammar(Generic[RootT]):
    """The parts of a spec by their paths, with 0 for every position in a list.

    A location is a path as pydantic tells it, which also names the branch that was taken of each union.
    models: the model at each location.  unions: the locations of unions.  kinds: the kinds of the sections that have
    some, by path.  laws: the paths of what may be a law.  entries: what an entry of a list of models is, by location.
    """

    root: type[RootT]
    models: dict[Path, type[Model]] = field(default_factory=dict)
    unions: set[Path] = field(default_factory=set)
    kinds: dict[Path, Kinds[Any]] = field(default_factory=dict)
    laws: set[Path] = field(default_factory=set)
    entries: dict[Path, Allowed] = field(default_factory=dict)

    @classmethod
    def of(cls, root: type[RootT]) -> Grammar[RootT]:
        """The grammar of a model, with the kinds that are registered now."""
        result = cls(root)
        result._model(root, (), ())
        return result

    def _model(self, model: type[Model], location: Path, path: Path) -> None:
        self.models[location] = model
        for name, one in model.model_fields.items():
            key = one.alias or name
            self._type(one.annotation, one.metadata, (*location, key), (*path, key))

    def _type(self, annotation: Any, metadata: Iterable[Any], location: Path, path: Path) -> None:
        for meta in metadata:
            if isinstance(meta, OneOf):
                self._kinds(meta.kinds, location, path)
                return
            location = self._branch(meta, location, path)
        origin, parts = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            self._type(parts[0], parts[1:], location, path)
        elif origin in (Union, UnionType):
            for part in parts:
                self._type(part, (), location, path)
        elif origin is list:
            self._entry(parts[0], (*location, 0), (*path, 0))
        elif isinstance(annotation, type) and issubclass(annotation, Model):
            self._model(annotation, location, path)

    def _branch(self, meta: object, location: Path, path: Path) -> Path:
        """The location, with the branch of a union if `meta` names one. Notes the places of unions and laws."""
        if isinstance(meta, Discriminator):
            self.unions.add(location)
        elif isinstance(meta, Tag):
            if meta.tag == LAW:
                self.laws.add(path)
            return (*location, meta.tag)
        return location

    def _entry(self, annotation: Any, location: Path, path: Path) -> None:
        meta = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
        for one in meta:
            if isinstance(one, Allowed):
                self.entries[location] = one
        self._type(annotation, (), location, path)

    def _kinds(self, kinds: Kinds[Any], location: Path, path: Path) -> None:
        self.unions.add(location)
        self.kinds[path] = kinds
        for name, model in kinds.mappings.items():
            self._model(model, (*location, name), path)

    def path(self, location: Sequence[str | int]) -> Path:
        """The path in the spec for a location."""
        path: Path = ()
        passed: Path = ()
        parts = iter(location)
        for part in parts:
            path, passed = (*path, part), (*passed, part)
            if pattern(passed) in self.unions and (branch := next(parts, None)) is not None:
                passed = (*passed, branch)
        return path

    def owner(self, location: Sequence[str | int]) -> tuple[type[Model], Path]:
        """The innermost model a location lies in, and what is left of the location."""
        location, general = tuple(location), pattern(location)
        size = max(size for size in range(len(location)) if general[:size] in self.models)
        return self.models[general[:size]], location[size:]

    def field(self, location: Sequence[str | int]) -> FieldInfo:
        """The declaration of the field that contains a location. pydantic names fields by their aliases."""
        model, (name, *_) = self.owner(location)
        return next(one for key, one in model.model_fields.items() if (one.alias or key) == name)


def stand_in(one: FieldInfo) -> Any:
    """A value that a field may hold."""
    return _some(one.annotation, one.metadata)


def _some(annotation: Any, metadata: Iterable[Any]) -> Any:
    for meta in metadata:
        if isinstance(meta, OneOf):
            return _some_of_kind(meta.kinds)
        if hasattr(meta, "some"):
            return meta.some
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _some(parts[0], parts[1:])
    if origin in (Union, UnionType):
        return _some(parts[0], ())
    if origin is list:
        return [_some(parts[0], ())]
    if origin is Literal:
        return parts[0]
    return {name: stand_in(one) for name, one in annotation.model_fields.items() if one.is_required()}


def _some_of_kind(kinds: Kinds[Any]) -> dict[str, Any]:
    fields = kinds[kinds.stand_in].model_fields
    return {one.alias or name: stand_in(one) for name, one in fields.items() if one.is_required()}

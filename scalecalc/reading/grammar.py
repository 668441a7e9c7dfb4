"""What may stand where in a spec: the models and kinds at each place, derived from the model of a whole spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from types import UnionType
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin

from pydantic import Discriminator, Tag
from pydantic.fields import FieldInfo

from scalecalc.reading.fields.kinds import Kinds, OneOf
from scalecalc.reading.fields.types import LAW, Model
from scalecalc.reading.fields.values import Allowed, Number
from scalecalc.reading.text.source import Node, Path
from scalecalc.record import record

RootT = TypeVar("RootT", bound=Model)


@record(eq=False)
class Grammar(Generic[RootT]):
    """The parts of a spec by their paths, with 0 for every position in a list.

    A location is a path as pydantic gives it: it also names the branch that was taken at each union.
    models: the model at each location.  unions: the locations of unions.  kinds: the kinds of each section that has
    kinds, by path.  laws: the paths of values that may be laws.  entries: what an entry of a list or mapping is, by
    path.  free: the locations of mappings that may have any keys; a 0 replaces these keys, as it does positions.
    """

    root: type[RootT]
    models: dict[Path, type[Model]] = field(default_factory=dict)
    unions: set[Path] = field(default_factory=set)
    kinds: dict[Path, Kinds[Any]] = field(default_factory=dict)
    laws: set[Path] = field(default_factory=set)
    entries: dict[Path, Allowed] = field(default_factory=dict)
    free: set[Path] = field(default_factory=set)

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
            location = self._marked(meta, location, path)
        origin, parts = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            self._type(parts[0], parts[1:], location, path)
        elif origin in (Union, UnionType):
            for part in parts:
                self._type(part, (), location, path)
        elif origin in (list, dict):
            if origin is dict:
                self.free.add(location)
            self._entry(parts[-1], (*location, 0), (*path, 0))
        elif isinstance(annotation, type) and issubclass(annotation, Model):
            self._model(annotation, location, path)

    def _marked(self, meta: object, location: Path, path: Path) -> Path:
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
                self.entries[path] = one
        self._type(annotation, (), location, path)

    def _kinds(self, kinds: Kinds[Any], location: Path, path: Path) -> None:
        self.unions.add(location)
        self.kinds[path] = kinds
        for name, model in kinds.mappings.items():
            self._model(model, (*location, name), path)

    def general(self, location: Sequence[str | int]) -> Path:
        """The location, or path, with 0 for positions and for free keys."""
        found: Path = ()
        for part in location:
            found = (*found, 0 if isinstance(part, int) or found in self.free else part)
        return found

    def path(self, location: Sequence[str | int]) -> Path:
        """The path in the spec for a location."""
        path: Path = ()
        passed: Path = ()
        parts = iter(location)
        for part in parts:
            path, passed = (*path, part), (*passed, part)
            if self.general(passed) in self.unions and (branch := next(parts, None)) is not None:
                passed = (*passed, branch)
        return path

    def owner(self, location: Sequence[str | int]) -> tuple[type[Model], Path]:
        """The innermost model that contains a location, and the rest of the location."""
        location, general = tuple(location), self.general(location)
        size = max(size for size in range(len(location)) if general[:size] in self.models)
        return self.models[general[:size]], location[size:]

    def field(self, location: Sequence[str | int]) -> FieldInfo:
        """The declaration of the field that contains a location. pydantic names fields by their aliases."""
        model, (name, *_) = self.owner(location)
        return next(one for key, one in model.model_fields.items() if (one.alias or key) == name)

    def declared(self, root: Node, path: Path) -> FieldInfo | None:
        """The declaration of the field that a path lies in, given what the tree says of kinds; None where none is."""
        try:
            return self.field(self._location(root, path))
        except StopIteration:
            return None

    def fields(self, root: Node, path: Path) -> dict[str, FieldInfo]:
        """What may stand in the mapping at a path, which has at least one key, by key: beside the keys that do."""
        node: Node | None = root
        for part in path:
            node = None if node is None else node.child(part)
        keys = node.value if node is not None and isinstance(node.value, dict) else {}
        model, _ = self.owner(self._location(root, (*path, next(iter(keys), ""))))
        refused = _never_together(model)
        return {
            name: one
            for name, one in ((one.alias or name, one) for name, one in model.model_fields.items())
            if name in keys or not any(name in pair and keys.keys() & (pair - {name}) for pair in refused)
        }

    def _location(self, root: Node, path: Path) -> Path:
        """The location of a path, given what the tree says of kinds."""
        node: Node | None = root
        location: Path = ()
        for part in path:
            location = (*location, *self._branch(location, node, part), part)
            node = None if node is None else node.child(part)
        return location

    def _branch(self, location: Path, node: Node | None, key: str | int) -> Path:
        """Which branch of a union has a key: that of the kind which the node says, or else the first."""
        general = self.general(location)
        if general not in self.unions:
            return ()
        section = self.kinds.get(self.general(self.path(location)))
        kind = None if node is None or section is None else node.child(section.key)
        branches = [one[-1] for one in self.models if one[:-1] == general and key in self._keys((*general, one[-1]))]
        return tuple(sorted(branches, key=lambda branch: kind is None or branch != kind.value)[:1])

    def _keys(self, location: Path) -> list[str]:
        return [one.alias or name for name, one in self.models[location].model_fields.items()]


def _never_together(model: type[Model]) -> list[set[str]]:
    """Pairs of keys of which only one may be there, as the schema of the model says."""
    extra = model.model_config.get("json_schema_extra")
    refused = extra.get("not", {}) if isinstance(extra, dict) else {}
    return [set(one["required"]) for one in refused.get("anyOf", ())]  # type: ignore[union-attr,index,call-overload,arg-type]


def numbers(declared: Any) -> Iterator[Number]:
    """The sorts of numbers that a declaration speaks of, however deep."""
    for one in (*getattr(declared, "metadata", ()), *getattr(declared, "__metadata__", ())):
        if isinstance(one, Number):
            yield one
    for part in (getattr(declared, "annotation", None), *get_args(declared)):
        if part is not None:
            yield from numbers(part)


def words(declared: FieldInfo) -> tuple[str, ...]:
    """The plain words that a field may hold."""
    if declared.annotation is bool:
        return ("false", "true")
    if get_origin(declared.annotation) is Literal:
        return get_args(declared.annotation)
    return next((one.words for one in declared.metadata if isinstance(one, OneOf | Allowed) and one.words), ())


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
    if origin is dict:
        return {}
    if origin is Literal:
        return parts[0]
    if annotation is bool:
        return True
    return {name: stand_in(one) for name, one in annotation.model_fields.items() if one.is_required()}


def _some_of_kind(kinds: Kinds[Any]) -> dict[str, Any]:
    fields = kinds[kinds.stand_in].model_fields
    return {one.alias or name: stand_in(one) for name, one in fields.items() if one.is_required()}

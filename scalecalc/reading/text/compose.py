"""YAML text -> nodes, each with its place. Tags and duplicate keys are refused, and so are too many aliases."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice

import yaml

from scalecalc.errors import Problem, SpecError
from scalecalc.reading.report import PROBLEMS_SHOWN
from scalecalc.reading.text.merge import MERGE, merged
from scalecalc.reading.text.scalars import resolve
from scalecalc.reading.text.source import DEPTH_LIMIT, NODE_LIMIT, Node, Place, Source, split_lines
from scalecalc.reading.text.syntax import blank_problem, syntax_problem, without_blanks
from scalecalc.wording import quoted

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml if PyYAML was built with it
_FORBIDDEN = yaml.reader.Reader.NON_PRINTABLE  # a large class of characters, slow to compile again
_TOO_DEEP = f"nested more than {DEPTH_LIMIT} deep, no spec needs that"


def compose(source: Source) -> tuple[Node, list[Problem]]:
    """The root node of a text that holds one YAML document, and the problems with it.

    Problems after which there still is a tree (tags, duplicate keys) are returned, so that others can be found too.
    Raises SpecError where there is no tree: broken syntax, several documents, too many values.
    """
    forbidden = _FORBIDDEN.search(source.text)
    if forbidden:
        before = split_lines(source.text[: forbidden.start()])
        line, column = len(before) - 1, len(before[-1])
        message = f"the text has the character {forbidden[0]!r}, must be printable YAML"
        raise SpecError((source.at(line, column).problem(message),))
    return _Composer(source).document()


class _Composer:
    """Builds nodes from the parser's events. The parser itself neither recurses nor constructs objects."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.anchors: dict[str, Node | None] = {}  # None while the anchored value is still open
        self.count = 0
        self.events = self._events()

    def _events(self) -> Iterator[yaml.Event]:
        seen = 0
        try:
            for event in yaml.parse(self.source.text, Loader=_LOADER):
                seen += 1
                yield event
        except yaml.MarkedYAMLError as error:
            if error.problem_mark is None or "nesting depth" not in str(error.problem):
                raise SpecError((*self.problems[:PROBLEMS_SHOWN], syntax_problem(self.source, error))) from None
            # libyaml reads ahead, and fails before it gives the event that is too deep for a spec.
            shallow = self.source.text[: error.problem_mark.index - 1]
            yield from islice(yaml.parse(shallow, Loader=_LOADER), seen, None)
        except yaml.YAMLError as error:
            raise self._fatal(self.source.at(0, 0), f"not valid YAML: {error}") from None

    def _fatal(self, place: Place, message: str) -> SpecError:
        return SpecError((*self.problems[:PROBLEMS_SHOWN], place.problem(message)))

    def document(self) -> tuple[Node, list[Problem]]:
        next(self.events)  # start of stream
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            raise self._fatal(self.source.at(0, 0), "the spec is empty, must be a mapping of keys to values")
        node = self._node(next(self.events), 0)
        next(self.events)  # end of document
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            message = "a second YAML document starts here, a spec must be a single one"
            raise self._fatal(self._place(event, event), message)
        return node, self.problems

    def _place(self, first: yaml.Event, last: yaml.Event) -> Place:
        start, end = first.start_mark, last.end_mark
        assert start is not None and end is not None  # as they are for all parsed events
        line = self.source.lines[start.line] if start.line < len(self.source.lines) else ""
        stop = end.column if end.line == start.line else len(line)
        return self.source.at(start.line, start.column, stop - start.column)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        assert isinstance(event, yaml.NodeEvent)  # the parser gives nothing else here
        if isinstance(event, yaml.AliasEvent):
            return self._counted(self._alias(event, depth), event)
        place = self._place(event, event)
        if depth > DEPTH_LIMIT:
            raise self._fatal(place, _TOO_DEEP)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.problems.append(place.problem(f"YAML tag {quoted(tag)}, must be left out: a spec has no tags"))
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0]
            value = resolve(event.value) if plain else event.value
            node = Node(value, place, event.value, plain)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(event, depth)
        else:
            node = self._mapping(event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return self._counted(node, event)

    def _counted(self, node: Node, event: yaml.Event) -> Node:
        """The node; raises SpecError when the values read so far, aliases written out, are too many."""
        self.count += node.size if isinstance(event, yaml.AliasEvent) else 1
        if self.count > NODE_LIMIT:
            message = f"the spec has more than {NODE_LIMIT} values (aliases written out), must have fewer"
            raise self._fatal(self._place(event, event), message)
        return node

    def _alias(self, event: yaml.AliasEvent, depth: int) -> Node:
        place = self._place(event, event)
        name = event.anchor or ""
        if name not in self.anchors:
            raise self._fatal(place, f"alias {quoted('*' + name)} has no anchor before it")
        node = self.anchors[name]
        if node is None:
            raise self._fatal(place, f"alias {quoted('*' + name)} stands inside the value it repeats")
        if depth + node.height - 1 > DEPTH_LIMIT:
            raise self._fatal(place, f"{_TOO_DEEP} (aliases written out)")
        return node

    def _sequence(self, start: yaml.Event, depth: int) -> Node:
        children = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            children.append(self._node(event, depth + 1))
        return _collection(children, children, self._place(start, event), {})

    def _mapping(self, start: yaml.Event, depth: int) -> Node:
        children: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        merges = False
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, place = self._key(event, depth)
            child = self._node(next(self.events), depth + 1)
            merges |= _is_merge(event)
            if key in children:
                message = f"duplicate key {quoted(key)}, first given on line {keys[key].line}"
                self.problems.append(place.problem(message))
            else:
                children[key], keys[key] = child, place
        if merges:
            (children, keys), problems = merged(children, keys)
            self.problems += problems
        return _collection(children, children.values(), self._place(start, event), keys)

    def _key(self, event: yaml.Event, depth: int) -> tuple[str, Place]:
        place = self._place(event, event)
        key = self._node(event, depth + 1)
        if isinstance(key.value, list | dict):
            raise self._fatal(place, "a list or mapping as a key, must be a plain word")
        if key.plain and (blank := blank_problem(place, key.text)):
            self.problems.append(blank)
            return without_blanks(key.text), place
        return key.text, place


def _is_merge(event: yaml.Event) -> bool:
    """Whether a key is the merge key. In quotes it is an ordinary key."""
    return isinstance(event, yaml.ScalarEvent) and event.value == MERGE and event.implicit[0]


def _collection(
    value: list[Node] | dict[str, Node], children: Collection[Node], place: Place, keys: Mapping[str, Place]
) -> Node:
    size = 1 + sum(child.size for child in children)
    height = 1 + max((child.height for child in children), default=0)
    return Node(value, place, keys=keys, size=size, height=height)

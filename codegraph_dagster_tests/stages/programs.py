"""Small random programs of several modules that lean on each other, and random edits of them."""

from __future__ import annotations

from pathlib import Path
from random import Random

MODULES = ("m0", "m1", "m2", "m3", "m4")
_CLASSES = ("A", "B", "C")
_FUNCTIONS = ("f", "g", "h")
_ATTRIBUTES = ("run", "next", "item", "size")


class Programs:
    """Modules as lists of blocks, so that an edit changes one block."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self.modules = {name: self._module() for name in MODULES}

    def write(self, root: Path) -> None:
        """Write every module that is not there as it is here."""
        for name, blocks in self.modules.items():
            path = root / f"{name}.py"
            text = "\n".join(blocks) + "\n"
            if not path.exists() or path.read_text() != text:
                path.write_text(text)

    def edit(self) -> str:
        """Change one or two modules; what was done."""
        return "; ".join(self._edit_one() for _ in range(self._random.choice((1, 1, 1, 2))))

    def _edit_one(self) -> str:
        name = self._random.choice(MODULES)
        blocks = self.modules[name]
        place = self._random.randrange(len(blocks))
        kind = self._random.choice(("replace", "replace", "insert", "remove", "comment", "swap", "vary", "vary"))
        if kind == "replace":
            blocks[place] = self._block()
        elif kind == "insert":
            blocks.insert(place, self._block())
        elif kind == "remove" and len(blocks) > 1:
            del blocks[place]
        elif kind == "comment":
            blocks.insert(place, "'''Only a comment.'''")
        elif kind == "swap":
            other = self._random.randrange(len(blocks))
            blocks[place], blocks[other] = blocks[other], blocks[place]
        else:
            lines = blocks[place].split("\n")
            at = self._random.randrange(len(lines))
            if lines[at].startswith("    return"):
                lines[at] = f"    return {self._expression()}"
            elif lines[at].startswith("        return"):
                lines[at] = f"        return {self._expression('self')}"
            else:
                lines.append("")
            blocks[place] = "\n".join(lines)
        return f"{kind} {name}[{place}]"

    def _module(self) -> list[str]:
        generic = self._random.choice(([], ["from typing import Generic, TypeVar\nT = TypeVar('T')"]))
        return [*generic, self._import(), self._import(), *(self._block() for _ in range(self._random.randint(3, 6)))]

    def _block(self) -> str:
        kinds = (self._import, self._class, self._class, self._function, self._function, self._code)
        return self._random.choice(kinds)()

    def _name(self) -> str:
        return self._random.choice(_CLASSES + _FUNCTIONS)

    def _attribute(self) -> str:
        return self._random.choice(_ATTRIBUTES)

    def _import(self) -> str:
        module = self._random.choice(MODULES)
        return self._random.choice(
            (
                f"from {module} import {self._name()}",
                f"from {module} import {self._name()} as {self._name()}",
                f"from {module} import {self._name()}, {self._name()}",
                f"from {module} import *",
                f"import {module}",
                "import os.path",
                "from typing import ClassVar, Generic, TypeVar, Union, cast",
                f"T = TypeVar('T', bound='{self._random.choice(_CLASSES)}')",
                f"{self._random.choice(_CLASSES)} = Union['{self._name()}', '{self._name()}']",
            )
        )

    def _class(self) -> str:
        one, module = self._random.choice(_CLASSES), self._random.choice(MODULES)
        other = self._random.choice(_CLASSES)
        plain = ("", "", f"({one})", f"({module}.A)", f"({module}.B)")
        generic = (f"(dict[str, {one}])", "(Generic[T])", f"({one}[T])", f"({one}[{other}])")
        bases = self._random.choice((*plain, *generic))
        lines = [f"class {self._random.choice(_CLASSES)}{bases}:"]
        for _ in range(self._random.randint(1, 3)):
            attribute = self._attribute()
            lines += self._random.choice(
                (
                    [f"    {attribute}: {self._random.choice(_CLASSES)}"],
                    [f"    {attribute}: {self._random.choice(('T', 'list[T]'))}"],
                    [f"    def {attribute}(self) -> {self._random.choice(('T', 'list[T]', 'dict[str, T]'))}: ..."],
                    [f"    {attribute}: 'ClassVar[{self._random.choice(_CLASSES)}]' = {self._expression()}"],
                    [f"    {attribute} = {self._expression()}"],
                    [f"    def {attribute}(self, size=None):", f"        return {self._expression('self')}"],
                    [f"    def {attribute}(self):", "        return self"],
                    [f"    def {attribute}(self, size: {one}):", f"        return {self._expression('size')}"],
                    [f"    def {attribute}(self, size, item=1):", f"        return size.{self._attribute()}"],
                    [f"    def {attribute}(self: T) -> T:", f"        return self.{self._attribute()}"],
                    [f"    def {attribute}(self):", "        return object.__new__(self.__class__)"],
                    [
                        f"    def {attribute}(self, item):",
                        "        if isinstance(item, type(self)):",
                        f"            return item.{self._attribute()}",
                    ],
                    ["    @property", f"    def {attribute}(self):", f"        return {self._expression('self')}"],
                    ["    def __init__(self, item):", f"        self.{attribute} = {self._expression()}"],
                    ["    def __enter__(self):", f"        return {self._expression('self')}"],
                    ["    def __iter__(self):", f"        yield {self._expression()}"],
                )
            )
        return "\n".join(lines)

    def _function(self) -> str:
        one, two = self._random.choice(_CLASSES), self._random.choice(_CLASSES)
        types = (f"dict[str, list[{one}]]", f"list[tuple[{one}, {two}]]", f"{one}[{two}]")
        item = self._random.choice(("item", "item", *(f"item: {type_}" for type_ in types)))
        head = f"def {self._random.choice(_FUNCTIONS)}({item}, size=None):"
        body = self._random.choice(
            (
                [f"    return {self._expression('item')}"],
                [f"    return {self._expression()}"],
                [f"    if size:\n        return {self._expression()}", f"    return {self._expression()}"],
                [f"    yield {self._expression()}"],
                [f"    if isinstance(item, {self._random.choice(_CLASSES)}):", f"        item.{self._attribute()}"],
                [f"    def inner():\n        return {self._expression()}", "    return inner"],
            )
        )
        result = self._random.choice(("", "", "", f" -> {self._random.choice(_CLASSES)}"))
        return "\n".join([head[:-1] + result + ":", *body])

    def _code(self) -> str:
        value = self._expression()
        return self._random.choice(
            (
                f"{self._name()} = {value}",
                f"for x in {value}:\n    x.{self._attribute()}",
                f"for x in {value}:\n    for y in x:\n        y.{self._attribute()}",
                f"for x, y in {value}:\n    x.{self._attribute()}\n    y.{self._attribute()}",
                f"for x, (y, z) in {value}.items():\n    y.{self._attribute()}",
                f"with {value} as y:\n    y.{self._attribute()}()",
                f"{value}\n{self._name()}(item={self._expression()}, size=1)",
                "z = os.path.join.run",
            )
        )

    def _expression(self, local: str = "") -> str:
        """An expression of names, attributes and calls; `local` is one more name it may begin with."""
        module = self._random.choice(MODULES)
        text = self._random.choice((self._name(), f"{self._name()}(1)", module, local or self._name()))
        for _ in range(self._random.randint(0, 2)):
            parts = (f".{self._attribute()}", f".{self._attribute()}()", f".{self._name()}", "()", "[0]", "[0][0]")
            text += self._random.choice(parts)
        other = self._random.choice(_CLASSES)
        wrapped = (
            f"[{text}]",
            f"({text}, {self._name()})",
            f"[({self._name()}(1), {text})]",
            f"{{'key': [{text}]}}",
            f"zip({text}, [{self._name()}(1)])",
            f"{text}.items()",
            f"{self._name()}[{other}]()",
            f"next({text})",
            f"list({text})",
            f"cast('{other}', {text})",
        )
        return self._random.choice((text, text, text, self._random.choice(wrapped)))

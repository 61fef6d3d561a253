"""Names the discovered files: their numbers, the modules they are imported as, and the symbols they begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from codegraph_dagster.ir import scip_symbol
from codegraph_dagster.ir.discover import Discovery, SourceFile
from codegraph_dagster.ir.tasks import FileTask
from codegraph_dagster.languages import languages
from codegraph_dagster.languages.imports import ImportableName


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A discovered file with its number and the name it is imported under."""

    file_no: int
    source: SourceFile
    module: str
    root: str
    is_package: bool
    is_stub: bool
    is_test: bool
    symbol_prefix: str
    importable: tuple[ImportableName, ...]

    @property
    def task(self) -> FileTask:
        """What to extract of it."""
        source = self.source
        return FileTask(self.file_no, source.path, source.disk_path, self.module, self.symbol_prefix, self.is_test)

    def extraction(self, version: str) -> str:
        """All that its rows follow from besides its content, as a digest; `version` is that of the extraction."""
        source = self.source
        facts = (version, source.language, source.path, source.disk_path, self.module, self.symbol_prefix, self.is_test)
        return blake2b(repr(facts).encode(), digest_size=8).hexdigest()


def package_identities(discovery: Discovery) -> dict[str, tuple[str, str]]:
    """Name and version of the package that the repository is of, for each language that it has files of."""
    names = sorted({file.language for file in discovery.files})
    return {name: languages()[name].package_identity(discovery.root) for name in names}


def name_files(discovery: Discovery, identities: Mapping[str, tuple[str, str]]) -> list[ListedFile]:
    """Number the files and find out under which module name, and with which symbols, each is known."""
    by_language: dict[str, list[tuple[int, SourceFile]]] = {}
    for number, source in enumerate(discovery.files):
        by_language.setdefault(source.language, []).append((number, source))
    listed: list[ListedFile] = []
    for name, numbered in by_language.items():
        language = languages()[name]
        modules = language.assign_modules([source.path for _, source in numbered], discovery.project_files)
        prefix = scip_symbol.prefix(language.manager, *identities[name])
        taken: set[str] = set()
        for (number, source), module in zip(numbered, modules, strict=True):
            # Symbols must be unique: of several files with one module name, the later ones go by their path.
            namespace = module.module if module.module not in taken else source.path
            taken.add(namespace)
            listed.append(
                ListedFile(
                    number,
                    source,
                    module.module,
                    module.root,
                    module.is_package,
                    module.is_stub,
                    language.is_test_path(source.path),
                    prefix + scip_symbol.namespace(namespace or source.path),
                    tuple(module.importable),
                )
            )
    return sorted(listed, key=lambda file: file.file_no)

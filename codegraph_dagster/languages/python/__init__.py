"""Python: the grammar, the extraction query and the rules that the query cannot say."""

from __future__ import annotations

from functools import cache
from importlib import resources

from codegraph_dagster.languages import Language
from codegraph_dagster.languages.python import branches, modules, project, rules, standard_library, type_rules


def _grammar() -> object:
    import tree_sitter_python

    return tree_sitter_python.language()


@cache
def _query() -> str:
    return resources.files(__name__).joinpath("extract.scm").read_text("utf-8")


def language() -> Language:
    """The Language object of Python 3 (3.8 to 3.14), sources and stubs."""
    return Language(
        name="python",
        grammar_distribution="tree-sitter-python",
        suffixes=(".py", ".pyi"),
        type_tests=frozenset({"isinstance"}),
        manager="pip",
        line_comments=("#",),
        constructors=("__init__", "__new__"),
        export_list="__all__",
        grammar=_grammar,
        query=_query,
        words=type_rules.words(),
        declared_encoding=rules.declared_encoding,
        assign_modules=modules.assign_modules,
        package_identity=project.package_identity,
        standard_modules=standard_library.standard_modules,
        builtins=standard_library.builtins,
        project_file_names=project.PROJECT_FILE_NAMES,
        is_test_path=rules.is_test_path,
        visibility=rules.visibility,
        is_constant=rules.is_constant,
        clean_docstring=rules.clean_docstring,
        string_value=rules.string_value,
        quoted_type=type_rules.quoted_type,
        hide_unparsable=rules.hide_unparsable,
        holds_types=type_rules.holds_types,
        type_places=type_rules.type_places,
        idle_branches=branches.idle_branches,
        decorator_modifiers=rules.decorator_modifiers,
        base_modifiers=rules.base_modifiers,
        clean_header=rules.clean_header,
        header_modifiers=rules.header_modifiers,
        is_type_checking=rules.is_type_checking,
        implicit_modifiers=rules.implicit_modifiers,
        has_receiver=rules.has_receiver,
    )

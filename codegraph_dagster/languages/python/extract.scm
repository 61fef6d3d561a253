; What the extractor reads in a Python file. Capture names are the kinds of ir/vocabulary.py.

; --- definitions and scopes -------------------------------------------------------------------------------------

(function_definition name: (identifier) @function_name) @function
(function_definition type_parameters: (_)) @generic
(function_definition return_type: (type) @result)
(class_definition name: (identifier) @class_name) @class
(class_definition type_parameters: (_)) @generic
(class_definition superclasses: (argument_list) @bases)
(decorated_definition) @decorated
(decorator (_) @decorator)
(lambda body: (_) @return) @lambda
[(list_comprehension) (set_comprehension) (dictionary_comprehension) (generator_expression)] @comprehension
; The first iterable of a comprehension is evaluated outside of it.
(list_comprehension body: (_) . (for_in_clause right: (_) @outer))
(set_comprehension body: (_) . (for_in_clause right: (_) @outer))
(dictionary_comprehension body: (_) . (for_in_clause right: (_) @outer))
(generator_expression body: (_) . (for_in_clause right: (_) @outer))

(module . (comment)* . (expression_statement . [(string) (concatenated_string)] @docstring .))
(function_definition body: (block . (expression_statement . [(string) (concatenated_string)] @docstring .)))
(class_definition body: (block . (expression_statement . [(string) (concatenated_string)] @docstring .)))

; --- parameters -------------------------------------------------------------------------------------------------

(parameters (identifier) @parameter)
(lambda_parameters (identifier) @parameter)
(default_parameter name: (identifier) @parameter value: (_) @default) @parameter_clause
(typed_default_parameter name: (identifier) @parameter type: (type) @parameter_annotation value: (_) @default) @parameter_clause
(typed_parameter . (identifier) @parameter) @parameter_clause
(typed_parameter . (list_splat_pattern (identifier) @variadic_positional)) @parameter_clause
(typed_parameter . (dictionary_splat_pattern (identifier) @variadic_keyword)) @parameter_clause
(typed_parameter type: (type) @parameter_annotation)
(parameters (list_splat_pattern (identifier) @variadic_positional))
(parameters (dictionary_splat_pattern (identifier) @variadic_keyword))
(lambda_parameters (list_splat_pattern (identifier) @variadic_positional))
(lambda_parameters (dictionary_splat_pattern (identifier) @variadic_keyword))
(positional_separator) @positional_separator
(keyword_separator) @keyword_separator

(function_definition type_parameters: (type_parameter (type (identifier) @type_parameter)))
(function_definition type_parameters: (type_parameter (type (constrained_type . (type (identifier) @type_parameter)))))
(function_definition type_parameters: (type_parameter (type (splat_type (identifier) @type_parameter))))
(class_definition type_parameters: (type_parameter (type (identifier) @type_parameter)))
(class_definition type_parameters: (type_parameter (type (constrained_type . (type (identifier) @type_parameter)))))
(class_definition type_parameters: (type_parameter (type (splat_type (identifier) @type_parameter))))

(type_alias_statement left: (type) right: (type) @value) @alias
(type_alias_statement left: (type (identifier) @alias_name))
(type_alias_statement left: (type (generic_type . (identifier) @alias_name)))
(type_alias_statement left: (type (generic_type))) @generic
(type_alias_statement left: (type (generic_type (type_parameter (type (identifier) @type_parameter)))))
(type_alias_statement left: (type (generic_type (type_parameter (type (constrained_type . (type (identifier) @type_parameter)))))))
(type_alias_statement left: (type (generic_type (type_parameter (type (splat_type (identifier) @type_parameter))))))

; --- where values go --------------------------------------------------------------------------------------------

(assignment left: (_) @target) @assign
(assignment right: (_) @value)
(assignment type: (type) @annotation)
(augmented_assignment left: (_) @target right: (_) @value) @augment
(named_expression name: (_) @target value: (_) @value) @walrus
(for_statement left: (_) @target right: (_) @value) @iterate
(for_in_clause left: (_) @target right: (_) @value) @iterate
(with_item (as_pattern) @enter)
(with_item (parenthesized_expression (as_pattern) @enter))
(except_clause (as_pattern) @catch)
(as_pattern . (_) @value alias: (as_pattern_target) @target)
(return_statement (_) @value) @return
(yield (_) @value) @yield
(delete_statement (_) @delete)
(global_statement (identifier) @declare_global)
(nonlocal_statement (identifier) @declare_nonlocal)

; Patterns: a lone name is bound, a dotted name and a class are read.
(case_pattern (dotted_name . (identifier) @capture .))
(keyword_pattern (identifier) (dotted_name . (identifier) @capture .))
(splat_pattern (identifier) @capture)
(as_pattern (case_pattern) (identifier) @capture)
(class_pattern (dotted_name) @dotted)
(case_pattern (dotted_name (identifier) (identifier)) @dotted)
(keyword_pattern . (identifier) @keyword)
(keyword_pattern (identifier) (dotted_name (identifier) (identifier)) @dotted)
(class_pattern) @pattern

; --- imports ----------------------------------------------------------------------------------------------------

[(import_statement) (import_from_statement) (future_import_statement)] @import
(import_statement name: (dotted_name) @import_path)
(import_statement name: (aliased_import name: (dotted_name) @import_path alias: (identifier) @import_alias) @import_clause)
(import_from_statement module_name: (dotted_name) @import_from)
(import_from_statement module_name: (relative_import (dotted_name) @import_from))
(import_from_statement module_name: (relative_import (import_prefix) @import_level))
(import_from_statement name: (dotted_name) @import_name)
(import_from_statement name: (aliased_import name: (dotted_name) @import_name alias: (identifier) @import_alias) @import_clause)
(import_from_statement (wildcard_import) @import_star)
(future_import_statement name: (dotted_name) @import_name)
(future_import_statement name: (aliased_import name: (dotted_name) @import_name alias: (identifier) @import_alias) @import_clause)
[(if_statement) (try_statement)] @condition

; --- expressions ------------------------------------------------------------------------------------------------

(identifier) @name
(attribute) @attribute
(member_type) @attribute
(call) @call
(subscript) @subscript
(generic_type) @subscript
(keyword_argument name: (identifier) @keyword)
(parenthesized_expression) @group
[(tuple) (expression_list) (pattern_list) (tuple_pattern)] @tuple
(tuple (_) @item)
(expression_list (_) @item)
[(list) (list_pattern)] @list
(pattern_list (list_splat_pattern) @starred)
(tuple_pattern (list_splat_pattern) @starred)
(list_pattern (list_splat_pattern) @starred)
(set) @set
(dictionary) @dict
(subscript subscript: (slice) @slice)
(conditional_expression . (_) @branch)
(conditional_expression (_) @branch .) @conditional
(boolean_operator left: (_) @branch operator: "or" right: (_) @branch) @boolean
(boolean_operator left: (_) @branch operator: "and" right: (_) @branch) @conjunction
[(binary_operator) (union_type)] @binary
(await (_)) @await
[(string) (concatenated_string)] @string

; --- where a test of a type holds --------------------------------------------------------------------------------

; No other expression says that a call in it was true.
(if_statement condition: [(call) (boolean_operator) (not_operator) (parenthesized_expression)] @test consequence: (block) @suite)
(elif_clause condition: [(call) (boolean_operator) (parenthesized_expression)] @test consequence: (block) @suite)
(while_statement condition: [(call) (boolean_operator) (parenthesized_expression)] @test body: (block) @suite)
(conditional_expression . (_) @suite_before . (_) @test)
(list_comprehension body: (_) @suite_before (if_clause (_) @test))
(generator_expression body: (_) @suite_before (if_clause (_) @test))
(set_comprehension body: (_) @suite_before (if_clause (_) @test))
; Every block is captured, and some tests without a statement that leaves: ir/preorder.py sorts them out. A pattern that
; captured a block only for what it finds in it would hold everything back until then and take half as long again.
(if_statement condition: (not_operator argument: (_) @refusal) consequence: (block [(return_statement) (raise_statement) (continue_statement) (break_statement)] @leaving .))
(assert_statement . [(call) (boolean_operator) (parenthesized_expression)] @assertion)
(block) @guarded

; --- what runs when something has failed, or not -------------------------------------------------------------------

(except_clause) @fallback
(try_statement (else_clause) @otherwise)

; --- where a long piece may be cut -------------------------------------------------------------------------------

(function_definition body: (block) @body)
(class_definition body: (block) @body)

(module (_) @statement)
(block (_) @statement)

"""From a questionnaire to one that runs: every expression parsed once, every error reported at once."""

from __future__ import annotations

from collections.abc import Iterator

from engines.questionnaire.expressions.bounds import read_bound
from engines.questionnaire.expressions.compiled import (
    CompiledGroup,
    CompiledQuestion,
    CompiledQuestionnaire,
    CompiledSection,
    Node,
)
from engines.questionnaire.expressions.computed_answers import default_answer
from engines.questionnaire.expressions.errors import (
    DefinitionError,
    ExpressionError,
    InvalidDefinition,
    UnknownNameError,
)
from engines.questionnaire.expressions.grammar import references_in_text
from engines.questionnaire.expressions.order import find_cycle, order_nodes, plan_sections
from engines.questionnaire.expressions.scope import Expression, Reference
from engines.questionnaire.expressions.structure import structure_errors
from engines.questionnaire.expressions.translation import build_expression
from engines.questionnaire.model import (
    ALWAYS_REQUIRED,
    CHOICE_KINDS,
    Definition,
    Group,
    Kind,
    Question,
    Section,
)

_NEVER = frozenset({"", "no", "false", "false()", "0", "non"})


def compile_questionnaire(questionnaire: Definition) -> CompiledQuestionnaire:
    """Check and prepare a questionnaire.

    Raises `InvalidDefinition` with all the errors found: unreadable or unsupported expressions,
    unknown names, loops, missing choice lists, duplicate keys. The result is immutable.
    """
    errors = structure_errors(questionnaire)
    if errors:  # names are not to be trusted: expressions would only add noise
        raise InvalidDefinition(tuple(errors))
    return _Compilation(questionnaire).result()


class _Place:
    """The meaning of names at one place (the `KnownNames` of an expression)."""

    def __init__(
        self, compilation: _Compilation, chain: tuple[str, ...], columns: frozenset[str], column: str
    ) -> None:
        self.compilation = compilation
        self.chain = chain
        self.columns = columns
        self.has_current = column == "constraint"
        self.has_kept = column == "calculation"

    def reference(self, name: str, position: int) -> Reference:
        target = self.compilation.chains.get(name)
        if target is None:
            message = f"${{{name}}} : aucune question ne s’appelle « {name} »"
            raise UnknownNameError(message, position)
        chain, is_group = target
        outer = chain[:-1] if is_group else chain
        shared = 0
        while shared < min(len(self.chain), len(outer)) and self.chain[shared] == outer[shared]:
            shared += 1
        return Reference(name, shared, chain[shared:], is_group)


class _Compilation:
    def __init__(self, questionnaire: Definition) -> None:
        self.questionnaire = questionnaire
        self.errors: list[DefinitionError] = []
        self.count = 0
        self.sections: dict[str, CompiledSection] = {}
        self.groups: dict[str, CompiledGroup] = {}
        self.questions: dict[str, CompiledQuestion] = {}
        # name -> the repeated groups that lead to it; for a repeated group, itself included
        self.chains: dict[str, tuple[tuple[str, ...], bool]] = {}

    def result(self) -> CompiledQuestionnaire:
        for section in self.questionnaire.sections:
            self._name_items(section.items, ())
        members = {section.key: tuple(self._section(section)) for section in self.questionnaire.sections}
        nodes: dict[str, Node] = {**self.groups, **self.questions}
        edges = self._edges()
        cycle = find_cycle(edges)
        if cycle:
            self._report_cycle(cycle)
        if self.errors:
            raise InvalidDefinition(tuple(self.errors))
        order = order_nodes(edges, {_node_name(node): node for node in self._all_nodes()})
        return CompiledQuestionnaire(
            questionnaire=self.questionnaire,
            sections=self.sections,
            groups=self.groups,
            questions=self.questions,
            members=members,
            order=tuple(node for node in order if _computes(node)),
            plans=plan_sections(order, edges, members, self.sections),
            dependencies={key: _reads(node) for key, node in nodes.items()},
        )

    def _all_nodes(self) -> Iterator[Node]:
        yield from self.sections.values()
        yield from self.groups.values()
        yield from self.questions.values()

    def _name_items(self, items: tuple[Question | Group, ...], chain: tuple[str, ...]) -> None:
        for item in items:
            if isinstance(item, Question):
                if item.kind is not Kind.NOTE:
                    self.chains[item.key] = (chain, False)
                continue
            inner = (*chain, item.key) if item.repeats else chain
            if item.repeats:
                self.chains[item.key] = (inner, True)
            self._name_items(item.items, inner)

    def _next_index(self) -> int:
        self.count += 1
        return self.count - 1

    def _section(self, section: Section) -> Iterator[CompiledGroup | CompiledQuestion]:
        compiled = CompiledSection(
            self._next_index(), section, self._expression(section, "relevant", section.relevant, ())
        )
        self.sections[section.key] = compiled
        self._check_texts(section, {"label": section.title, "hint": section.intro}, ())
        yield from self._items(section.items, compiled, section.key, ())

    def _items(
        self,
        items: tuple[Question | Group, ...],
        parent: CompiledSection | CompiledGroup,
        section: str,
        chain: tuple[str, ...],
    ) -> Iterator[CompiledGroup | CompiledQuestion]:
        for item in items:
            if isinstance(item, Question):
                question = self._question(item, parent, section, chain)
                self.questions[item.key] = question
                yield question
                continue
            relevant = self._expression(item, "relevant", item.relevant, chain)
            count = self._expression(item, "repeat_count", item.row_count, chain)
            group = CompiledGroup(self._next_index(), item, section, parent, chain, relevant, count)
            self.groups[item.key] = group
            self._check_texts(item, {"label": item.label, "hint": item.hint}, chain)
            yield group
            yield from self._items(item.items, group, section, group.inner_chain)

    def _question(
        self,
        question: Question,
        parent: CompiledSection | CompiledGroup,
        section: str,
        chain: tuple[str, ...],
    ) -> CompiledQuestion:
        choices = self.questionnaire.choices(question) if _has_choices(question) else ()
        lines = (cells for choice in choices for cells in choice.lines)
        columns = frozenset({"name", "label"} | {name for cells in lines for name, _ in cells})
        texts = {
            "label": question.label,
            "hint": question.hint,
            "required_message": question.required_message,
            "constraint_message": question.constraint_message,
        }
        self._check_texts(question, texts, chain)

        def expression(column: str) -> Expression | None:
            return self._expression(question, column, getattr(question, column), chain)

        by_value = {choice.value: choice for choice in choices}
        return CompiledQuestion(
            index=self._next_index(),
            question=question,
            section=section,
            parent=parent,
            chain=chain,
            choices=choices,
            choice_by_value=by_value,
            relevant=expression("relevant"),
            required=self._required(question, chain),
            constraint=expression("constraint"),
            calculation=expression("calculation"),
            triggers=tuple(self._triggers(question, chain)),
            choice_filter=self._expression(question, "choice_filter", question.choice_filter, chain, columns),
            minimum=read_bound(question, "minimum", self.errors),
            maximum=read_bound(question, "maximum", self.errors),
            default=default_answer(question, by_value),
        )

    def _triggers(self, question: Question, chain: tuple[str, ...]) -> Iterator[Expression]:
        for key in question.trigger.split():
            made = self._expression(question, "trigger", f"${{{key}}}", chain)
            if made is not None:
                yield made

    def _required(self, question: Question, chain: tuple[str, ...]) -> Expression | bool:
        text = question.required.strip().lower()
        if text in ALWAYS_REQUIRED or text in _NEVER:
            return text in ALWAYS_REQUIRED
        return self._expression(question, "required", question.required, chain) or False

    def _expression(
        self,
        item: Section | Group | Question,
        column: str,
        source: str,
        chain: tuple[str, ...],
        columns: frozenset[str] = frozenset(),
    ) -> Expression | None:
        if not source.strip():
            return None
        try:
            return build_expression(source, _Place(self, chain, columns, column))
        except ExpressionError as error:
            self.errors.append(DefinitionError(item.origin, column, str(error), item.key, error.position))
            return None

    def _check_texts(
        self, item: Section | Group | Question, texts: dict[str, str], chain: tuple[str, ...]
    ) -> None:
        place = _Place(self, chain, frozenset(), "")
        for column, text in texts.items():
            for name, position in references_in_text(text):
                try:
                    reference = place.reference(name, position)
                except UnknownNameError as error:
                    message = str(error)
                else:
                    if not reference.below:
                        continue
                    message = f"${{{name}}} désigne plusieurs lignes : un texte ne peut pas les afficher"
                self.errors.append(DefinitionError(item.origin, column, message, item.key, position))

    def _edges(self) -> dict[str, tuple[str, ...]]:
        """For each node, those to compute before it, by name (``section:…``, or the key)."""
        return {
            _node_name(node): (
                *(() if node.parent is None else (_node_name(node.parent),)),
                *sorted(_reads(node)),
            )
            for node in self._all_nodes()
        }

    def _report_cycle(self, cycle: list[str]) -> None:
        nodes = {_node_name(node): node for node in self._all_nodes()}
        first = next((nodes[name] for name in cycle if _reads(nodes[name])), nodes[cycle[0]])
        path = " → ".join(name.removeprefix("section:") for name in cycle)
        item = _item(first)
        column = "relevant"
        if isinstance(first, CompiledQuestion) and first.calculation is not None:
            column = "calculation"
        message = f"boucle : {path}. Une question ne peut pas dépendre d’elle-même"
        self.errors.append(DefinitionError(item.origin, column, message, item.key))


def _item(node: Node) -> Section | Group | Question:
    if isinstance(node, CompiledSection):
        return node.section
    return node.group if isinstance(node, CompiledGroup) else node.question


def _node_name(node: Node) -> str:
    return f"section:{node.key}" if isinstance(node, CompiledSection) else node.key


def _reads(node: Node) -> frozenset[str]:
    names = node.relevant.references if node.relevant is not None else frozenset()
    if isinstance(node, CompiledGroup) and node.row_count is not None:
        return names | node.row_count.references
    return names | node.computed_from if isinstance(node, CompiledQuestion) else names


def _computes(node: Node) -> bool:
    return node.relevant is not None or (isinstance(node, CompiledQuestion) and node.calculation is not None)


def _has_choices(question: Question) -> bool:
    return question.kind in CHOICE_KINDS or question.kind is Kind.YES_NO

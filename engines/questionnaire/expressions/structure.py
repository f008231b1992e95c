"""Checks on the structure of a questionnaire, before its expressions are compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engines.questionnaire.expressions.errors import DefinitionError
from engines.questionnaire.model import (
    CHOICE_KINDS,
    UNANSWERABLE_KINDS,
    Definition,
    FileOrigin,
    Group,
    Kind,
    Layout,
    Question,
    Section,
    walk,
)

MAX_NESTING = 10
_KEY = re.compile(r"[^\W\d][\w.-]{0,99}")


def structure_errors(questionnaire: Definition) -> list[DefinitionError]:
    """Duplicate or unusable keys, missing choice lists, layouts that do not hold their questions."""
    for section in questionnaire.sections:
        if _depth(section.items) > MAX_NESTING:
            message = f"plus de {MAX_NESTING} groupes les uns dans les autres"
            return [DefinitionError(section.origin, "type", message, section.key)]
    errors = list(_key_errors(questionnaire))
    errors.extend(_list_errors(questionnaire))
    for section in questionnaire.sections:
        for item in _items(section.items):
            if isinstance(item, Question):
                errors.extend(_question_errors(questionnaire, item))
            else:
                errors.extend(_group_errors(item))
    return errors


def _depth(items: tuple[Question | Group, ...]) -> int:
    depth, level = 0, list(items)
    while level:
        level = [inner for item in level if isinstance(item, Group) for inner in item.items]
        depth += 1
        if depth > MAX_NESTING + 1:
            break
    return depth - 1


def _items(items: tuple[Question | Group, ...]) -> Iterator[Question | Group]:
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from _items(item.items)


def _key_errors(questionnaire: Definition) -> Iterator[DefinitionError]:
    seen_sections: set[str] = set()
    seen: set[str] = set()
    seen_uids: set[str] = set()
    for section in questionnaire.sections:
        yield from _one_key(section, seen_sections)
        for item in _items(section.items):
            yield from _one_key(item, seen)
            if isinstance(item, Question):
                if item.uid in seen_uids:
                    message = f"l’identifiant stable « {item.uid} » est déjà pris"
                    yield DefinitionError(item.origin, "uid", message, item.key)
                seen_uids.add(item.uid)


def _one_key(item: Section | Group | Question, seen: set[str]) -> Iterator[DefinitionError]:
    if not _KEY.fullmatch(item.key) or item.key == "_id":
        message = (
            f"« {item.key[:60]} » : un nom commence par une lettre et ne contient ni espace ni ponctuation"
        )
        yield DefinitionError(item.origin, "name", message, item.key)
    elif item.key in seen:
        yield DefinitionError(item.origin, "name", f"le nom « {item.key} » est déjà pris", item.key)
    seen.add(item.key)


def _list_errors(questionnaire: Definition) -> Iterator[DefinitionError]:
    for name, choices in questionnaire.choice_lists.items():
        seen: set[str] = set()
        are_single = _is_of_single_choices(questionnaire, name)
        for choice in choices:
            is_one_word = choice.value.split() == [choice.value]
            if not is_one_word and not (are_single and choice.value == choice.value.strip() != ""):
                message = f"liste « {name} » : la valeur « {choice.value} » est vide ou contient une espace"
                yield DefinitionError(_users_origin(questionnaire, name), "choices", message, name)
            elif choice.value in seen:
                message = f"liste « {name} » : la valeur « {choice.value} » est écrite deux fois"
                yield DefinitionError(_users_origin(questionnaire, name), "choices", message, name)
            seen.add(choice.value)


def _is_of_single_choices(questionnaire: Definition, name: str) -> bool:
    """Whether each answer over the list is one code: where several make one, a space parts them."""
    return all(
        question.kind is Kind.ONE for question in questionnaire.questions() if question.choice_list == name
    )


def _users_origin(questionnaire: Definition, name: str) -> FileOrigin | None:
    for question in questionnaire.questions():
        if question.choice_list == name:
            return question.origin
    return None


def _question_errors(questionnaire: Definition, question: Question) -> Iterator[DefinitionError]:
    def error(column: str, message: str) -> DefinitionError:
        return DefinitionError(question.origin, column, message, question.key)

    if question.kind in CHOICE_KINDS and not questionnaire.choice_lists.get(question.choice_list):
        yield error("type", f"la liste de choix « {question.choice_list} » n’existe pas ou est vide")
    if question.choice_filter.strip() and question.kind not in CHOICE_KINDS:
        yield error("choice_filter", "choice_filter ne vaut que pour une question à choix")
    if question.kind is Kind.CALCULATE:
        if not question.calculation.strip():
            yield error("calculation", "il manque la formule du calcul")
    elif question.calculation.strip() and question.kind in (Kind.FILE, Kind.NOTE):
        yield error("calculation", "un calcul ne vaut pas pour un fichier ni pour une note")
    if question.trigger.strip() and not question.calculation.strip():
        yield error("trigger", "trigger va avec un calcul (calculation)")
    if question.kind in UNANSWERABLE_KINDS and question.constraint.strip():
        yield error("constraint", "une contrainte ne vaut que pour une question à laquelle on répond")


def _group_errors(group: Group) -> Iterator[DefinitionError]:
    def error(column: str, message: str) -> DefinitionError:
        return DefinitionError(group.origin, column, message, group.key)

    asked = [question for question in walk(group.items) if question.is_answerable]
    if group.layout is Layout.GRID:
        lists = {question.choice_list for question in asked}
        if any(question.kind is not Kind.ONE for question in asked) or len(lists) > 1:
            yield error("appearance", "une grille ne contient que des choix uniques sur une même liste")
    if group.layout is Layout.SPLIT and any(question.kind is not Kind.PERCENTAGE for question in asked):
        yield error("appearance", "une répartition ne contient que des pourcentages")
    if group.repeats and not 0 <= group.min_rows <= group.max_rows:
        yield error("repeat_count", "le nombre de lignes demandé n’est pas possible")

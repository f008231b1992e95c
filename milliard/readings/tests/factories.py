"""A collection that asks for words, a file and an address, and responses to it."""

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from engines.questionnaire.model import Choice, Definition, Group, Kind, Question, Section
from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.readings.enums import TextState
from milliard.readings.models import TextReview
from milliard.readings.reports.free_texts import digest_of, text_questions, texts_of
from milliard.readings.services.text_reviews import review_texts
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Attachment, Collection, Response
from milliard.surveys.tests import factories as surveys

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


def definition() -> Definition:
    """A name, an address, a choice, a text, a text in a repeated group, one on a condition, a file."""
    return Definition(
        title="Vos mots",
        sections=(
            Section(
                key="vous",
                title="Vous",
                items=(
                    Question("nom", Kind.TEXT, "Votre nom"),
                    Question("courriel", Kind.EMAIL, "Votre adresse e-mail"),
                    Question("membre", Kind.YES_NO, "Déjà membre\u202f?"),
                ),
            ),
            Section(
                key="mots",
                title="Vos mots",
                items=(
                    Question("recit", Kind.LONG_TEXT, "Racontez, ${nom}"),
                    Question("pourquoi", Kind.TEXT, "Pourquoi\u202f?", relevant="${membre} = 'yes'"),
                    Group(
                        "besoins",
                        "Vos besoins",
                        (
                            Question("usage", Kind.ONE, "Usage", choice_list="usages"),
                            Question("detail", Kind.TEXT, "En quelques mots"),
                        ),
                        repeats=True,
                    ),
                    Question("piece", Kind.FILE, "Une pièce", accept=("application/pdf",)),
                ),
            ),
        ),
        choice_lists={"usages": (Choice("achat", "Acheter"), Choice("travaux", "Rénover"))},
    )


def collection(**fields: Any) -> Collection:
    """One that is open, and asks to be contacted again."""
    texts = fields.pop("consent_texts", None)
    if texts is None:
        texts = [surveys.consent_text(Purpose.STATISTICS), surveys.consent_text(Purpose.CONTACT)]
    return surveys.open_collection(definition(), consent_texts=texts, **fields)


def response(
    item: Collection, *, sent: bool = True, agrees: Mapping[Purpose, bool] | None = None, **fields: Any
) -> Response:
    """One that says yes to statistics and no to being contacted, unless ``agrees`` says otherwise."""
    now = item.moment()
    answers = fields.pop("answers", None)
    row = Response.objects.create(
        collection=item,
        version=item.version,
        token_digest=hashlib.sha256(uuid.uuid4().bytes).digest(),
        answers={"nom": "Ada", "recit": "Le four du village."} if answers is None else answers,
        sections={"vous": {"revision": 1}, "mots": {"revision": 1}},
        started_at=now,
        saved_at=now,
        completed_at=now if sent else None,
        **fields,
    )
    given = {Purpose.STATISTICS: True, Purpose.CONTACT: False, **(agrees or {})}
    for text in item.consent_texts.all():
        row.consents.create(
            text=text, purpose=text.purpose, is_given=given[Purpose(text.purpose)], decided_at=now
        )
    return row


def attachment(row: Response, content: bytes = PDF, **fields: Any) -> Attachment:
    """A file received; its bytes are in the private storage."""
    made = Attachment(
        response=row,
        path="piece",
        name=fields.pop("name", "statuts.pdf"),
        size=len(content),
        content_type=fields.pop("content_type", "application/pdf"),
    )
    made.file.save(made.name, ContentFile(content), save=False)
    made.save()
    row.answers["piece"] = {
        "id": str(made.public_id),
        "name": made.name,
        "size": made.size,
        "type": made.content_type,
    }
    row.save(update_fields=["answers"])
    return made


def question(item: Collection, key: str = "recit") -> Any:
    return next(one for one in text_questions(item, with_identity=True) if one.key == key)


def review(
    row: Response, state: TextState = TextState.QUOTABLE, *, by: User | None = None, **fields: Any
) -> TextReview:
    """A decision of the service on the «recit» of a response."""
    item, asked = row.collection, question(row.collection)
    mark = next(text.mark for text in texts_of(item, asked).texts if text.response_pk == row.pk)
    by = by or surveys.user(Role.ORGANISER)
    review_texts(collection=item, question=asked, marks=[mark], state=state, by=by, **fields)
    return TextReview.objects.get(response=row, path="recit")


def rows_of_a_person(person: User) -> None:
    """A response somebody read and decided of. It is erased by its link, not with the account."""
    row = response(collection(), answers={"recit": "Des mots"}, resume_email=person.email)
    TextReview.objects.create(
        response=row,
        question_key="recit",
        path="recit",
        digest=digest_of("Des mots"),
        state=TextState.CUT,
        quotation="Des […]",
        decided_at=timezone.now(),
    )

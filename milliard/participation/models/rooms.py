"""What a group keeps for itself: its documents, the letters it wrote."""

from django.core.files.storage import Storage, storages
from django.db import models

from milliard.core.models import BaseModel, PublicIdModel
from milliard.letters.models import Letter
from milliard.members.models import Member
from milliard.participation.models.groups import WorkingGroup

#: Of the private storage.
FOLDER = "groups"


def room_storage() -> Storage:
    """Storage outside the served folders (settings.PRIVATE_ROOT)."""
    return storages["private"]


def document_path(document: "GroupDocument", filename: str) -> str:
    """A path made of random letters only: the file's own name is data, kept in the row."""
    return f"{FOLDER}/{document.public_id.hex[:2]}/{document.public_id.hex}"


class GroupDocument(PublicIdModel):
    """A file of a group, for those in it alone. ``content_type`` was found in its bytes, not in its name."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField("titre", max_length=120)
    file = models.FileField("fichier", storage=room_storage, upload_to=document_path, max_length=200)
    file_name = models.CharField("nom du fichier", max_length=200)
    size_bytes = models.PositiveIntegerField("taille en octets")
    content_type = models.CharField("type", max_length=100)
    added_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", verbose_name="ajouté par"
    )

    class Meta:
        verbose_name = "document d’un groupe"
        verbose_name_plural = "documents d’un groupe"
        indexes = [models.Index(fields=["group", "-id"], name="participation_group_documents")]

    def __str__(self) -> str:
        # Not its title, which may name somebody: this string ends up in the journal.
        return f"document {str(self.public_id)[:8]}"


class GroupLetter(BaseModel):
    """A letter that a group wrote to its own."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="letters")
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "lettre d’un groupe"
        verbose_name_plural = "lettres d’un groupe"

    def __str__(self) -> str:
        return f"{self.letter}, {self.group}"

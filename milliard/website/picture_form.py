"""What is kept of a picture the team sends: lighter, upright, and silent about where it was taken."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from wagtail.images.forms import BaseImageForm

from milliard.website.pictures import lightened
from milliard.website.services.pictures import PictureIsPublished, refuse_to_lose
from milliard.website.tasks import draw_picture


class PictureForm(BaseImageForm):
    """Wagtail's form of an image, on every screen that sends one."""

    class Meta(BaseImageForm.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:  # not on the form that names what was sent
            self.fields["file"].to_python = partial(_read_whole, self.fields["file"].to_python)

    def clean_file(self) -> Any:
        """The file to keep. Refuses to replace one that a published study shows."""
        sent = self.cleaned_data["file"]
        if not isinstance(sent, UploadedFile):
            return sent
        try:
            refuse_to_lose(self.instance)
        except PictureIsPublished as refusal:
            raise ValidationError(refusal.message) from refusal
        content, kind = lightened(sent)
        sent.close()
        kept = SimpleUploadedFile(sent.name or "image", content, f"image/{kind.lower()}")
        kept.image = getattr(sent, "image", None)  # type: ignore[attr-defined]
        return kept

    def save(self, commit: bool = True) -> Any:
        """Wagtail's, which takes away the sizes of a former file; those of this one are asked for again."""
        image = super().save(commit=commit)
        if commit and "file" in self.changed_data:
            draw_picture.enqueue(image.pk)
        return image


def _read_whole(read: Callable[[Any], Any], sent: Any) -> Any:
    """As Wagtail's field reads a file, which fails on one cut short."""
    try:
        return read(sent)
    except (OSError, SyntaxError) as error:  # Pillow's
        message = "Cette image est incomplète\u00a0: envoyez-la de nouveau."
        raise ValidationError(message) from error

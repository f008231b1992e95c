"""A temporary folder that is full loses the file, and nothing else of the form."""

import tempfile
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from milliard.core.temporary_files import LostFile
from milliard.core.tests.full_disk import no_file_longer_than


class _Form(forms.Form):
    words = forms.CharField()
    file = forms.FileField()


def sent(size: int) -> Any:
    values = {"words": "Écrit", "file": SimpleUploadedFile("a.pdf", b"0" * size), "more": "Après"}
    return RequestFactory().post("/", values)


@pytest.mark.parametrize("size", [6_000, 200_000])
def test_the_form_is_read_to_its_end_and_says_why_beside_the_field(size: int) -> None:
    request = sent(size)
    with no_file_longer_than(5_000):
        form = _Form(request.POST, request.FILES)
        assert isinstance(request.FILES["file"], LostFile)
    assert request.POST.dict() == {"words": "Écrit", "more": "Après"}
    assert form.errors == {
        "file": ["Ce fichier n’a pas pu être reçu\u00a0: la place manque de notre côté. Réessayez plus tard."]
    }
    request.close()


def test_a_folder_that_takes_no_file_at_all(settings: Any, tmp_path: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "gone")
    assert isinstance(sent(10).FILES["file"], LostFile)


def test_with_room_it_is_a_file_like_any_other() -> None:
    request = sent(200_000)
    assert request.FILES["file"].size == 200_000
    assert request.FILES["file"].temporary_file_path().startswith(tempfile.gettempdir())
    request.close()

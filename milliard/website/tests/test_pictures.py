"""Pictures and free tables: words for who does not see, light files that tell no place."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from PIL import Image as Pillow
from pypdf import PdfReader
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.website.blocks.pictures import PictureBlock, TableBlock
from milliard.website.models import Edition, PlainPage, StudyPage
from milliard.website.pdf import document
from milliard.website.pictures import MAX_SIDE
from milliard.website.services.pictures import PictureIsPublished, draw_sizes
from milliard.website.tests import factories

pytestmark = pytest.mark.django_db
_GPS, _ORIENTATION = 0x8825, 0x0112
SEEN = "Six personnes autour d’une table."


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def photograph(width: int = 3000, height: int = 2000, kind: str = "JPEG") -> bytes:
    """As a telephone makes it: lying on its side, with the place it was taken at."""
    tags = Pillow.Exif()
    tags[_ORIENTATION] = 6
    tags.get_ifd(_GPS)[1] = "N"
    tags.get_ifd(_GPS)[2] = (48.0, 51.0, 29.0)
    made = io.BytesIO()
    Pillow.new("RGB", (width, height), "#17594a").save(made, kind, exif=tags)
    return made.getvalue()


def send(client: Client, content: bytes, name: str = "table.jpg") -> Any:
    sent = SimpleUploadedFile(name, content, "image/jpeg")
    fields = {"title": "La table", "files[]": sent, "collection": "1"}
    return client.post(
        "/gestion/images/multiple/add/", fields, headers={"X-Requested-With": "XMLHttpRequest"}
    )


@pytest.fixture
def image(django_capture_on_commit_callbacks: Any) -> Any:
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(signed_in(Role.ORGANISER), photograph())
    assert answer.json()["success"], answer.json()
    return get_image_model().objects.get()


def picture(image: Any, **fields: Any) -> dict[str, Any]:
    usual = {"alternative": SEEN, "is_decorative": False, "caption": "", "credit": "", "size": "full"}
    return {"image": image.pk, **usual, **fields}


def cleaned(block: Any, value: dict[str, Any]) -> Any:
    return block.clean(block.to_python(value))


def refusal(block: Any, value: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValidationError) as error:
        cleaned(block, value)
    errors = error.value.block_errors  # type: ignore[attr-defined]
    return {name: " ".join(item.messages) for name, item in errors.items()}


def test_what_a_camera_wrote_is_gone_and_the_file_is_light_and_upright(image: Any) -> None:
    with image.open_file() as file, Pillow.open(file) as kept:
        assert not dict(kept.getexif())
        assert max(kept.size) <= MAX_SIDE
        assert kept.height > kept.width  # turned as its camera said
        assert kept.size == (image.width, image.height)
    assert b"Exif" not in Path(image.file.path).read_bytes()


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("WEBP", "a.webp"), ("AVIF", "a.avif")])
def test_each_kind_of_picture_loses_its_place(kind: str, name: str) -> None:
    assert send(signed_in(Role.ANALYST), photograph(120, 80, kind), name).json()["success"]
    with get_image_model().objects.get().open_file() as file, Pillow.open(file) as kept:
        assert kept.format == kind
        assert not dict(kept.getexif())


def test_what_is_too_heavy_or_cut_short_is_refused() -> None:
    client = signed_in(Role.ORGANISER)
    assert not send(client, photograph(400, 300)[:-900]).json()["success"]
    assert not send(client, photograph(9000, 7000)).json()["success"]
    assert not get_image_model().objects.exists()


def test_a_picture_says_what_it_shows_or_that_it_is_decorative(image: Any) -> None:
    block = PictureBlock()
    assert cleaned(block, picture(image)).alt == SEEN
    assert cleaned(block, picture(image, alternative="", is_decorative=True)).alt == ""
    assert "Écrivez ce qu’on voit" in refusal(block, picture(image, alternative=" "))["alternative"]
    assert "décochez" in refusal(block, picture(image, is_decorative=True))["alternative"]
    assert "nom d’un fichier" in refusal(block, picture(image, alternative="IMG_2031.jpg"))["alternative"]


def test_its_page_shows_sizes_drawn_before_and_nothing_from_elsewhere(
    image: Any, client: Client, django_assert_max_num_queries: Any
) -> None:
    body = [("picture", picture(image, caption="Au lieu de Brest", credit="Camille, CC BY 4.0"))] * 3
    page = PlainPage(title="Une image", slug="une-image")
    page.body = [
        (name, PlainPage.body.field.stream_block.child_blocks[name].to_python(v)) for name, v in body
    ]
    factories.home().add_child(instance=page)
    with django_assert_max_num_queries(16):
        shown = client.get("/une-image/").content.decode()
    assert shown.count(f'alt="{SEEN}"') == 3
    assert 'type="image/avif"' in shown
    assert 'type="image/webp"' in shown
    assert "480w" in shown
    assert 'loading="lazy"' in shown
    assert f'width="{image.width}" height="{image.height}"' in shown
    assert "Camille, CC BY 4.0" in shown
    assert 'src="http' not in shown


def test_sizes_not_drawn_yet_leave_the_file_itself(image: Any, client: Client) -> None:
    image.renditions.all().delete()
    assert PictureBlock().to_python(picture(image)).drawing.url == image.file.url
    assert draw_sizes(image_id=image.pk) == 7
    assert draw_sizes(image_id=0) == 0


@pytest.fixture
def study(image: Any) -> StudyPage:
    table = {"title": "Trois lieux", "cells": "Lieu\tPlaces\nBrest\t12\nLyon\t9", "source": "Lieux, 2024"}
    hidden = picture(image, alternative="", is_decorative=True, size="half")
    pieces = [*factories.few_pieces(), ("picture", picture(image)), ("picture", hidden), ("table", table)]
    return factories.study(with_pieces=pieces)


def test_a_study_shows_them_on_its_page_and_on_paper(study: StudyPage, client: Client) -> None:
    shown = client.get(study.url).content.decode()
    assert f'alt="{SEEN}"' in shown
    assert "Trois lieux" in shown
    reader = PdfReader(io.BytesIO(document.render_edition(Edition.objects.get())))
    assert "Trois lieux" in " ".join(page.extract_text() for page in reader.pages)
    assert sum(len(page.images) for page in reader.pages) >= 2


def test_what_a_study_published_is_neither_replaced_nor_deleted(study: StudyPage, image: Any) -> None:
    with pytest.raises(PictureIsPublished), transaction.atomic():
        image.delete()
    sent = SimpleUploadedFile("autre.jpg", photograph(300, 200), "image/jpeg")
    model = get_image_model()
    fields = {"title": "La table", "collection": "1", "tags": ""}
    form = get_image_form(model)(
        fields, {"file": sent}, instance=image, user=make_person(role=Role.ORGANISER)
    )
    assert "elle reste telle quelle" in str(form.errors)
    assert Path(image.file.path).exists()


def test_a_table_is_read_as_it_is_pasted_or_typed() -> None:
    block = TableBlock()
    typed = {"title": "Lieux", "cells": "Lieu;Places\nBrest;12\n\nLyon;1 200,5", "source": "2024"}
    value = cleaned(block, typed)
    assert value.rows == [["Brest", "12"], ["Lyon", "1 200,5"]]
    assert [column.has_numbers for column in value.columns] == [False, True]
    pasted = cleaned(block, {**typed, "cells": "Lieu\tNote\nBrest\tun; deux"})
    assert pasted.rows == [["Brest", "un; deux"]]
    assert not pasted.columns[1].has_numbers
    assert "ligne 2 a 1 cases" in refusal(block, {**typed, "cells": "Lieu;Places\nBrest"})["cells"]
    assert "au moins deux" in refusal(block, {**typed, "cells": "Lieu;Places"})["cells"]
    assert "pas de nom" in refusal(block, {**typed, "cells": "Lieu;\nBrest;1"})["cells"]
    wide = ";".join("abcdefghij")
    assert "coupez-le" in refusal(block, {**typed, "cells": f"{wide}\n{wide}"})["cells"]

"""The list of news, empty: the menu shows it once an article is published. And the questions, to be written."""

import uuid

from django.db import migrations
from django.utils import timezone
from django.utils.http import int_to_base36


def write_pages(apps, schema_editor):
    home = apps.get_model("website", "HomePage").objects.first()
    if home is None:
        return
    news = {"slug": "actualites", "title": "Actualités", "live": True, "lead": "Ce que le mouvement fait, et ce qui change."}
    questions = {
        "slug": "questions",
        "title": "Questions fréquentes",
        "live": False,
        "lead": "Ce que l’on nous demande le plus souvent. Chaque réponse dit d’où elle vient.",
    }
    add_page(apps, home, "NewsIndexPage", **news)
    add_page(apps, home, "FaqPage", **questions)


def add_page(apps, home, model, *, slug, title, live, **fields):
    Page = apps.get_model("wagtailcore", "Page")
    ContentType = apps.get_model("contenttypes", "ContentType")
    children = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1)
    if children.filter(slug=slug).exists():
        return
    last = children.order_by("-path").first()
    # Steps of a path are numbers in base 36, on four characters.
    step = int(last.path[-4:], 36) + 1 if last else 1
    content_type, _ = ContentType.objects.get_or_create(app_label="website", model=model.lower())
    now = timezone.now() if live else None
    apps.get_model("website", model).objects.create(
        path=f"{home.path}{int_to_base36(step).upper():0>4}",
        depth=home.depth + 1,
        numchild=0,
        slug=slug,
        url_path=f"{home.url_path}{slug}/",
        title=title,
        draft_title=title,
        content_type=content_type,
        locale_id=home.locale_id,
        translation_key=uuid.uuid4(),
        live=live,
        has_unpublished_changes=not live,
        first_published_at=now,
        last_published_at=now,
        **fields,
    )
    Page.objects.filter(pk=home.pk).update(numchild=children.count())


class Migration(migrations.Migration):
    dependencies = [("website", "0012_news_questions_menu_messages")]
    operations = [migrations.RunPython(write_pages, migrations.RunPython.noop)]

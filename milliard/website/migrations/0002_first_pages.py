"""An empty installation shows a home page of its own, not a framework's welcome page.

What is written here is either the movement's own published definition of itself, or what the platform does.
No amount, no figure: those are declared by people, with their date and source.
"""

import json
import uuid

from django.db import migrations

HOME = {
    "hero_title": "L’argent, ce nerf de la guerre, peut devenir",
    "hero_emphasis": "le nerf de la paix.",
    "lead": (
        "Nous voulons réunir un milliard d’euros pour les organisations qui font la transition juste, "
        "sur tous les territoires. Et changer les règles qui le leur refusent."
    ),
    "pillars": [
        (
            "Relier",
            "Un même récit, des lieux partout",
            "Dire ensemble ce qu’est la transition juste, relier les réseaux qui existent, "
            "s’enraciner dans des lieux où l’on se retrouve.",
        ),
        (
            "Renforcer",
            "Savoir, décider, se faire entendre",
            "Partager les savoirs de la finance, fixer des règles communes d’investissement, "
            "rendre visibles celles et ceux qui agissent.",
        ),
        (
            "Étendre",
            "Investir et donner",
            "Faire grandir ce qui marche, par les investissements et les dons que le milliard permettra.",
        ),
    ],
}

ACCESSIBILITY = [
    (
        "text",
        "<p>Ce site est fait pour être utilisé par toutes et tous\u00a0: au clavier, avec un lecteur d’écran, "
        "sur un vieux téléphone, sans JavaScript, imprimé sur papier. Nous visons le niveau AA des règles "
        "internationales WCAG\u00a02.2.</p>",
    ),
    ("heading", {"text": "Ce que nous faisons"}),
    (
        "text",
        "<ul><li>Chaque graphique a son tableau et son texte.</li><li>Les couleurs ne portent jamais seules une "
        "information.</li><li>Un thème sombre et un thème clair sont proposés au bas de chaque page.</li>"
        "<li>Les documents PDF des études sont balisés pour les lecteurs d’écran.</li></ul>",
    ),
    ("heading", {"text": "Ce qui n’a pas encore été fait"}),
    (
        "text",
        "<p>Aucun audit indépendant n’a encore été mené. Des tests automatiques vérifient les pages, mais ils ne "
        "remplacent pas l’avis des personnes concernées. Si quelque chose vous bloque, écrivez-nous\u00a0: "
        "nous répondrons et nous corrigerons.</p>",
    ),
]

PRIVACY = [
    ("heading", {"text": "Sans compte"}),
    (
        "text",
        "<p>Lire ce site ne demande rien. Nous ne mesurons pas votre visite, nous n’affichons aucune publicité "
        "et aucune page n’appelle un autre site. Répondre à un questionnaire ne demande pas de compte, et "
        "votre adresse de connexion n’est jamais gardée avec vos réponses.</p>",
    ),
    ("heading", {"text": "Les témoins de connexion (cookies)"}),
    (
        "text",
        "<p>Trois au plus, et seulement pour faire marcher le site\u00a0: l’un protège les formulaires, un autre "
        "retient le thème clair ou sombre, le dernier vous garde connecté·e si vous avez un compte. "
        "Un questionnaire commencé garde aussi son lien de reprise.</p>",
    ),
    ("heading", {"text": "Ce qui est publié"}),
    (
        "text",
        "<p>Des chiffres d’ensemble, jamais vos réponses. Un nombre trop petit pour que personne ne soit reconnu "
        "n’est pas publié, ni ce qui permettrait de le retrouver.</p>",
    ),
    ("heading", {"text": "Vos droits"}),
    (
        "text",
        "<p>Vous pouvez demander à voir, corriger ou effacer ce qui vous concerne. Écrivez à l’adresse donnée au "
        "bas de la page\u00a0; si la réponse ne vous convient pas, vous pouvez saisir la CNIL.</p>",
    ),
]


def stream(blocks):
    return json.dumps(
        [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks], ensure_ascii=False
    )


def create_pages(apps, schema_editor):
    from django.utils import timezone

    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    ContentType = apps.get_model("contenttypes", "ContentType")
    HomePage = apps.get_model("website", "HomePage")
    if HomePage.objects.exists():
        return
    root = Page.objects.filter(depth=1).first()
    others = Page.objects.filter(depth=2).exclude(slug="home")
    if root is None or others.exists():
        return  # somebody already built a site here: leave it as it is
    Site.objects.all().delete()
    Page.objects.filter(depth=2, slug="home").delete()
    locale = Locale.objects.first()
    now = timezone.now()

    def add(model_name, parent, number, **fields):
        model = apps.get_model("website", model_name)
        content_type, _ = ContentType.objects.get_or_create(app_label="website", model=model_name.lower())
        slug, title = fields.pop("slug"), fields.pop("title")
        return model.objects.create(
            path=f"{parent.path}{number:04d}",
            depth=parent.depth + 1,
            numchild=fields.pop("numchild", 0),
            slug=slug,
            url_path=f"{parent.url_path}{slug}/",
            title=title,
            draft_title=title,
            content_type=content_type,
            locale=locale,
            translation_key=uuid.uuid4(),
            live=True,
            has_unpublished_changes=False,
            first_published_at=now,
            last_published_at=now,
            **fields,
        )

    home = add(
        "HomePage",
        root,
        1,
        slug="home",
        title="Accueil",
        numchild=3,
        hero_title=HOME["hero_title"],
        hero_emphasis=HOME["hero_emphasis"],
        lead=HOME["lead"],
        actions=stream([]),
        pillars=stream(
            ("pillar", {"kicker": kicker, "title": title, "text": text, "link_label": "", "page": None, "url": ""})
            for kicker, title, text in HOME["pillars"]
        ),
    )
    add(
        "StudyIndexPage",
        home,
        1,
        slug="etudes",
        title="Les études",
        show_in_menus=True,
        lead="Ce que les organisations et les épargnant·es nous ont dit, en chiffres vérifiables.",
    )
    add(
        "PlainPage",
        home,
        2,
        slug="accessibilite",
        title="Accessibilité",
        in_footer=True,
        lead="Une page qu’une personne ne peut pas lire n’est pas finie.",
        body=stream(ACCESSIBILITY),
    )
    add(
        "PlainPage",
        home,
        3,
        slug="donnees-personnelles",
        title="Données personnelles",
        in_footer=True,
        lead="Le moins possible, le moins longtemps possible, jamais à vendre.",
        body=stream(PRIVACY),
    )
    Page.objects.filter(pk=root.pk).update(numchild=1)
    Site.objects.create(hostname="localhost", root_page_id=home.pk, is_default_site=True, site_name="Milliard")


class Migration(migrations.Migration):
    dependencies = [
        ("website", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [migrations.RunPython(create_pages, migrations.RunPython.noop)]

"""The story, the legal notice, and what the pages on accessibility and personal data must say today.

The facts of the story were published by the movement or the press; each has its source beside it. The two
older pages are rewritten only where nobody has touched them.
"""

import json
import uuid

from django.db import migrations


def link(address, words):
    return f'<a href="{address}">{words}</a>'


CARENEWS = "https://www.carenews.com/carenews-info/news"
STORY = [
    (
        "text",
        "<p>L’opération Milliard part d’un constat\u00a0: il y a assez d’argent pour réussir la transition "
        "écologique et sociale, mais il n’arrive pas à celles et ceux qui la font. Elle veut remettre l’argent à sa "
        "place, celle d’un outil, et les relations humaines à la leur, celle d’un but.</p>"
        f"<p>Source\u00a0: {link('https://operation-milliard.org', 'operation-milliard.org')}.</p>",
    ),
    ("heading", {"text": "Trois piliers"}),
    (
        "text",
        "<ul><li><b>Relier</b>\u00a0: un récit commun, des réseaux qui s’articulent, des lieux dans tous les "
        "territoires.</li><li><b>Renforcer</b>\u00a0: les savoirs financiers de plusieurs milliers de porteur·ses de "
        "projets et de citoyen·nes, des règles communes d’investissement, de la visibilité.</li><li><b>Étendre</b>"
        "\u00a0: faire grandir l’action, par les investissements et les dons que le milliard permettrait.</li></ul>"
        "<p>Le mouvement ne remplace pas les réseaux qui existent\u00a0: c’est une alliance pour un but concret et "
        f"limité dans le temps. Sources\u00a0: {link('https://operation-milliard.org', 'operation-milliard.org')}, "
        f"{link('https://framavox.org/d/Ltw56ED3/notre-plan-d-action', 'le plan d’action débattu sur Framavox')}.</p>",
    ),
    ("heading", {"text": "D’un appel à un mouvement"}),
    (
        "text",
        "<ul><li><b>Avril 2023.</b> Un appel en ligne\u00a0; un millier de porteur·ses de projets y répondent en trois à "
        f"quatre semaines ({link('https://vert.eco/articles/bastien-sibille-nous-voulons-un-milliard-deuros-pour-financer-nos-organisations-de-transition-ecologique-et-sociale', 'Vert')})."
        "</li><li><b>6\u00a0juillet 2023.</b> Première rencontre, au Collège des Bernardins, et douze ateliers ("
        f"{link('https://www.carenews.com/carenews-pro/news/transition-ecologique-lancement-d-un-fonds-citoyen-pour-trouver-un-milliard-d', 'Carenews')})."
        "</li><li><b>29\u00a0septembre 2023.</b> Le plan d’action est adopté ("
        f"{link('https://cdurable.info/1-milliard-deuros-pour-une-transition-ecologique-juste', 'Cdurable')})."
        "</li><li><b>26\u00a0mars 2024.</b> L’association est créée, au Musée social, à Paris ("
        f"{link(CARENEWS + '/l-operation-milliard-officiellement-constituee', 'Carenews')})."
        "</li><li><b>De juillet à novembre 2024.</b> Deux enquêtes\u00a0: le Grand Recueil, auprès des organisations, "
        f"et l’enquête Épargnants ({link('https://operation-milliard.org', 'operation-milliard.org')}).</li>"
        "<li><b>Février 2025.</b> Leurs résultats sont publiés ("
        f"{link(CARENEWS + '/l-operation-milliard', 'Carenews')}).</li></ul>",
    ),
    ("heading", {"text": "Un récit écrit à plusieurs"}),
    (
        "text",
        "<p>Une soixantaine de personnalités ont été consultées, autour de quatre enjeux\u00a0: évaluation et éthique, "
        "rentabilité, démocratie, imaginaires et désirabilité. Un point de départ les réunit\u00a0: les initiatives "
        "qui garantissent clairement la recherche d’une utilité sociale et écologique réelle méritent un soutien "
        "financier massif. Cette page ne reprend pas le texte complet de cette consultation. "
        f"Source\u00a0: {link('https://operation-milliard.org', 'operation-milliard.org')}.</p>",
    ),
]

LEGAL = [
    ("heading", {"text": "Qui publie ce site"}),
    ("publisher", None),
    ("heading", {"text": "Textes, chiffres et code"}),
    (
        "text",
        "<p>Le code de la plateforme est libre, sous licence AGPL\u00a0: chacun·e peut le lire, le reprendre et le "
        "modifier aux mêmes conditions. Chaque étude dit d’où viennent ses données\u00a0; ses chiffres se téléchargent "
        "avec leur base, leur date et leur source.</p>",
    ),
    ("heading", {"text": "Ce que ce site ne fait pas"}),
    (
        "text",
        "<p>Il ne reçoit pas d’argent pour un placement, ne vend aucun titre financier et ne donne pas de conseil en "
        "investissement.</p>",
    ),
    ("heading", {"text": "Signaler une erreur"}),
    (
        "text",
        "<p>Un chiffre faux, un mot blessant, une page qui ne marche pas\u00a0: écrivez à l’adresse donnée au "
        "bas de la page. Nous répondons et nous corrigeons.</p>",
    ),
]

ACCESSIBILITY = [
    (
        "text",
        "<p>Ce site est fait pour être utilisé par toutes et tous\u00a0: au clavier, avec un lecteur d’écran, sur un "
        "vieux téléphone, sans JavaScript, imprimé sur papier.</p>",
    ),
    ("heading", {"text": "Où nous en sommes"}),
    (
        "text",
        "<p><b>Conformité non auditée.</b> Nous visons le niveau AA des règles internationales WCAG\u00a02.2. Aucun audit "
        "indépendant n’a encore été mené\u00a0: nous ne pouvons donc annoncer aucun taux de conformité, ni au RGAA, ni "
        "aux WCAG.</p>",
    ),
    ("heading", {"text": "Ce qui est vérifié à chaque changement"}),
    (
        "text",
        "<ul><li>Les pages publiques, les questionnaires, les comptes et les écrans de l’équipe passent l’outil "
        "automatique axe, règles WCAG\u00a02.2 A et AA.</li><li>On répond à un questionnaire entier au clavier, et "
        "sans JavaScript, sur téléphone et sur ordinateur.</li><li>Les contrastes des couleurs sont calculés, dans le "
        "thème clair et dans le thème sombre.</li><li>Les PDF des études sont balisés (PDF/UA)\u00a0: titres, "
        "tableaux, textes des images.</li><li>Chaque graphique a son tableau et son texte\u00a0; la couleur ne porte "
        "jamais seule une information.</li></ul><p>Un outil automatique ne voit qu’une partie des obstacles.</p>",
    ),
    ("heading", {"text": "Ce qui n’a pas encore été fait"}),
    (
        "text",
        "<ul><li>Un audit par une personne indépendante.</li><li>Des essais avec des personnes handicapées, et avec "
        "chaque lecteur d’écran courant.</li><li>Une version en langage facile à lire et à comprendre.</li></ul>",
    ),
    ("heading", {"text": "Quelque chose vous bloque\u202f?"}),
    (
        "text",
        "<p>Écrivez-nous, à l’adresse donnée au bas de la page\u00a0: nous répondrons, nous vous donnerons l’information "
        "autrement, et nous corrigerons. Si notre réponse ne vous convient pas, vous pouvez vous adresser au Défenseur "
        f"des droits ({link('https://www.defenseurdesdroits.fr', 'defenseurdesdroits.fr')}).</p>",
    ),
]

PRIVACY = [
    ("heading", {"text": "Lire ce site"}),
    (
        "text",
        "<p>Lire ce site ne demande rien. Nous ne mesurons pas votre visite, nous n’affichons aucune publicité et aucune "
        "page n’appelle un autre site.</p>",
    ),
    ("heading", {"text": "Répondre à un questionnaire"}),
    (
        "text",
        "<p><b>Ce que nous gardons\u00a0:</b> vos réponses, les accords que vous donnez avec le texte exact que vous avez "
        "lu, et la date. L’adresse de votre connexion n’est jamais gardée avec vos réponses. Si vous demandez le lien "
        "de reprise par e-mail, nous gardons aussi cette adresse, pour vous le renvoyer.</p><p><b>Pourquoi\u00a0:"
        "</b> pour publier des chiffres d’ensemble. La page d’accueil de chaque questionnaire dit qui le mène et "
        "dans quel but.</p><p><b>Sur quelle base\u00a0:</b> votre consentement. Vous pouvez le retirer en effaçant "
        "vos réponses.</p>",
    ),
    ("heading", {"text": "Ouvrir un compte"}),
    (
        "text",
        "<p>Nous gardons votre adresse e-mail, le nom par lequel on vous appelle, vos rôles et vos moyens de "
        "connexion\u00a0; pour chaque connexion ouverte, le genre d’appareil et la date. Vos réponses aux questionnaires "
        "n’y sont pas attachées. Le compte reste tant que vous ne l’effacez pas.</p>",
    ),
    ("heading", {"text": "Combien de temps"}),
    (
        "text",
        "<ul><li>Vos réponses\u00a0: jusqu’à ce que vous les effaciez, ou que l’équipe efface la collecte.</li>"
        "<li>Le compteur qui protège les formulaires des robots\u00a0: une empreinte de votre adresse de connexion, "
        "calculée avec une clé secrète du site et différente chaque jour. L’adresse elle-même n’est pas écrite.</li><li>Votre session\u00a0: quatorze jours.</li>"
        "<li>Les chiffres publiés\u00a0: sans limite, ils ne disent rien de vous.</li></ul>",
    ),
    ("heading", {"text": "Les témoins de connexion (cookies)"}),
    (
        "text",
        "<p>Seulement pour faire marcher le site, aucun pour vous suivre\u00a0:</p><ul><li>protéger les formulaires "
        "contre l’envoi à votre insu\u00a0;</li><li>vous garder connecté·e, si vous avez un compte\u00a0;</li><li>"
        "retenir le thème clair ou sombre, si vous en choisissez un\u00a0;</li><li>retrouver un questionnaire commencé "
        "sur cet appareil, pendant soixante jours, ou deux heures si vous dites que l’ordinateur est partagé.</li></ul>"
        "<p>Les mots d’un questionnaire qui n’ont pas encore pu partir restent dans votre navigateur jusqu’à leur envoi, "
        "sept jours au plus\u00a0; sur un ordinateur partagé, jusqu’à la fermeture de l’onglet.</p>",
    ),
    ("heading", {"text": "Ce qui est publié"}),
    (
        "text",
        "<p>Des chiffres d’ensemble, jamais vos réponses. Un nombre si petit qu’il ferait reconnaître quelqu’un n’est "
        "pas publié, ni ce qui permettrait de le retrouver par soustraction.</p>",
    ),
    ("heading", {"text": "Vos droits"}),
    (
        "text",
        "<p>Vous pouvez voir, corriger, emporter ou effacer ce qui vous concerne\u00a0: depuis le lien de votre "
        "questionnaire ou depuis votre compte, sans rien demander à personne. Pour le reste, écrivez à l’adresse donnée "
        f"au bas de la page\u00a0; si la réponse ne vous convient pas, vous pouvez saisir la {link('https://www.cnil.fr', 'CNIL')}"
        ".</p>",
    ),
]


def stream(blocks):
    return json.dumps(
        [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks], ensure_ascii=False
    )


def write_pages(apps, schema_editor):
    HomePage = apps.get_model("website", "HomePage")
    PlainPage = apps.get_model("website", "PlainPage")
    home = HomePage.objects.first()
    if home is None:
        return
    for slug, body in (("accessibilite", ACCESSIBILITY), ("donnees-personnelles", PRIVACY)):
        # A page nobody has saved in the back office has no revision: its words are still ours.
        PlainPage.objects.filter(
            slug=slug, path__startswith=home.path, depth=home.depth + 1, latest_revision__isnull=True
        ).update(body=stream(body))
    story = {
        "title": "Le récit",
        "lead": "D’où vient le mouvement, ce qu’il veut, et ce qui l’a construit.",
        "show_in_menus": True,
    }
    legal = {"title": "Mentions légales", "lead": "Qui publie ce site, et à quelles conditions.", "in_footer": True}
    add_page(apps, home, "le-recit", STORY, **story)
    add_page(apps, home, "mentions-legales", LEGAL, **legal)


def add_page(apps, home, slug, body, **fields):
    from django.utils import timezone
    from django.utils.http import int_to_base36

    Page = apps.get_model("wagtailcore", "Page")
    PlainPage = apps.get_model("website", "PlainPage")
    ContentType = apps.get_model("contenttypes", "ContentType")
    children = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1)
    if children.filter(slug=slug).exists():
        return
    last = children.order_by("-path").first()
    # Steps of a path are numbers in base 36, on four characters.
    step = int(last.path[-4:], 36) + 1 if last else 1
    path = f"{home.path}{int_to_base36(step).upper():0>4}"
    content_type, _ = ContentType.objects.get_or_create(app_label="website", model="plainpage")
    now = timezone.now()
    PlainPage.objects.create(
        path=path,
        depth=home.depth + 1,
        numchild=0,
        slug=slug,
        url_path=f"{home.url_path}{slug}/",
        draft_title=fields["title"],
        content_type=content_type,
        locale_id=home.locale_id,
        translation_key=uuid.uuid4(),
        live=True,
        has_unpublished_changes=False,
        first_published_at=now,
        last_published_at=now,
        body=stream(body),
        **fields,
    )
    Page.objects.filter(pk=home.pk).update(numchild=children.count())


class Migration(migrations.Migration):
    dependencies = [("website", "0002_first_pages")]
    operations = [migrations.RunPython(write_pages, migrations.RunPython.noop)]

"""What the pages of the site keep about the people who write them; and Wagtail's tables that hold nobody."""

from milliard.core.declarations import KeptData
from milliard.core.fates import ANY, Fields

_ACT = "La page reste\u00a0; ce qui y a été fait renvoie à un compte vide."
_AS_LONG = "Autant que la page."

KEPT = (
    KeptData(
        kind="Les messages que vous nous écrivez depuis le site",
        what="Votre nom, votre adresse e-mail, le sujet et le texte de votre message, et qui de l’équipe l’a"
        " traité. Rien de votre connexion.",
        why="Vous répondre.",
        until="Un an après leur arrivée\u00a0; plus tôt si vous effacez votre compte ou nous le demandez.",
        models=(
            Fields(
                "ContactMessage",
                erased="name email subject text stamp handled_at",
                nameless="handled_by",
                why="Qui a traité un message ne le dit plus quand son compte est vide.",
                until="Autant que le message.",
            ),
        ),
    ),
    KeptData(
        kind="Ce que l’équipe écrit sur le site",
        what="Quel compte de l’équipe a créé, modifié, relu ou publié une page, une image, un document, et"
        " les commentaires laissés en marge.",
        why="Savoir d’où vient ce qui est publié.",
        until="Autant que la page.",
        is_of_team=True,
        models=(
            Fields("wagtailcore.Page", nameless="* owner locked_by", why=_ACT, until=_AS_LONG, words="page"),
            Fields(
                "wagtailcore.Revision", nameless="* user", why=_ACT, until=_AS_LONG, words="version de page"
            ),
            Fields(
                "wagtailcore.PageLogEntry",
                nameless="* user",
                why=_ACT,
                until=_AS_LONG,
                words="ce qui a été fait d’une page",
            ),
            Fields(
                "wagtailcore.WorkflowState",
                nameless="* requested_by",
                why=_ACT,
                until=_AS_LONG,
                words="relecture demandée",
            ),
            Fields(
                "wagtailcore.TaskState",
                kept="* finished_by comment",
                why=_ACT,
                until=_AS_LONG,
                words="relecture faite, et sa remarque",
            ),
            Fields(
                "wagtailcore.Comment",
                kept="* user text resolved_by",
                why="Une remarque en marge d’une page appartient à sa discussion.",
                until=_AS_LONG,
                words="remarque en marge",
            ),
            Fields(
                "wagtailcore.CommentReply",
                kept="* user text",
                why="Une remarque en marge d’une page appartient à sa discussion.",
                until=_AS_LONG,
                words="réponse à une remarque",
            ),
            Fields(
                "wagtaildocs.Document",
                nameless="* uploaded_by_user",
                why=_ACT,
                until="Autant que le document.",
                words="document du site",
            ),
            Fields(
                "wagtailimages.Image",
                nameless="* uploaded_by_user",
                why=_ACT,
                until="Autant que l’image.",
                words="image du site",
            ),
        ),
    ),
    KeptData(
        kind="Vos réglages dans l’espace d’équipe",
        what="Vos préférences d’affichage, votre portrait si vous en mettez un, les pages que vous suivez, ce"
        " que vous étiez en train d’écrire.",
        why="Vous rendre l’espace d’équipe comme vous l’aviez laissé.",
        until="Tant que vous avez un compte.",
        is_of_team=True,
        models=(
            Fields("wagtailusers.UserProfile", erased="* user", words="vos préférences et votre portrait"),
            Fields("wagtailcore.PageSubscription", erased="* user", words="les pages que vous suivez"),
            Fields("wagtailadmin.EditingSession", erased="* user", words="la page que vous avez ouverte"),
            Fields(
                "wagtailadmin.FormState", erased="* user data", words="ce que vous étiez en train d’écrire"
            ),
            Fields("wagtailcore.UploadedFile", erased="* file uploaded_by_user", words="un fichier déposé"),
        ),
    ),
)

_NOBODY = (
    "wagtailforms.FormSubmission",
    "wagtailredirects.Redirect",
    "wagtailembeds.Embed",
    "wagtailimages.Rendition",
    "wagtailsearch.IndexEntry",
    "wagtailadmin.Admin",
    "wagtailcore.Locale",
    "wagtailcore.Site",
    "wagtailcore.GroupSitePermission",
    "wagtailcore.CollectionViewRestriction",
    "wagtailcore.Collection",
    "wagtailcore.GroupCollectionPermission",
    "wagtailcore.WorkflowContentType",
    "wagtailcore.Workflow",
    "wagtailcore.WorkflowTask",
    "wagtailcore.Task",
    "wagtailcore.GroupApprovalTask",
    "wagtailcore.GroupPagePermission",
    "wagtailcore.PageViewRestriction",
    "wagtailcore.WorkflowPage",
    "wagtailcore.ReferenceIndex",
    "taggit.Tag",
    "taggit.TaggedItem",
)
#: Nobody fills a form of Wagtail's here: our questionnaires are `surveys`.
IMPERSONAL_OF_WAGTAIL = dict.fromkeys(_NOBODY, ANY)

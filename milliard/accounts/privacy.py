"""What accounts keep about people."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields

KEPT = (
    KeptData(
        kind="Votre compte, si vous en ouvrez un",
        what="Votre adresse e-mail, le nom par lequel on vous appelle, vos rôles et qui vous les a "
        "donnés, vos moyens "
        "de connexion\u00a0; pour chaque connexion ouverte, le genre d’appareil et la date. Vos "
        "réponses aux "
        "questionnaires n’y sont pas attachées.",
        why="Vous reconnaître, et savoir qui peut faire quoi.",
        until="Tant que vous n’effacez pas le compte. Une adresse que personne ne confirme\u00a0: "
        "sept jours. Après "
        "l’effacement, il reste un compte vide et fermé, qui ne nomme personne.",
        models=(
            Fields(
                "User",
                erased="email display_name password last_login is_active is_staff is_superuser groups"
                " user_permissions",
                nameless="date_joined",
                why="Des actes du site renvoient à ce compte\u00a0: il reste, vide et fermé.",
                until="Tant que le site existe.",
            ),
            Fields(
                "RoleGrant",
                nameless="user role granted_by granted_at revoked_by revoked_at",
                why="Savoir quel compte pouvait faire quoi, et quand.",
                until="Tant que le site existe.",
            ),
            Fields(
                "TeamInvitation",
                erased="email role key_digest expires_at accepted_at accepted_by withdrawn_at",
                nameless="invited_by withdrawn_by",
                why="Savoir quel compte a invité dans l’équipe.",
                until="Trois mois après la fin de l’invitation.",
                words="une invitation dans l’équipe",
            ),
            Fields(
                "account.EmailAddress",
                erased="user email verified primary",
                words="vos adresses e-mail, et si elles sont confirmées",
            ),
            Fields(
                "account.EmailConfirmation",
                erased="email_address created sent key",
                words="le lien qui confirme une adresse",
            ),
            Fields(
                "mfa.Authenticator",
                erased="user type data last_used_at",
                words="vos clés d’accès et votre double vérification",
            ),
            Fields(
                "usersessions.UserSession",
                erased="user ip last_seen_at session_key user_agent data",
                words="vos connexions ouvertes, et le genre d’appareil",
            ),
        ),
    ),
    KeptData(
        kind="L’appareil où vous vous êtes connecté·e",
        what="Dans un témoin de cet appareil, une empreinte de l’adresse de votre compte. Rien chez nous.",
        why="Que des demandes faites par d’autres ne vous empêchent pas de recevoir un code.",
        until="Un an, sur cet appareil.",
    ),
    KeptData(
        kind="Ce que vous avez fait effacer",
        what="Une empreinte illisible, sans nom ni date, pour chaque réponse ou compte effacé.",
        why="Si une sauvegarde doit être remise en place, effacer de nouveau ce qu’elle ramènerait.",
        until="Sans limite\u00a0: elle ne dit rien de vous.",
    ),
)

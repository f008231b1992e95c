"""What a person may agree to, and the words they read: kept with the answer as they were."""

from collections.abc import Mapping
from types import MappingProxyType

from milliard.members.enums import ConsentPurpose

#: Changing a sentence changes what people agree to from then on, never what they agreed to before.
WORDINGS: Mapping[ConsentPurpose, str] = MappingProxyType(
    {
        ConsentPurpose.NEWSLETTER: "J’accepte de recevoir les nouvelles du mouvement par e-mail.",
        ConsentPurpose.PHONE: "En donnant mon numéro, j’accepte que l’équipe m’appelle pour une mission ou"
        " une rencontre. Il n’est donné à personne d’autre.",
        ConsentPurpose.BIRTH_YEAR: "En donnant mon année de naissance, j’accepte qu’elle serve à savoir si"
        " tous les âges sont là, par des comptes sans nom.",
        ConsentPurpose.GENDER: "En répondant, j’accepte que ma réponse serve à vérifier que femmes et hommes"
        " prennent part à égalité, par des comptes sans nom.",
        ConsentPurpose.OCCUPATION: "En répondant, j’accepte que ma réponse serve à vérifier que tous les"
        " milieux sont là, par des comptes sans nom.",
        ConsentPurpose.PRIORITY_AREA: "En répondant, j’accepte que ma réponse serve à vérifier que les"
        " quartiers prioritaires sont là, par des comptes sans nom.",
        ConsentPurpose.SKILLS: "En cochant, j’accepte que l’équipe le sache et me propose des missions qui me"
        " vont.",
        ConsentPurpose.TIME: "En cochant, j’accepte que l’équipe le sache et m’invite au bon moment.",
        ConsentPurpose.LOT: "J’accepte d’être tiré·e au sort pour prendre part à un groupe. Je pourrai"
        " dire non.",
    }
)
#: Written when a departure ends what was agreed to.
ON_LEAVING = "Fin de l’adhésion."

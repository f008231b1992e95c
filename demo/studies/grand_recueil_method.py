"""What the study of the Grand Recueil says of its method and its sources."""

METHOD = (
    "<p><b>Ces données sont simulées.</b> Cette étude montre ce que la plateforme sait faire ; ce n’est pas "
    "l’étude publiée par l’opération Milliard. Le questionnaire a été récrit à partir de ses parties "
    "connues, et chaque réponse a été tirée au sort par un programme dont la graine est "
    "publique.</p><p><b>Ce qui est publié et retrouvé exactement :</b></p><ul><li>836 organisations ont "
    "commencé, 510 ont tout rempli, de juillet à octobre 2024 ;</li><li>statuts : 60 %, 24 %, 11 % ; une "
    "personne, une voix : 87 % ; innovation sociale : 72 % ;</li><li>fonds propres insuffisants : 75 % ; "
    "tensions de trésorerie : 72 % ; trésorerie préoccupante : 32 % ;</li><li>1,4\u00a0milliard d’euros de "
    "besoins à court et moyen terme ;</li><li>dans quel sens vont les besoins : fonctionner pour les "
    "associations, investir pour les SCIC, les foncières et les sociétés commerciales.</li></ul><p><b>Ce "
    "qui est emprunté à d’autres enquêtes</b>, pour rester plausible : mois de trésorerie, budgets des "
    "associations, part d’employeuses, évolution des subventions.</p><p><b>Ce qui est inventé :</b> tout le "
    "reste, dont les régions, les domaines, les montants de chacune, les instruments, les démarches, les "
    "obstacles, et l’idée que toute trésorerie préoccupante s’accompagne de tensions.</p><p><b>Ce que "
    "l’étude ne dit pas.</b> Répondre était un choix : les parts valent pour les organisations qui ont "
    "répondu, sans pondération, et non pour toutes celles de la transition juste.</p>"
)
SOURCES = (
    "Résultats publiés du Grand Recueil : cdurable.info (quels besoins en financement), lemoment.org (le "
    "Grand Recueil alerte sur la précarité financière), operation-milliard.org, février 2025.\n"
    "Comparaisons : sources citées sous chaque chiffre."
)

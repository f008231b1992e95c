"""What whoever volunteers reads, and agrees to: kept with their part in the draw."""

#: Changing it changes what people agree to from then on.
VOLUNTEERING = (
    "J’accepte d’être tiré·e au sort pour ce panel. Les réponses de mon profil qui servent de"
    " critères paraîtront dans"
    " le rapport public du tirage, sous un numéro tiré au hasard, sans mon nom. Je peux me retirer"
    " jusqu’à ce que la"
    " liste des volontaires soit arrêtée, et dire non si le sort me désigne."
)

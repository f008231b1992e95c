from django.urls import path

from milliard.assemblies.views import assemblies, live, minutes, proxies, results, roll, votes

app_name = "assemblies"
urlpatterns = [
    # Asked by thousands of phones every few seconds: first.
    path("<uuid:public_id>/en-direct/etat", live.live_state, name="live_state"),
    path("", assemblies.assemblies, name="assemblies"),
    path("<uuid:public_id>/", assemblies.assembly, name="assembly"),
    path("<uuid:public_id>/proces-verbal.json", minutes.minutes_file, name="minutes_json"),
    path("<uuid:public_id>/proces-verbal.pdf", minutes.minutes_paper, name="minutes_pdf"),
    path("<uuid:public_id>/en-direct/", live.live, name="live"),
    path("<uuid:public_id>/ecran/", live.screen, name="screen"),
    path("<uuid:public_id>/ecran/etat", live.screen_state, name="screen_state"),
    path("<uuid:public_id>/ecran/etat-avec-noms", live.screen_names, name="screen_names"),
    path("<uuid:public_id>/liste/", roll.roll, name="roll"),
    path("<uuid:public_id>/liste.txt", roll.lines, name="roll_lines"),
    path("<uuid:public_id>/pouvoirs/", proxies.proxies, name="proxies"),
    path("<uuid:public_id>/votes/<int:position>/", votes.vote, name="vote"),
    path("<uuid:public_id>/votes/<int:position>/bulletins/", results.ballots, name="ballots"),
]

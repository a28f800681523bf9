"""The words of dates: which word is which symbol of the grammar, and what it is worth. Tables only.

Every word is folded: small letters without accents. A phrase is several words in a row; the longest one wins.
"""

import re
from typing import Final

_MONTHS: Final = (
    "janvier janv jan january", "fevrier fevr fev february feb", "mars march", "avril avr april apr", "mai may",
    "juin june jun", "juillet juil juill july jul", "aout aou august aug", "septembre sept sep september",
    "octobre oct october", "novembre nov november", "decembre dec december",
)  # fmt: skip
_WEEKDAYS: Final = (
    "lundi lun monday", "mardi tuesday tue", "mercredi mer merc wednesday wed", "jeudi jeu thursday thu",
    "vendredi ven vend friday fri", "samedi sam saturday sat", "dimanche dim sunday sun",
)  # fmt: skip

_ENGLISH_MONTHS: Final = "january february feb march april apr may june jun july august aug october november december"

MONTHS: Final = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
ENGLISH_MONTHS: Final = frozenset(word for word in MONTHS if word in _ENGLISH_MONTHS.split())
WEEKDAYS: Final = {word: number for number, words in enumerate(_WEEKDAYS) for word in words.split()}
PLURAL_WEEKDAYS: Final = {f"{word.split()[0]}s": number for number, word in enumerate(_WEEKDAYS)}
# Abbreviations may carry a full stop, which then belongs to them.
ABBREVIATIONS: Final = frozenset(
    word for word in (*MONTHS, *WEEKDAYS, "mar", "jui", "sem", "h", "hr", "hrs") if len(word) <= 5
) - {"mars", "avril", "mai", "juin", "aout", "mardi", "lundi", "jeudi", "march", "april", "may", "june", "july"}

_UNITS: Final = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
NUMBER_WORDS: Final = {
    **{word: number for number, word in enumerate(_UNITS.split())},
    "une": 1, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "mille": 1000,
    "mil": 1000,
}  # fmt: skip
ORDINAL_WORDS: Final = {
    "premier": 1, "premiere": 1, "premiers": 1, "premieres": 1, "deuxieme": 2, "deuxiemes": 2, "second": 2,
    "seconde": 2, "troisieme": 3, "troisiemes": 3, "quatrieme": 4, "quatriemes": 4, "cinquieme": 5, "first": 1,
    "third": 3,
}  # fmt: skip

# symbol -> words
_WORDS: Final = {
    "the": "le l' the",
    "la": "la",
    "les": "les",
    "du": "du",
    "des": "des",
    "de": "de d' of",
    "from": "from",
    "au": "au aux",
    "a": "a at",
    "to": "to",
    "and": "et puis and",
    "or": "ou or",
    "en": "en in on",
    "dans": "dans",
    "between": "entre between",
    "this": "ce cet cette ces",
    "every": "chaque every",
    "next": "prochain prochaine prochains prochaines next",
    "last": "dernier derniere derniers dernieres last",
    "following": "suivant suivante",
    "hours_word": "heures heure",
    "minutes_word": "minutes minute mn min",
    "noon": "midi",
    "midnight": "minuit",
    "half": "demie demi",
    "quarter": "quart",
    "minus": "moins",
    "week": "semaine week sem",
    "weekend": "weekend",
    "month_word": "mois",
    "day_word": "jours jour",
    "weeks": "semaines",
    "year_word": "annee an",
    "fortnight": "quinzaine",
    "half_month": "moitie",
    "decade": "decade",
    "quarter_year": "trimestre trimestres",
    "half_year": "semestre semestres",
    "today": "today",
    "tomorrow": "demain tomorrow",
    "yesterday": "hier",
    "morning": "matin matinee",
    "evening": "soir soiree",
    "night": "nuit",
    "about": "vers",
    "early": "debut",
    "late": "fin",
    "mid": "mi",
    "during": "courant",
    "summer": "ete automne hiver printemps rentree",
    "street": (
        "rue rues avenue av boulevard bd bld boul place square quai allee impasse chemin pont stade gymnase "
        "faubourg passage esplanade lycee college caserne metro carrefour villa sentier rocade complexe "
        "immeuble cite residence"
    ),
    "soft_street": (
        "gare salle ecole cours espace parc station centre maison hopital amphi quartier jardin promenade theatre "
        "arret tour square hall"
    ),
    "law": (
        "loi lois decret decrets arrete arretes ordonnance ordonnances circulaire circulaires directive "
        "directives reglement deliberation deliberations instruction jugement avis jurisprudence resolution "
        "accord accords traite constitution"
    ),
    "label": (
        "jour day journee session sessions seance atelier ateliers etape saison n° no numero page pages p module "
        "partie tome vol volume article art chapitre lot axe volet batiment bat porte etage niveau groupe "
        "classe phase episode acte table stand odd sdg cop g objectif webinaire webinar covid annexe question "
        "point theme fiche mission poste option version ligne chambre bureau gate top round part room lecon "
        "cycle ref reference"
    ),
    "cancelled": (
        "annule annulee annules annulees annulation cancelled canceled supprime supprimee deprogramme "
        "deprogrammee"
    ),
    "postponed": (
        "reporte reportee reportes reportees report decale decalee decales decalees repousse repoussee "
        "repousses repoussees ajourne ajournee postponed rescheduled differe differee deplace deplacee "
        "reprogramme reprogrammee reprogrammes reprogrammees"
    ),
    "planned": "prevu prevue prevus prevues programme programmee annonce annoncee",
    "length": "duree pendant durant",
    "but_not": "sauf excepte hormis",
    "included": "inclus incluse compris inclusive",
}  # fmt: skip

# symbol -> phrases, one a line
_PHRASES: Final = {
    "until": """
        jusqu'au|jusqu au|jusqu a|jusqu aux|jusqu'a|jusqu'aux|jusqu'en|jusque|until|till|avant le|avant|d'ici le
        d'ici au|d'ici|by|et jusqu'au
        et jusqu'a|et ce jusqu'au|au plus tard le|prolonge jusqu'au|avant la date du|pas plus tard que
        a rendre pour le|a remettre pour le|a envoyer pour le|a retourner pour le|a transmettre pour le
        a deposer pour le|fin le|prend fin le|prendra fin le|se termine le|se terminera le|se terminent le
        se cloture le|se cloturera le|s'acheve le|s'achevera le|cloture le|cloturera le
        cloturent le|expire le|expirera le|se clot le|termine le|finit le|se cloturent le|cloture ce|se termine ce
        clos le|close le|closes le|clos au|close au|closes au|cloturee le|cloturees le|clotures le|cloturee au
        cloturees au|clot le|clot ce|s'arrete le|s'arretent le|s'arretera le|s'arreteront le|prolonge au|prolongee au
        prolonges au|prolongees au|prolonge jusqu'a|s'achevent le|s'acheveront le|se termineront le|se clotureront le
        a rendre le|a renvoyer le|a renvoyer pour le|a adresser pour le|a faire parvenir pour le|a completer pour le
        au plus tard pour le|reponse pour le|reponses pour le|retour pour le|retours pour le|s'inscrire pour le
        retour souhaite pour le|retour attendu pour le|retours attendus pour le|retours souhaites pour le
        reponse souhaitee pour le|reponse attendue pour le|vos reponses pour le|est repousse jusqu'au
        plus que jusqu'au
        se terminera ce|fin ce|dernier jour|before|no later than|au plus tard ce|cloture au""",
    "deadline": """
        date limite|dates limites|date butoir|deadline|closing date|echeance|echeances|cloture|limite de depot
        limite d'inscription|limite de candidature|limite|delai|date de cloture|date limite de depot|date de fin
        fin des inscriptions|fin des candidatures|fin de l'appel|fermeture des inscriptions|a rendre|rsvp|a remettre
        a retourner|dernier jour pour|reponse attendue|reponse souhaitee|delai de candidature|delai d'inscription
        delai de reponse|fin du depot|fin des depots|fin de depot|fin d'inscription|fin d'inscriptions
        fin de candidature|fin de candidatures|fin de la campagne|fin de reception|fin de la reception|retour souhaite
        retour attendu|retours attendus|retours souhaites|fermeture du guichet|fermeture de l'appel|fin de validite
        fermeture des candidatures|cloture des inscriptions|cloture des candidatures|cloture de l'appel
        cloture des depots|cloture du depot|cloture du guichet|cloture de la campagne|cloture des soumissions
        dernier jour de depot|dernier jour d'inscription|dernier delai pour|dernier delai de|dernier delai d'
        derniers delais pour|derniers delais de|derniers delais d'|derniere date pour|derniere date de depot
        derniere date d'inscription|derniere date de candidature|dernieres dates pour|derniers jours pour candidater
        derniers jours pour s'inscrire|derniers jours pour vous inscrire|derniers jours pour deposer
        derniers jours pour postuler|derniers jours pour repondre|derniers jours pour participer""",
    "closing_days": """
        ferme en|fermee en|fermes en|fermees en|fermeture en|ferme du|fermee du|fermes du|fermees du|fermeture du
        relache|fermeture annuelle|exceptionnellement ferme|exceptionnellement fermee
        ferme exceptionnellement|fermee exceptionnellement|pas de|pas d'
        ferme les|fermee les|fermes les|fermees les|fermeture les|ferme au mois
        ferme le|fermee le|fermes le|fermees le|fermera le|fermeront le|fermeture le""",
    "closure": "sera ferme le|sera fermee le|seront fermes le|seront fermees le",
    "prolonged": "prolongation|prolongations|prolonge|prolongee|prolonges|prolongees",
    "closing_event": """
        ceremonie de cloture|seance de cloture|session de cloture|soiree de cloture|journee de cloture
        conference de cloture|pleniere de cloture|concert de cloture|reunion de cloture|atelier de cloture
        evenement de cloture|colloque de cloture|discours de cloture|table ronde de cloture""",
    "opening": """
        date de debut|debut le|debute le|commence le|lancement|ouverture
        demarrage
        date de demarrage|date d'ouverture""",
    "opening_of": """
        ouverture des inscriptions|ouverture des candidatures|ouverture de l'appel|ouverture du depot
        ouverture de la billetterie|ouverture des depots|ouverture du guichet|ouverture de la plateforme""",
    "closing_label": "achevement|date d'achevement|fermeture :|date de fermeture",
    "deadline_after": "au plus tard|dernier delai|delai de rigueur|derniers delais|at the latest|dernier carat",
    "open": """
        a partir du|a partir de|a partir d'|a compter du|a compter de|a compter d'|des le|des ce|depuis le|depuis
        a dater du|a dater de|starting|as of|as from|ouvert depuis le|a partir|depuis ce""",
    "published": """
        fait a|publie le|publiee le|publies le|publie|publiee|mis en ligne le|mise en ligne le|mis en ligne
        mise en ligne|mis a jour le|mise a jour le|mis a jour|mise a jour|derniere mise a jour|date de publication
        poste le|postee le|modifie le|modifiee le|redige le|ecrit le|envoye le|derniere modification|published on
        published|posted on|updated on|last updated|communique du|communique de presse du|article du
        date de mise en ligne|date de mise a jour|newsletter du|lettre du|infolettre du|parution|paru le|parue le
        date de convocation|convocation du|convocation en date du|convoque le|convoquee le|affiche le|date d'affichage
        cree le|article publie le|consulte le|imprime le|edite le|actualise le|actualisee le|date de parution
        lettre d'information du|courrier du|mail du|courriel du|le monde du|ouest-france du|le figaro du|liberation du
        les echos du|la croix du|le parisien du|la gazette du|sud ouest du|la voix du nord du|le temps du|le soir du
        le devoir du|jeune afrique du|revue de presse du""",
    "old": """
        au lieu du|au lieu de|initialement prevu|initialement prevue|initialement prevus|initialement prevues
        initialement programme|initialement programmee|initialement fixe|initialement fixee|prevu initialement
        prevue initialement|prevus initialement|et non le|et non du|et non plus le|et non pas le|en remplacement du
        ancienne date|a la place du|instead of|initialement|qui devait avoir lieu|qui devait se tenir
        devait avoir lieu|devait se tenir|devait se derouler|originally scheduled|prealablement prevu
        prealablement prevue|date initiale|et non|au lieu""",
    "moved_to": """
        reporte aux|reportee aux|reportes aux|reportees aux|reporte les|reportee les|reportes les|reportees les
        reprogramme le|reprogrammee le|reprogrammes le|reprogrammees le|reprogramme au|reprogrammee au|report aux
        reprogrammes au|reprogrammees au|reprogramme du|reprogrammee du|reprogramme les|decale aux|decales aux
        decalees aux|repousse aux|repousses aux|repoussees aux|reportes le|reportees le|reprogrammation au
        reporte au|reportee au|reportes au|reportees au|reporte a|reportee a|reporte le|reportee le|reporte en
        reportee en|report au|report a|decale au|decalee au|decales au|decalees au|decale le|repousse au
        repoussee au|repousses au|repoussees au|deplace au|deplacee au|avance au|avancee au|avances au|avancees au
        nouvelle date pour le|nouvelle date pour la|nouvelle date de la|nouvelle date du
        nouvelle date|changement de date|nouvelles dates|ajourne au|ajournee au|differe au|differee au
        rescheduled to|postponed to|postponed until|deplace le|deplacee le|reporte jusqu'au|est fixe au|repousse a
        repoussee a|repousses a|repoussees a|decale a|decalee a|est fixee au|remplace par|remplacee par|remplaces par
        remplacees par|aura finalement lieu|auront finalement lieu|se tiendra finalement|se tiendront finalement
        se deroulera finalement|se derouleront finalement|finalement le|finalement du|finalement fixe au|mais le|mais du
        finalement fixee au|est finalement fixe|est finalement fixee|se reunira finalement|mais bien le|mais les
        finalement organise|finalement organisee|finalement programme|finalement programmee""",
    "cue": """
        aura lieu|auront lieu|se tiendra|se tiendront|se deroulera|se derouleront|rendez-vous|rdv|quand|est organise
        est organisee|sont organises|sont organisees|vous invite|vous invitent|vous donne rendez-vous|organise
        organisent|date et heure|fixee au|fixe au|seront organisees|sera organise|sera organisee
        vous convie|vous donnent rendez-vous|prochaine reunion|prochaine session|prochaine seance|prochaine edition
        prochain atelier|prochaine rencontre|prochain rendez-vous|will take place|will be held|takes place""",
    "held": """
        s'est tenu|s'est tenue|se sont tenus|se sont tenues|a eu lieu|ont eu lieu|s'est deroule|s'est deroulee
        se sont deroules|se sont deroulees""",
    "last_year": "l'an dernier|l'annee derniere|l'an passe|l'annee passee",
    "next_year": "l'an prochain|l'annee prochaine",
    "planned_on": "prevue le|prevu le|prevus le|prevues le|programme le|programmee le",
    "past_cue": """
        suite a|suite au|a la suite de|a la suite du|apres|adopte le|adoptee le|signe le|signee le|fonde le|ne le
        nee le|decede le|en date du|signature du|promulgue le|vote le|votee le|elu le|elue le|cree en|a l'issue de
        compte rendu|compte-rendu|proces-verbal|proces verbal|pv
        retour sur|bilan de|anniversaire du|anniversaire de|commemoration du
        commemoration de""",
    "welcome": """
        accueil|accueil cafe|cafe d'accueil|ouverture des portes|petit-dejeuner|enregistrement|emargement
        accueil des participants|welcome|accueil des participantes|cafe|portes""",
    "ending": """
        fin a|fin prevue|cloture a|se termine a|se terminera a|fin des travaux|heure de fin|fin vers|s'achevera a
        fin prevue a|se terminera vers""",
    "all_day": "toute la journee|journee entiere|journee complete|la journee|all day",
    "imprecise": """
        save the date|date a preciser|date a definir|date a confirmer|dates a preciser|dates a definir
        dates a confirmer|date a venir|dates a venir|prochainement|tres prochainement|a une date ulterieure
        date non fixee|courant de l'annee|dans les prochains jours|dans les prochaines semaines
        dans les jours a venir|dans les semaines a venir|dans quelques jours|reservez la date|reservez votre date
        reservez vos dates|a vos agendas|date a fixer|ces prochains jours|tbc|tbd|a determiner
        dans quelques semaines|bientot|dates a fixer|date communiquee ulterieurement|prochains mois|date inconnue
        dates non fixees""",
    "no_new_date": """
        a une date ulterieure|date ulterieure|sine die|ulterieurement|jusqu'a nouvel ordre|a une date qui
        nouvelle date a venir|nouvelle date a definir|nouvelle date a preciser|nouvelle date a confirmer
        nouvelle date communiquee|date non definie|a plus tard""",
    "not_cancelled": """
        sauf annulation|en cas d'annulation|conditions d'annulation|frais d'annulation|politique d'annulation
        pas annule|pas annulee|demande d'annulation|assurance annulation|delai d'annulation|report de credits
        n'oubliez pas de|n'oubliez pas d'|n'hesitez pas a|pas d'inscription|pas de reservation|pas de panique
        ne manquez pas de|report de voix
        annulation possible|annulation gratuite|modalites d'annulation|sans annulation|pas reporte
        pas reportee|bon de report|risque d'annulation""",
    "not_held": """
        n'aura pas lieu|n'auront pas lieu|ne se tiendra pas|ne se tiendront pas|n'aura finalement pas lieu
        n'aura plus lieu""",
    "every_week": """
        tous les jours|tous les mois|toutes les semaines|tous les ans|chaque semaine|chaque jour|chaque mois
        chaque annee|chaque an|tous les quinze jours|toutes les deux semaines|une fois par mois|deux fois par mois
        une fois par semaine|tous les trimestres|chaque trimestre|tous les deux mois|tous les week-ends
        chaque week-end""",
    "all_the": "tous les|toutes les",
    "weekend": "week-end|fin de semaine",
    "today": "aujourd'hui",
    "afternoon": "apres-midi|apres midi|aprem",
    "street": "rond-point",
    "this_evening": "ce soir|cet apres-midi|ce matin|cette apres-midi|ce midi|this evening|tonight",
    "this_day": "ce jour|ce meme jour",
    "after_tomorrow": "apres-demain|apres demain",
    "before_yesterday": "avant-hier|avant hier",
    "in_eight": "en huit",
    "in_fifteen": "en quinze",
    "ago": "il y a",
    "today_in_eight": "d'aujourd'hui en huit|aujourd'hui en huit",
    "not_today": """
        d'aujourd'hui|de demain|d'hier|a ce jour|la veille|ces derniers jours|monde de demain|hier et aujourd'hui
        hier aujourd'hui|du lendemain""",
    "month_range_of": """
        au mois de|du mois de|le mois de|mois de|au mois d'|mois d'|du mois d'|au cours du mois de
        au courant du mois de|month of""",
    "of_this_month": "de ce mois|du mois courant|de ce mois-ci|du present mois|du mois en cours",
    "of_next_month": "du mois prochain",
    "of_last_month": "du mois dernier",
    "of_the_month": "du mois|de chaque mois|of the month",
    "towards": "vers le|autour du|aux alentours du|aux environs du|autour de|aux alentours de|aux environs de",
    "universal_time": "temps universel coordonne|temps universel|heure universelle",
    "local_time": "heure locale|heures locales|local time",
    "holiday": """
        paques|ascension|pentecote|toussaint|noel|assomption|saint-sylvestre|st-sylvestre|jour de l'an|nouvel an
        epiphanie|chandeleur|saint-valentin|st-valentin|mardi gras|mercredi des cendres|dimanche des rameaux
        vendredi saint|jeudi saint|samedi saint|fete du travail|fete de la musique|fete des meres|lundi de paques
        dimanche de paques|lundi de pentecote|dimanche de pentecote|jeudi de l'ascension|jour de noel
        fete nationale|jour de la toussaint|jour de paques|jour de l'ascension|veille de noel|lendemain de noel
        reveillon de noel""",
    "zone_of": "heure de|heure d'|heures de|heure du|heure a|heure des",
}  # fmt: skip


_PARTS: Final = re.compile(r"[a-z]+'?|\S")


def _phrases() -> dict[str, tuple[tuple[list[str], str], ...]]:
    """Index the phrases by their first word, the longest first."""
    found: dict[str, list[tuple[list[str], str]]] = {}
    for name, lines in _PHRASES.items():
        for phrase in lines.replace("\n", "|").split("|"):
            words = _PARTS.findall(phrase)
            if words:
                found.setdefault(words[0], []).append((words, name))
    return {first: tuple(sorted(several, key=lambda phrase: -len(phrase[0]))) for first, several in found.items()}


WORDS: Final = {word: name for name, words in _WORDS.items() for word in words.split()}
PHRASES: Final = _phrases()
KNOWN: Final = frozenset({*MONTHS, *WEEKDAYS, *PLURAL_WEEKDAYS, *WORDS, *NUMBER_WORDS, *ORDINAL_WORDS, "mar", "jui"})

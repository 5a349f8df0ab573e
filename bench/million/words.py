"""French words for invented people and what they write."""

_FIRST_TEXT = """
Claire Marie Camille Julie Manon Sarah Léna Chloé Emma Louise Alice Jeanne Inès Zoé Nora Fatima Sophie
Isabelle Nathalie Monique Thomas Nicolas Julien Antoine Maxime Lucas Hugo Louis Arthur Mehdi Karim Yanis
Pierre Michel Philippe Alain Jean Bernard Quentin Rémi Aurélie Élodie Amélie Gaëlle Anaïs Océane Solène
Benoît Cédric Jérôme Margaux Clémence Apolline Capucine Éléonore Hélène Agathe Bérénice Ségolène Maëlys
Tiphaine Ludivine Ghislaine Yvette Odile Brigitte Corentin Tanguy Gaspard Baptiste Clément Théo Raphaël
Gabriel Adrien Florian Loïc Yann Erwan Malo Titouan Gérard Lucien Marcel Fernand Achille Aymeric Bastien
"""
_LAST_TEXT = """
Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel Garcia
David Bertrand Roux Vincent Fournier Morel Girard André Lefèvre Mercier Dupont Lambert Bonnet François
Martinez Legrand Garnier Faure Rousseau Blanc Guérin Muller Henry Roussel Nicolas Perrin Morin Mathieu
Clément Gauthier Dumont Lopez Fontaine Chevalier Robin Masson Sanchez Gérard Nguyen Boyer Denis Lemaire
Duval Joly Gautier Roger Roche Roy Noël Meyer Lucas Meunier Jean Pérez Marchand Dufour Blanchard Barbier
Brun Dumas Brunet Schmitt Leroux Colin Fernandez Haddad Traoré Diallo Benhamou Delattre Vandamme Carpentier
Delcroix Desmet Caron Lecomte Delannoy Wattiez Hennequin Prévost Poulain Bailly Hervé Guillot Charpentier
Besnard Pasquier Aubert Rivière Moulin Deschamps Fabre Olivier Bouvier Cousin Maillard Lacroix Poirier
Rolland Carlier Lejeune Renault Tessier Leclerc Langlois Picard Guyot Vasseur Bertin Delmotte Verhaeghe
"""
_PLACES_TEXT = """
59000 Lille,59100 Roubaix,59200 Tourcoing,62000 Arras,80000 Amiens,75011 Paris,75018 Paris,69003 Lyon,
13006 Marseille,31000 Toulouse,44000 Nantes,33000 Bordeaux,35000 Rennes,67000 Strasbourg,76000 Rouen,
21000 Dijon,38000 Grenoble,29200 Brest,59500 Douai,59300 Valenciennes,34000 Montpellier,06000 Nice,
45000 Orléans,37000 Tours,14000 Caen,57000 Metz,54000 Nancy,63000 Clermont-Ferrand,87000 Limoges,64000 Pau
"""
_STREETS_TEXT = """
rue des Tanneurs,rue de la Clef,avenue Foch,rue Nationale,place de la Mairie,rue des Lilas,boulevard Carnot,
impasse du Moulin,rue Jean-Jaurès,chemin des Prés,rue du Faubourg,quai de la Deûle,allée des Charmes
"""
# What customers and colleagues add: a what, a did and a where make a sentence of its own.
_WHERE_TEXT = """
dans le garage,au grenier,chez ma belle-sœur,sur le palier,devant la loge du gardien,à la conciergerie,
dans la remise du jardin,au bureau,chez le voisin du troisième,au point relais de la gare,sous l’escalier,
dans la véranda,derrière le portail,à la cave,au cabinet dentaire,chez la nourrice
"""
_WHAT_TEXT = """
la notice,le bouton poussoir,la semelle,une charnière,le joint torique,la manivelle,un passepoil,la tringle,
le socle,le cordon tressé,une rondelle,le couvercle,la poignée,le tamis,un mousqueton,la fermeture éclair,
le filtre à charbon,la courroie,un rivet,la baguette,le clapet,la sangle,un œillet,le variateur
"""
_DID_TEXT = """
grince,se décolle,a jauni,sent le brûlé,ne tient plus,s’effiloche,coince,a disparu,vibre,fuit,a rétréci,
clignote,se dévisse,cloque,accroche,a déteint
"""


def _listed(text: str) -> list[str]:
    return text.replace("\n", "").split(",")


FIRST, LAST = _FIRST_TEXT.split(), _LAST_TEXT.split()
PLACES, STREETS = _listed(_PLACES_TEXT), _listed(_STREETS_TEXT)
WHERE, WHAT, DID = _listed(_WHERE_TEXT), _listed(_WHAT_TEXT), _listed(_DID_TEXT)

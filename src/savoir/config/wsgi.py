"""The door for granian: one WSGI application."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "savoir.config.settings")

from django.core.wsgi import get_wsgi_application

from savoir.config import garbage
from savoir.config.instances import named
from savoir.config.leftovers import heard_out

application = named(heard_out(get_wsgi_application()), os.environ.get("SAVOIR_INSTANCE", ""))
garbage.settle()

"""The ceiling of every page: Django saying hello, without a middleware, a session or a database."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def hello(request: HttpRequest) -> HttpResponse:
    """Two words."""
    return HttpResponse("Bonjour, Savoir")


urlpatterns = [path("", hello)]
if not settings.configured:
    settings.configure(
        ROOT_URLCONF="bench.million.hello", ALLOWED_HOSTS=["*"], SECRET_KEY="of a greeting", MIDDLEWARE=[]
    )
application = get_wsgi_application()

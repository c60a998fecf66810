"""The WSGI door: one process serves one audience, chosen by LIEMCHINH_AUDIENCE."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liemchinh.settings")
application = get_wsgi_application()

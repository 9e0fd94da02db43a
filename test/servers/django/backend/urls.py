from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from drf_spectacular.utils import extend_schema
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from .session import sign_in

in_auth = extend_schema(tags=["auth"])

session = [path("sign-in/", sign_in)] if settings.SESSIONS else []

urlpatterns = [
    *session,
    path("api/token/", in_auth(TokenObtainPairView).as_view()),
    path("api/token/refresh/", in_auth(TokenRefreshView).as_view()),
    path("api/", include("planning.urls")),
    path("api/", include("jobs.urls")),
    path("api/", include("purchasing.urls")),
    path("api/", include("claims.urls")),
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
]

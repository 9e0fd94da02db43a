"""Sign in with a session, as a site whose pages Django serves does; only where SESSIONS is on."""
from django.contrib.auth import authenticate, login
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie


@ensure_csrf_cookie
@csrf_protect
def sign_in(request):
    """GET sets the CSRF cookie; POST signs in, which replaces it."""
    if request.method == "POST":
        user = authenticate(request, username=request.POST["username"], password=request.POST["password"])
        if user is None:
            return JsonResponse({"detail": "wrong password"}, status=403)
        login(request, user)
    return JsonResponse({"signed_in": request.user.is_authenticated})

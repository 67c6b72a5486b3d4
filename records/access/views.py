"""Sign in, sign out, one's own password; thin."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from records.access import services
from records.access.forms import PasswordForm, SignInForm
from records.access.models import User


class SignInView(LoginView):
    """登录."""

    template_name = "theme/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Whoever works goes to the workbench, a member to the own page; a first password is changed first."""
        user = self.request.user
        if isinstance(user, User):
            if user.must_change_password:
                return "/sign-in/password/"
            return "/work/" if user.scope.holds_post else "/my/"
        return super().get_default_redirect_url()


class SignOutView(LogoutView):
    """退出."""

    http_method_names = ["post", "options"]


@login_required
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """修改密码."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and isinstance(request.user, User):
        try:
            services.change_own_password(request.user, old=form.cleaned_data["old"], new=form.cleaned_data["new"])
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                form.add_error(None, error)
            else:
                form.add_error("new", error)
        else:
            request.user.refresh_from_db()
            update_session_auth_hash(request, request.user)
            messages.success(request, "密码已更改。")
            return redirect("/work/" if request.user.scope.holds_post else "/my/")
    context = {"form": form, "title": "修改密码", "submit_label": "更改密码"}
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)

"""What SmartRecruiters asks for at the consentUrl, read and checked before the sign-in.

Source: the partner's page "OAuth 2.0 General Partner Integration", step 3.
"""

from jetbridge.model.company import is_company_id
from jetbridge.model.errors import PageError
from jetbridge.model.sentence import say
from jetbridge.model.settings import SettingError, Settings
from jetbridge.model.transaction import ConsentRequest, DisplayMode
from jetbridge.partners.smartrecruiters.consent_ends import START_AGAIN
from jetbridge.web.redirects import RedirectAllowList
from jetbridge.web.request import Request


def read(request: Request, settings: Settings) -> ConsentRequest:
    """Return the request's parameters; others than ours are left alone.

    Raises:
        PageError: 400, a parameter is missing, malformed or given twice, or the presence of
            `redirect` contradicts the configured display mode.
    """
    company_id = _only(request, "companyId")
    if company_id is None or not is_company_id(company_id):
        raise PageError(
            400,
            say("This link is not complete"),
            say("It does not say which SmartRecruiters company is to be connected."),
            START_AGAIN,
        )
    redirect = _only(request, "redirect")
    if redirect is not None:
        redirect = checked(allow_list(settings), redirect)
    asked = ConsentRequest(company_id, redirect or "", _only(request, "frame") or "")
    if settings.consent_display_mode not in (asked.display_mode, "EITHER"):
        raise _wrong_mode(asked.display_mode)
    if asked.redirect and asked.frame:
        raise _wrong_mode(DisplayMode.REDIRECT)
    return asked


def allow_list(settings: Settings) -> RedirectAllowList:
    """Return where a browser may be sent after consent.

    Raises:
        SettingError: REDIRECT_ALLOW_LIST is not such a list.
    """
    try:
        return RedirectAllowList.parse(settings.redirect_allow_list)
    except ValueError as broken:
        raise SettingError("REDIRECT_ALLOW_LIST", str(broken)) from None


def checked(allowed: RedirectAllowList, url: str) -> str:
    """Return `url` if a browser may be sent there after consent.

    Raises:
        PageError: it may not (400). The page does not repeat the URL.
    """
    if not allowed.allows(url):
        raise PageError(
            400,
            say("This link cannot be used"),
            say(
                "It would send you to an address that does not belong to SmartRecruiters, "
                "or that is not written plainly."
            ),
            START_AGAIN,
        )
    return url


def _only(request: Request, name: str) -> str | None:
    values = request.parameters(name)
    if len(values) > 1:
        raise PageError(
            400,
            say("This link cannot be used"),
            say("It holds {name} more than once.", name=name),
            START_AGAIN,
        )
    return values[0] if values else None


def _wrong_mode(shown: DisplayMode) -> PageError:
    explanation = {
        DisplayMode.REDIRECT: say("It names an address to return to, which has no place here."),
        DisplayMode.POPUP: say("It does not say where to return to afterwards."),
    }
    return PageError(400, say("This link cannot be used"), explanation[shown], START_AGAIN)

"""Routes of the Onboarder sandbox."""

USERINFO = "/api/v1/oauth/userinfo"

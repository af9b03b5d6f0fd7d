"""What every answer tells the browser: where scripts, styles and pictures may come from, and who
may put the page into a frame."""

from __future__ import annotations

from secure import Secure
from secure.headers import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)

# the style sheets of Designsystemet hold small pictures as data
PICTURES = ("'self'", "data:")


def security_headers(*, encrypted: bool) -> Secure:
    """Nothing from another host, no script or style inside a page, no frame, and no address of a
    page to anybody else."""
    policy = (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src(*PICTURES)
        .connect_src("'self'")
        .form_action("'self'")
        .base_uri("'none'")
        .frame_ancestors("'none'")
    )
    return Secure(
        csp=policy,
        hsts=StrictTransportSecurity().max_age(31536000) if encrypted else None,
        xfo=XFrameOptions().deny(),
        xcto=XContentTypeOptions().nosniff(),
        referrer=ReferrerPolicy().no_referrer(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        permissions=PermissionsPolicy().geolocation().camera().microphone(),
    )

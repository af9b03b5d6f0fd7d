"""What is asked of the provider of logins, and how (OpenID Connect; RFC 9126 where it takes pushed
requests, RFC 9449 where it binds tokens to a key, RFC 9207 where it says who answers).

It is asked anew at each login what it offers and which keys are its own: a key that it no longer
has is believed no more.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.extras import need
from engine.oidc import Oidc
from engine.settings import Settings
from web.login import failures
from web.login.client_proofs import proof_of
from web.login.id_tokens import TELLS_ADDRESS, Expected, read_token, verified_address
from web.login.journey import Journey

if TYPE_CHECKING:
    from requests import Session
    from requests_oauth2client import BearerToken, OAuth2Client

RETURN = "/login/oidc/return"
BINDS_WITH = "ES256"


class Returned(NamedTuple):
    """What a browser brought back from the provider."""

    code: str
    state: str
    issuer: str


class Offer(NamedTuple):
    """What the provider says of itself, and what asks it."""

    client: OAuth2Client
    signatures: list[str]
    binds: bool


class Provider:
    """The provider of logins of this installation."""

    def __init__(self, told: Oidc, base_url: str) -> None:
        self.told, self.proof, self.back = told, proof_of(told), base_url + RETURN

    def begin(self, to: str) -> tuple[str, Journey]:
        """Where a browser goes to log in, and what it keeps meanwhile; LoginFailed where the
        provider is away."""
        with self._offer() as offer, self._asking("authorization request"):
            client = offer.client
            request = client.authorization_request(scope=self.told.scope, redirect_uri=self.back)
            kept = (str(request.state), str(request.nonce), str(request.code_verifier))
            if client.pushed_authorization_request_endpoint:
                return client.pushed_authorization_request(request).uri, Journey(*kept, to)
            return request.uri, Journey(*kept, to)

    def finish(self, journey: Journey, returned: Returned, now: datetime) -> str:
        """The address of whoever logged in; LoginFailed where nobody did, or the provider is not
        sure of her address."""
        if not hmac.compare_digest(journey.state.encode(), returned.state.encode()):
            raise failures.lost("state")
        with self._offer() as offer:
            self._check_issuer(offer.client, returned.issuer)
            token = self._exchange(offer, journey, returned.code)
            claims = self._read(offer, token, journey.nonce, now)
            if not claims.keys() >= TELLS_ADDRESS and offer.client.userinfo_endpoint:
                claims = self._ask_more(offer.client, token, claims)
        address = verified_address(claims)
        if address is None:
            raise failures.unverified(self.told.name, "address")
        return address

    @contextmanager
    def _offer(self) -> Iterator[Offer]:
        from requests_oauth2client import oidc_discovery_document_url

        from web.login.patience import session

        with session() as line:
            told = self._get(line, oidc_discovery_document_url(self.told.issuer), "discovery")
            yield self._understand(told, line)

    def _understand(self, told: Any, line: Session) -> Offer:
        from requests_oauth2client import OAuth2Client

        issuer = self.told.issuer
        on_this_machine = issuer.startswith("http://")
        with self._asking("discovery"):
            client = OAuth2Client.from_discovery_document(
                told, issuer, auth=self.proof, session=line, testing=on_this_machine
            )
            binds = BINDS_WITH in told.get("dpop_signing_alg_values_supported", ())
            return Offer(client, told["id_token_signing_alg_values_supported"], binds)

    def _get(self, line: Session, address: str, place: str) -> Any:
        with self._asking(place):
            answer = line.get(address)
            answer.raise_for_status()
            return answer.json()

    def _check_issuer(self, client: OAuth2Client, issuer: str) -> None:
        """The answer must come from whom it was asked of (RFC 9207)."""
        must = client.authorization_response_iss_parameter_supported
        if (issuer or must) and issuer != self.told.issuer:
            raise failures.untrue(self.told.name, "issuer")

    def _exchange(self, offer: Offer, journey: Journey, code: str) -> BearerToken:
        from requests_oauth2client import InvalidGrant

        with self._asking("token"):
            try:
                return offer.client.authorization_code(
                    code,
                    validate=False,
                    dpop=offer.binds,
                    code_verifier=journey.verifier,
                    redirect_uri=self.back,
                )
            except InvalidGrant:
                raise failures.lost("code") from None

    def _read(self, offer: Offer, token: BearerToken, nonce: str, now: datetime) -> dict[str, Any]:
        expected = Expected(
            issuer=self.told.issuer,
            client_id=self.told.client_id,
            nonce=nonce,
            signatures=offer.signatures,
            now=now,
        )
        keys = self._get(offer.client.session, str(offer.client.jwks_uri), "keys")
        with self._asking("id token"):
            return read_token(str(token.id_token), keys, expected)

    def _ask_more(
        self, client: OAuth2Client, token: BearerToken, claims: dict[str, Any]
    ) -> dict[str, Any]:
        """What the provider tells of the same person beside the token."""
        with self._asking("userinfo"):
            told = client.userinfo(token)
            if told["sub"] != claims["sub"]:
                raise ValueError("told of another")
            return dict(told)

    @contextmanager
    def _asking(self, place: str) -> Iterator[None]:
        """Whatever goes wrong meanwhile is a login that failed there: the provider does not answer,
        or what it answers is not to be believed."""
        from joserfc.errors import JoseError
        from requests import RequestException
        from requests_oauth2client import OAuth2Error

        try:
            yield
        except RequestException as error:
            raise failures.away(self.told.name, place) from error
        except (
            OAuth2Error,
            JoseError,
            LookupError,
            TypeError,
            ValueError,
            AttributeError,
        ) as error:
            raise failures.untrue(self.told.name, place) from error


def provider_of(settings: Settings) -> Provider | None:
    """The provider of logins that the settings name, if they name one; WrongSetting where this
    installation cannot prove itself to it."""
    if settings.oidc is None:
        return None
    need("oidc")
    return Provider(settings.oidc, settings.base_url)

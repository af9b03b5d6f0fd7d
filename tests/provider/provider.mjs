// Two providers of logins on loopback, for tests alone. `plain` knows its client by a secret, binds nothing and tells an
// address at its userinfo endpoint only. `strict` asks what HelseID asks: a signed proof of the client, pushed requests,
// tokens bound to a key; it tells all in the ID token. Told what to be by one line of JSON on stdin; says on stdout where
// it is; ends when stdin ends.
import { createServer } from "node:http";
import { once } from "node:events";
import { createInterface } from "node:readline";
import Provider, { errors } from "oidc-provider";

const PID = "helseid://claims/identity/pid";
const lines = createInterface({ input: process.stdin });
const [told] = await once(lines, "line");
const { redirects, secret, jwks, people } = JSON.parse(told);

const common = {
  cookies: { keys: ["of these tests alone"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], "helseid://scopes/identity/pid": [PID] },
  features: { devInteractions: { enabled: false } },
  ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 600, Grant: 600, Session: 600 },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  async findAccount(_ctx, id) {
    return { accountId: id, claims: () => ({ sub: id, email: id, email_verified: true, ...people[id] }) };
  },
  async loadExistingGrant(ctx) {
    const { client, session, provider } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid email helseid://scopes/identity/pid");
    await grant.save();
    return grant;
  },
};
const client = { client_id: "samsak:fjord", redirect_uris: redirects, application_type: "native" };
const plain = {
  ...common,
  clients: [{ ...client, client_secret: secret }],
  features: { ...common.features, dPoP: { enabled: false }, pushedAuthorizationRequests: { enabled: false } },
};
const strict = {
  ...common,
  conformIdTokenClaims: false,
  clients: [{
    ...client, jwks,
    token_endpoint_auth_method: "private_key_jwt",
    require_pushed_authorization_requests: true,
    dpop_bound_access_tokens: true,
  }],
  clientAuthMethods: ["private_key_jwt"],
  features: {
    ...common.features,
    dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 1), requireNonce: () => true },
    pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
  },
  async assertJwtClientAuthClaimsAndHeader(ctx, claims, header) {
    if (claims.aud !== ctx.oidc.provider.issuer || header.typ !== "client-authentication+jwt") {
      throw new errors.InvalidClientAuth("a proof for another, or of another kind");
    }
  },
};

async function serve(configuration) {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const provider = new Provider(`http://127.0.0.1:${server.address().port}`, configuration);
  provider.on("server_error", (_ctx, error) => console.error(error));
  const answer = provider.callback();
  server.on("request", async (request, response) => {
    if (!request.url.startsWith("/interaction/")) return answer(request, response);
    if (request.method === "GET") {
      response.setHeader("content-type", "text/html");
      return response.end(`<form method="post"><label>Who <input name="who"></label><button>Log in</button></form>`);
    }
    const [body] = await once(request.setEncoding("utf8"), "data");
    const who = new URLSearchParams(body).get("who");
    const refused = { error: "access_denied", error_description: "<b>no</b>" };
    return provider.interactionFinished(request, response, who ? { login: { accountId: who }, consent: {} } : refused);
  });
  return provider.issuer;
}

console.log(JSON.stringify({ plain: await serve(plain), strict: await serve(strict) }));
lines.on("close", () => process.exit());

// An OpenID provider on this computer: whoever signs in is who they say they are. Usage: node provider.mjs CALLBACK
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [callback] = process.argv.slice(2);
const server = createServer((request, response) => handle(request, response));
let handle = () => {};
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'desk',
      client_secret: 'a secret of the desk and of the provider',
      redirect_uris: [callback],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    // "unverified@…" is an address that nobody has verified.
    findAccount: async (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: id, email_verified: !id.startsWith('unverified') }),
    }),
    // Nobody is asked for more than who they are.
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client.clientId,
        accountId: context.oidc.session.accountId,
      });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
    cookies: { keys: ['a key of the tests'] },
  });
  handle = provider.callback();
  console.log(issuer);
});

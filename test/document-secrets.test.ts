import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secretsIn } from '../src/documents/secrets.js';
import { mayHoldVendorSecret, vendorOf, vendorSecrets, vendorSecretsIn } from '../src/recognise/vendor-secrets.js';

const found = (path: string, text: string): string[] => secretsIn(path, text).map(({ form, name, at }) => `${form} ${name} ${text.slice(at.start, at.end)}`);
const letters = (count: number): string => 'q9Zk2mQ7xLw4Tz8VbR3nCy6'.repeat(9).slice(0, count);
const hex = (count: number): string => '0a1b2c3d4e5f6789'.repeat(9).slice(0, count);
const words = (count: number): string => 'abcdefghijklmnopqrstuvwxyz'.repeat(4).slice(0, count);

/** One made-up credential of each vendor, of the shape that its documentation describes. */
const samples: Readonly<Record<string, readonly string[]>> = {
  'AWS access key': ['AKIAQ3EGRIVCFSYD2JWB', 'ASIAQ3EGRIVCFSYD2JWB'],
  'GitHub token': [`ghp_${letters(36)}`, `github_pat_${letters(22)}_${letters(59)}`],
  'GitLab token': [`glpat-${letters(20)}`],
  'Slack token': [`xoxb-123456789012-123456789012-${letters(24)}`],
  'Slack webhook': [`https://hooks.slack.com/services/T0ABCDEFG/B0ABCDEFG/${letters(24)}`],
  'Stripe secret key': [`sk_live_${letters(24)}`, `rk_live_${letters(24)}`],
  'Stripe webhook secret': [`whsec_${letters(32)}`],
  'OpenAI key': [`sk-proj-${letters(60)}`],
  'Anthropic key': [`sk-ant-api03-${letters(93)}AA`],
  'Google API key': [`AIza${letters(35)}`],
  'Google OAuth client secret': [`GOCSPX-${letters(28)}`],
  'SendGrid key': [`SG.${letters(22)}.${letters(43)}`],
  'Mailgun key': [`key-${hex(32)}`],
  'Resend key': [`re_${letters(8)}_${letters(24)}`],
  'npm token': [`npm_${letters(36)}`],
  'DigitalOcean token': [`dop_v1_${hex(64)}`],
  'Shopify token': [`shpat_${hex(32)}`],
  'Linear key': [`lin_api_${letters(40)}`, `lin_oauth_${hex(64)}`],
  'Telegram bot token': [`123456789:AA${letters(33)}`],
  'Hugging Face token': [`hf_${words(34)}`, `api_org_${words(34)}`],
  'Square token': [`sq0csp-${letters(43)}`],
  'Supabase key': [`sbp_${hex(40)}`, `sb_secret_${letters(31)}`],
  '1Password service account token': [`ops_eyJ${letters(150)}`],
  'Databricks token': [`dapi${hex(32)}`, `dapi${hex(32)}-2`],
  'Docker access token': [`dckr_pat_${letters(27)}`],
  'Figma token': [`figd_${letters(40)}`],
  'Grafana token': [`glc_eyJ${letters(60)}`, `glsa_${letters(32)}_${hex(8)}`],
  'Groq key': [`gsk_${letters(52)}`],
  'Vault token': [`hvs.${letters(95)}`, `hvb.${letters(140)}`],
  'Notion token': [`ntn_12345678901${letters(35)}`],
  'Vercel token': [`vcp_${letters(56)}`],
  'xAI key': [`xai-${letters(80)}`],
  'Perplexity key': [`pplx-${letters(48)}`],
  'Replicate token': [`r8_${letters(37)}`],
  'OpenRouter key': [`sk-or-v1-${hex(64)}`],
  'Sentry token': [`sntrys_eyJ${letters(80)}`, `sntryu_${hex(64)}`],
  'New Relic key': [`NRAK-${letters(27).toUpperCase()}`],
  'Azure storage key': [`AccountName=shop;AccountKey=${letters(86)}==`],
  'Doppler token': [`dp.pt.${letters(43)}`, `dp.st.prd.${letters(40)}`],
  'Postman key': [`PMAK-${hex(24)}-${hex(34)}`],
  'Pulumi token': [`pul-${hex(40)}`],
  'PlanetScale credential': [`pscale_tkn_${letters(43)}`, `pscale_pw_${letters(43)}`],
  'Cloudflare origin CA key': [`v1.0-${hex(24)}-${'0a1b2c3d4e5f6789'.repeat(10).slice(0, 146)}`],
  'HCP Terraform token': [`${letters(14)}.atlasv1.${letters(67)}`],
  'Atlassian token': [`ATATT3${letters(186)}`],
  'Airtable token': [`pat${letters(14)}.${hex(64)}`],
  'HubSpot token': [`pat-eu1-${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`],
  'Brevo key': [`xkeysib-${hex(64)}-${letters(16)}`],
  'Mailchimp key': [`${hex(32)}-us21`],
  'Flutterwave secret key': [`FLWSECK_TEST-${hex(32)}-X`],
  'Duffel token': [`duffel_live_${letters(43)}`],
  'EasyPost key': [`EZAK${letters(54)}`],
  'Shippo token': [`shippo_live_${hex(40)}`],
  'Dynatrace token': [`dt0c01.${letters(24).toUpperCase()}.${letters(64).toUpperCase()}`],
  'Braintree token': [`access_token$production$${hex(16)}$${hex(32)}`],
  'PyPI token': [`pypi-AgEIcHlwaS5vcmc${letters(80)}`],
  'RubyGems key': [`rubygems_${hex(48)}`],
  'Typeform token': [`tfp_${letters(59)}`],
  'ReadMe key': [`rdme_${letters(70).toLowerCase()}`],
  'age identity': [`AGE-SECRET-KEY-1${'QPZRY9X8GF2TVDW0'.repeat(4).slice(0, 58)}`],
  'Discord webhook': [`https://discord.com/api/webhooks/12345678901234567890/${letters(68)}`],
  'Microsoft Teams webhook': [`https://shop.webhook.office.com/webhookb2/${hex(36)}@${hex(36)}/IncomingWebhook/${hex(32)}/${hex(36)}`],
  'Entra client secret': [`q9Z8Q~${letters(34)}`],
  'private key': [`-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n${letters(64)}`, `-----BEGIN PRIVATE KEY-----\\n${letters(64)}\\n`],
  'signed token': [`eyJ${letters(20)}.eyJ${letters(30)}.${letters(43)}`],
};

describe('vendors', () => {
  test('each of the table has a sample', () => expect(Object.keys(samples).sort()).toEqual(vendorSecrets.map(({ vendor }) => vendor).sort()));

  test.each(Object.entries(samples).flatMap(([vendor, all]) => all.map((sample) => [vendor, sample] as const)))('%s: %s', (vendor, sample) => {
    expect(mayHoldVendorSecret.test(sample), 'the quick question').toBe(true);
    expect(vendorOf(sample)).toBe(vendor);
    expect(vendorSecretsIn(`x: "${sample}"\n`).map((one) => one.vendor)).toEqual([vendor]);
  });

  test('what only looks like one is left alone', () => {
    for (const text of ['sk-your-key', 'ghp_xxxx', 'npm_config_registry', 'hvs.token', 'key-value', 'vcp_port', 'data:image/png;base64,eyJ', 'AKIAIOSFODNN7EXAMPLE', 'xai-grok-4', 're_compile_function_of_words', 'gsk_live', 'dp.pt.name', 'pul-request-title', '/api/webhooks/stripe', 'patients.name-of-list', 'the v1.0-beta release', 'pypi-package-name'])
      expect(vendorOf(text.padEnd(20, ' ')), text).toBeNull();
  });
});

describe('JSON', () => {
  test('by vendor, by name and by address', () => {
    const text = JSON.stringify({
      auth: { jwtSecret: 'my-jwt-secret', clientId: 'q9Zk2mQ7xLw4Tz8VbR3n', sessionSecret: '${SESSION_SECRET}', password: 'changeme' },
      database: { url: 'mysql://shop:h7Gq2xWz@db.shop.io/shop', replica: 'mysql://root:root@db/shop', password: 'h7Gq2xWz9Kd3Lp5T' },
      payments: { note: `paid with sk_live_${letters(24)}` },
    });
    expect(found('config/default.json', text)).toEqual([
      'value jwtSecret my-jwt-secret',
      'connection mysql mysql://shop:h7Gq2xWz@db.shop.io/shop',
      'value password h7Gq2xWz9Kd3Lp5T',
      `vendor Stripe secret key sk_live_${letters(24)}`,
    ]);
  });

  test('a service account holds a private key', () => {
    const text = `{ "type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----\\n${letters(64)}\\n${letters(64)}\\n-----END PRIVATE KEY-----\\n" }`;
    expect(secretsIn('service-account.json', text).map(({ form, name }) => `${form} ${name}`)).toEqual(['vendor private key']);
  });
});

test.each([
  '.env.example', '.env.production.sample', '.env.test', '.env.vault', 'test/config/default.json', 'config/test.json', 'fixtures/a.yaml', 'src/i18n/de.json', 'locales/en.yml', 'openapi.yaml',
  'api-docs.swagger.json', 'deploy/values.example.yaml', 'composer-lock.json', 'secrets.enc.yaml', 'docs/config.yaml',
])('%s is quiet', (path) => {
  expect(found(path, `JWT_SECRET=sk_live_${letters(24)}\n"token": "sk_live_${letters(24)}"\n`)).toEqual([]);
});

test.each(['.env.development', '.env.local', 'compose.dev.yml', 'docker-compose.override.yml', '.github/workflows/ci.yml', '.gitlab-ci.yml', 'config/development.json'])('%s: vendors alone', (path) => {
  expect(found(path, `"JWT_SECRET": "super-secret"\nJWT_SECRET=super-secret\nA: sk_live_${letters(24)}\n`)).toEqual([`vendor Stripe secret key sk_live_${letters(24)}`]);
});

test('never throws, and places what it finds inside the text', () => {
  const part = fc.constantFrom('JWT_SECRET', 'password', '=', ': ', '"', "'", '\n', '- ', '#', '://a:b@c.de', `sk_live_${letters(20)}`, 'value', 'name', ' ', '-----BEGIN PRIVATE KEY-----', letters(20));
  const text = fc.oneof(fc.array(part, { maxLength: 40 }).map((parts) => parts.join('')), fc.string({ unit: 'binary', maxLength: 200 }));
  fc.assert(
    fc.property(text, fc.constantFrom('.env', 'a.yaml', 'config.json', 'Dockerfile'), (given, path) =>
      secretsIn(path, given).every(({ at }) => at.start >= 0 && at.start < at.end && at.end <= given.length),
    ),
    { numRuns: 500 },
  );
});

test.each(['.env', 'a.yaml', 'config.json'])('%s: ends on a long line', (path) => {
  expect(found(path, `"a": "${'x'.repeat(200_000)}" - a://${'b'.repeat(20_000)}:`.concat(' '.repeat(20_000)))).toEqual([]);
});

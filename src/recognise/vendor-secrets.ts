/** A credential whose shape alone says whose it is. */
interface VendorSecret {
  readonly vendor: string;
  readonly pattern: RegExp;
}

/** Credentials by shape, each with the page of its vendor that describes it. */
export const vendorSecrets: readonly VendorSecret[] = [
  // docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  { vendor: 'AWS access key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)(?![A-Z2-7]{0,9}EXAMPLE)[A-Z2-7]{16}\b/ },
  // github.blog/engineering/behind-githubs-new-authentication-token-formats
  { vendor: 'GitHub token', pattern: /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b/ },
  // docs.gitlab.com/security/tokens/#token-prefixes
  { vendor: 'GitLab token', pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat)-[\w-]{20,}/ },
  // api.slack.com/authentication/token-types, api.slack.com/messaging/webhooks
  { vendor: 'Slack token', pattern: /\bxox[abeoprs]-(?:\d+-)+[A-Za-z0-9]{12,}|\bxapp-\d-[A-Z0-9]+-\d+-[a-f0-9]{32,}/ },
  { vendor: 'Slack webhook', pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]{7,}\/B[A-Z0-9]{7,}\/(?![Xx]{8})[A-Za-z0-9]{20,}/ },
  // docs.stripe.com/keys
  { vendor: 'Stripe secret key', pattern: /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/ },
  { vendor: 'Stripe webhook secret', pattern: /\bwhsec_[A-Za-z0-9+/]{24,}/ },
  // platform.openai.com/docs/api-reference/authentication
  { vendor: 'OpenAI key', pattern: /\bsk-(?:proj|svcacct|admin)-[\w-]{40,}|\bsk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}\b/ },
  // docs.anthropic.com/en/api/admin-api/apikeys
  { vendor: 'Anthropic key', pattern: /\bsk-ant-[a-z]+\d\d-[\w-]{80,}/ },
  // cloud.google.com/docs/authentication/api-keys, support.google.com/cloud/answer/15549257
  { vendor: 'Google API key', pattern: /\bAIza[\w-]{35}(?![\w-])/ },
  { vendor: 'Google OAuth client secret', pattern: /\bGOCSPX-[\w-]{28}(?![\w-])/ },
  // www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
  { vendor: 'SendGrid key', pattern: /\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])/ },
  // documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt
  { vendor: 'Mailgun key', pattern: /\bkey-[0-9a-f]{32}\b/ },
  // resend.com/docs/dashboard/api-keys/introduction
  { vendor: 'Resend key', pattern: /\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}\b/ },
  // docs.npmjs.com/about-access-tokens, github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format
  { vendor: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  // docs.digitalocean.com/reference/api/create-personal-access-token
  { vendor: 'DigitalOcean token', pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/ },
  // shopify.dev/docs/apps/build/authentication-authorization/access-tokens
  { vendor: 'Shopify token', pattern: /\bshp(?:at|ca|pa|ss|tka)_[a-fA-F0-9]{32}\b/ },
  // linear.app/developers/graphql#personal-api-keys
  { vendor: 'Linear key', pattern: /\blin_(?:api|oauth)_[A-Za-z0-9]{32,64}\b/ },
  // core.telegram.org/bots/api#authorizing-your-bot
  { vendor: 'Telegram bot token', pattern: /\b\d{8,10}:AA[\w-]{33}(?![\w-])/ },
  // huggingface.co/docs/hub/security-tokens
  { vendor: 'Hugging Face token', pattern: /\b(?:hf_|api_org_)[A-Za-z]{34}\b/ },
  // developer.squareup.com/docs/build-basics/access-tokens
  { vendor: 'Square token', pattern: /\bsq0(?:atp|csp)-[\w-]{22,43}(?![\w-])/ },
  // supabase.com/docs/guides/api/api-keys, supabase.com/docs/reference/api/introduction
  { vendor: 'Supabase key', pattern: /\bsbp_[a-f0-9]{40}\b|\bsb_secret_[\w-]{22,}/ },
  // developer.1password.com/docs/service-accounts: a token begins with `ops_` and holds JSON in Base64
  { vendor: '1Password service account token', pattern: /\bops_eyJ[A-Za-z0-9+/]{100,}={0,2}/ },
  // docs.databricks.com/aws/en/dev-tools/auth/pat
  { vendor: 'Databricks token', pattern: /\bdapi[a-f0-9]{32}(?:-\d)?\b/ },
  // docs.docker.com/security/access-tokens
  { vendor: 'Docker access token', pattern: /\bdckr_(?:pat|oat)_[\w-]{27,32}(?![\w-])/ },
  // developers.figma.com/docs/rest-api/authentication
  { vendor: 'Figma token', pattern: /\bfigd_[\w-]{40,}/ },
  // grafana.com/docs/grafana-cloud/security-and-account-management/authentication-and-permissions, grafana.com/docs/grafana/latest/administration/service-accounts
  { vendor: 'Grafana token', pattern: /\bglc_eyJ[A-Za-z0-9+/]{32,}={0,2}|\bglsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}\b/ },
  // console.groq.com/docs/quickstart
  { vendor: 'Groq key', pattern: /\bgsk_[A-Za-z0-9]{52}\b/ },
  // developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
  { vendor: 'Vault token', pattern: /\bhv[sr]\.[\w-]{90,}|\bhvb\.[\w-]{138,}/ },
  // developers.notion.com/page/changelog (September 2024): the prefix `ntn_`
  { vendor: 'Notion token', pattern: /\bntn_\d{11}[A-Za-z0-9]{35}\b/ },
  // vercel.com/changelog: new token formats, one prefix a kind
  { vendor: 'Vercel token', pattern: /\bvc[piark]_[A-Za-z0-9]{24,60}\b/ },
  // docs.x.ai, docs.perplexity.ai, replicate.com/docs/topics/security/api-tokens, openrouter.ai/docs/api-reference/authentication
  { vendor: 'xAI key', pattern: /\bxai-[A-Za-z0-9]{80}\b/ },
  { vendor: 'Perplexity key', pattern: /\bpplx-[A-Za-z0-9]{48}\b/ },
  { vendor: 'Replicate token', pattern: /\br8_[A-Za-z0-9]{37}\b/ },
  { vendor: 'OpenRouter key', pattern: /\bsk-or-v1-[a-f0-9]{64}\b/ },
  // docs.sentry.io/account/auth-tokens, docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys
  { vendor: 'Sentry token', pattern: /\bsntrys_eyJ[\w+/=-]{60,}|\bsntryu_[a-f0-9]{64}\b/ },
  { vendor: 'New Relic key', pattern: /\bNRAK-[A-Z0-9]{27}\b/ },
  // learn.microsoft.com/azure/storage/common/storage-configure-connection-string
  { vendor: 'Azure storage key', pattern: /AccountKey=(?!Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq)[A-Za-z0-9+/]{86}==/ },
  // docs.doppler.com/docs/service-tokens, www.postman.com/postman/workspace, www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens
  { vendor: 'Doppler token', pattern: /\bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:[\w-]{2,35}\.)?[A-Za-z0-9]{40,44}\b/ },
  { vendor: 'Postman key', pattern: /\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}\b/ },
  { vendor: 'Pulumi token', pattern: /\bpul-[a-f0-9]{40}\b/ },
  // planetscale.com/docs/api/reference/service-tokens, planetscale.com/docs/concepts/connection-strings
  { vendor: 'PlanetScale credential', pattern: /\bpscale_(?:tkn|oauth|pw)_[\w.=-]{32,64}(?![\w.=-])/ },
  // developers.cloudflare.com/fundamentals/api/get-started/ca-keys
  { vendor: 'Cloudflare origin CA key', pattern: /\bv1\.0-[a-f0-9]{24}-[a-f0-9]{146}\b/ },
  // developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens
  { vendor: 'HCP Terraform token', pattern: /\b[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}(?![\w=-])/ },
  // support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account
  { vendor: 'Atlassian token', pattern: /\bATATT3[A-Za-z0-9_=-]{180,200}/ },
  // airtable.com/developers/web/guides/personal-access-tokens, developers.hubspot.com/docs/api/private-apps
  { vendor: 'Airtable token', pattern: /\bpat[A-Za-z0-9]{14}\.[a-f0-9]{64}\b/ },
  { vendor: 'HubSpot token', pattern: /\bpat-(?:na|eu)\d-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}\b/ },
  // developers.brevo.com/docs/getting-started, mailchimp.com/developer/marketing/guides/quick-start
  { vendor: 'Brevo key', pattern: /\bx(?:keysib|smtpsib)-[a-f0-9]{64}-[A-Za-z0-9]{16}\b/ },
  { vendor: 'Mailchimp key', pattern: /\b[a-f0-9]{32}-us\d{1,2}\b/ },
  // developer.flutterwave.com/docs/authentication, duffel.com/docs/api/overview/making-requests, docs.easypost.com/docs/authentication, docs.goshippo.com/docs/guides_general/authentication
  { vendor: 'Flutterwave secret key', pattern: /\bFLWSECK(?:_TEST)?-[a-f0-9]{32}-X\b/ },
  { vendor: 'Duffel token', pattern: /\bduffel_(?:test|live)_[\w-]{43}(?![\w-])/ },
  { vendor: 'EasyPost key', pattern: /\bEZ[AT]K[A-Za-z0-9]{54}\b/ },
  { vendor: 'Shippo token', pattern: /\bshippo_(?:test|live)_[a-f0-9]{40}\b/ },
  // docs.dynatrace.com/docs/dynatrace-api/basics/dynatrace-api-authentication
  { vendor: 'Dynatrace token', pattern: /\bdt0[a-z]\d{2}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}\b/ },
  // developer.paypal.com/braintree/docs/guides/authorization
  { vendor: 'Braintree token', pattern: /\baccess_token\$production\$[a-z0-9]{16}\$[a-f0-9]{32}\b/ },
  // docs.pypi.org/api/upload, guides.rubygems.org/api-key-scopes
  { vendor: 'PyPI token', pattern: /\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}/ },
  { vendor: 'RubyGems key', pattern: /\brubygems_[a-f0-9]{48}\b/ },
  // www.typeform.com/developers/get-started/personal-access-token, docs.readme.com/main/reference/authentication
  { vendor: 'Typeform token', pattern: /\btfp_[\w.=-]{59}(?![\w.=-])/ },
  { vendor: 'ReadMe key', pattern: /\brdme_[a-z0-9]{70}\b/ },
  // age-encryption.org/v1: an identity is Bech32 text
  { vendor: 'age identity', pattern: /\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}\b/ },
  // discord.com/developers/docs/resources/webhook, learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
  { vendor: 'Discord webhook', pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[\w-]{60,}/ },
  { vendor: 'Microsoft Teams webhook', pattern: /\.webhook\.office\.com\/webhookb2\/[\w-]{36}@[\w-]{36}\/IncomingWebhook\/[a-zA-Z0-9]{32}\/[\w-]{36}/ },
  // learn.microsoft.com/purview/sit-defn-azure-ad-client-secret
  { vendor: 'Entra client secret', pattern: /(?<![\w~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![\w~.-])/ },
  // RFC 7468, sections 10 and 11: a label and Base64 text below it
  { vendor: 'private key', pattern: /-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----(?:\\r|\\n|\s)[A-Za-z0-9+/=\s\\]{60,}/ },
  // RFC 7519, section 3.1: header and claims begin as JSON objects do
  { vendor: 'signed token', pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/ },
];

/** True for nearly every text that a pattern above matches, and for few others. */
export const mayHoldVendorSecret =
  /(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}|gh[pousr]_|github_pat_|gl[a-z]{2,4}-|xox[abeoprs]-|xapp-|hooks\.slack|k_(?:live|test)_|whsec_|sk-|AIza|GOCSPX|SG\.|key-[0-9a-f]{8}|\bre_|npm_|do[opr]_v1|shp[a-z]{2,3}_|lin_|:AA|hf_|api_org_|ops_eyJ|dapi[a-f0-9]{8}|dckr_|figd_|glc_|glsa_|gsk_|hv[srb]\.|ntn_|\bvc[piark]_|xai-|pplx-|\br8_|sntry|NRAK-|sq0|sbp_|sb_secret|AccountKey=|PRIVATE KEY|eyJ|\bdp\.|PMAK-|\bpul-|pscale_|\bv1\.0-|\.atlasv1|ATATT3|\bpat[A-Za-z0-9]{14}\.|\bpat-|sib-|[a-f0-9]{32}-us|FLWSECK|duffel_|\bEZ[AT]K|shippo_|\bdt0|access_token\$|pypi-|rubygems_|\btfp_|rdme_|AGE-SECRET|\/webhook|\dQ~/;

export function vendorOf(text: string): string | null {
  if (text.length < 16 || !mayHoldVendorSecret.test(text)) return null;
  return vendorSecrets.find(({ pattern }) => pattern.test(text))?.vendor ?? null;
}

/** Where vendors' credentials stand in a text, by place; none overlap. Public tokens are left out. */
export function vendorSecretsIn(text: string): { vendor: string; start: number; end: number }[] {
  if (!mayHoldVendorSecret.test(text)) return [];
  const found = vendorSecrets.flatMap(({ vendor, pattern }) =>
    [...text.matchAll(new RegExp(pattern.source, 'g'))]
      .filter(([secret]) => vendor !== 'signed token' || !isPublicToken(secret))
      .map(({ 0: secret, index }) => ({ vendor, start: index, end: index + secret.length })),
  );
  let end = 0;
  return found
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter((one) => {
      if (one.start < end) return false;
      end = one.end;
      return true;
    });
}

/** A token that is made to be public: Supabase's key for anonymous clients, and the demo keys of its local stack (supabase.com/docs/guides/self-hosting/docker). */
function isPublicToken(token: string): boolean {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  return /"role"\s*:\s*"anon"|"iss"\s*:\s*"supabase-demo"/.test(claims);
}


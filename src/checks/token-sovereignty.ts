import { defineCheck } from '../define.js';
import type { FileFacts } from '../facts/file.js';
import type { Option } from '../facts/options.js';
import { constantsOf, optionOf } from '../facts/options.js';
import { own } from '../facts/own.js';
import type { LocatedValue, Project } from '../facts/project.js';
import type { TokenFact } from '../facts/trust.js';
import type { Value } from '../facts/value.js';
import { lastName } from '../facts/value.js';
import { declaredTokens } from '../recognise/declared-tokens.js';
import type { TokenApi } from '../recognise/token-libraries.js';
import { algorithmKind, tokenApis } from '../recognise/token-libraries.js';

export default defineCheck({
  id: 'token-sovereignty',
  needs: ['tokens'],
  rationale:
    'With a shared secret whoever can check a token can also forge one, and a verification that names no algorithm believes what the token says about itself. PASETO v4 leaves no choice to get wrong; a JWT that must be is signed with a private key (EdDSA) and verified against a list of algorithms.',
  messages: {
    shared:
      '`{{call}}` signs tokens with a shared secret ({{algorithm}}), so whatever can verify a token can forge one. Use PASETO v4, or sign with a private key and `{{option}}: \'EdDSA\'` and hand out the public key alone.',
    setup:
      '`{{call}}` sets up JWTs with a shared secret ({{algorithm}}), so whatever can verify a token can forge one. Use PASETO v4, or a key pair with EdDSA and an explicit algorithm list.',
    anyAlgorithm:
      '`{{call}}` verifies tokens with no list of algorithms, so the token itself chooses how it is checked. Name them: `algorithms: [\'EdDSA\']`.',
    none: '`{{call}}` accepts or makes tokens without a signature (`none`), so anyone can write one. Remove it and sign with EdDSA or PASETO v4.',
    skipped:
      '`{{call}}` is told not to check the signature: what stands in the place of `noVerify` is true, so anyone can write the token. Pass `false` there and the algorithm behind it.',
    decoded:
      '`{{call}}` reads a token of the request without checking its signature, and its claims are used, so anyone can be anybody. Verify it with an algorithm list before its claims are read.',
  },
  examples: {
    bad: [
      `import jwt from 'jsonwebtoken';\nexport const issue = (id: string) =>\n  // ruleid: token-sovereignty\n  jwt.sign({ sub: id }, process.env.JWT_SECRET!, { expiresIn: '1h' });`,
      `import jwt from 'jsonwebtoken';\nexport const check = (token: string, key: string) =>\n  // ruleid: token-sovereignty\n  jwt.verify(token, key);`,
    ],
    good: [
      `import jwt from 'jsonwebtoken';\nexport const issue = (id: string, privateKey: string) =>\n  // ok: token-sovereignty\n  jwt.sign({ sub: id }, privateKey, { algorithm: 'ES256', expiresIn: '1h' });\nexport const check = (token: string, publicKey: string) =>\n  // ok: token-sovereignty\n  jwt.verify(token, publicKey, { algorithms: ['ES256'] });`,
      `import { V4 } from 'paseto';\nexport const issue = (id: string, key: string) => V4.sign({ sub: id }, key, { expiresIn: '1h' });`,
    ],
  },
  limits: [
    'An algorithm that comes from the environment is not judged.',
    'A token library of your own is judged where the config names it as `tokenLibrary`: its `sign…` and `verify…` by the key and the options that they are given.',
    'A token that is decoded counts where the file shows that it is one of the request, and is not handed to a call named for verifying.',
    'Calls on the instance of a plugin (`reply.jwtSign`, an injected `JwtService` without a key of its own) are judged where the plugin is set up.',
  ],
  check(project, report) {
    let examined = 0;
    for (const file of project.files) {
      if (file.kind !== 'runtime' || !report.asksFor(file)) continue;
      for (const { fact, api } of operationsIn(project, file)) {
        examined += 1;
        const verdict = judge(project, file, fact, api);
        if (!verdict) continue;
        const call = fact.written;
        if (verdict.message === 'shared') report.at(file, fact.at, 'shared', { call, algorithm: verdict.algorithm, option: fact.header ? 'alg' : 'algorithm' });
        else if (verdict.message === 'setup') report.at(file, fact.at, 'setup', { call, algorithm: verdict.algorithm });
        else report.at(file, fact.at, verdict.message, { call });
      }
    }
    report.examined(examined, 'token operations');
  },
});

type Verdict = { readonly message: 'shared' | 'setup'; readonly algorithm: string } | { readonly message: 'anyAlgorithm' | 'none' | 'skipped' | 'decoded' };

interface Operation {
  readonly fact: TokenFact;
  /** `null` for a call that reads a token without checking it. */
  readonly api: TokenApi | null;
}

/** Calls of known libraries and of those that the config declares. */
function operationsIn(project: Project, file: FileFacts): Operation[] {
  const known = (file.tokens ?? []).map((fact): Operation => ({ fact, api: own(tokenApis, fact.symbol) ?? null }));
  const starts = new Set(known.map(({ fact }) => fact.at.start));
  return [...known, ...declaredTokens(project, file).filter(({ fact }) => !starts.has(fact.at.start))];
}

function judge(project: Project, file: FileFacts, fact: TokenFact, api: TokenApi | null): Verdict | null {
  if (!api) return { message: 'decoded' };
  if (api.use === 'unsecured') return { message: 'none' };
  const located = (value: Value | undefined): LocatedValue | undefined => (value ? { file, value, scope: null } : undefined);
  const skips = api.skips === undefined ? undefined : located(fact.args[api.skips]);
  if (skips && constantsOf(project, skips).constants.some(({ constant }) => Boolean(constant))) return { message: 'skipped' };
  const [header, signingKey] = fact.header?.k === 'array' ? fact.header.items : [];
  const given = api.options < 0 ? [located(header)] : optionsOf(project, located(fact.args[api.options]), fact.symbol);
  if (given === 'unknown') return null;
  const verdicts = given.map((options): Verdict | null => {
    const algorithm = algorithmOf(project, api, options);
    const keys: Option =
      typeof api.key === 'number'
        ? { state: 'given', values: [located(api.key < 0 ? signingKey : fact.args[api.key])].flatMap((v) => v ?? []) }
        : joinOptions(api.key.map((name) => optionOf(project, options, [name])));
    return byUse(project, api, algorithm, keys);
  });
  return verdicts.find((v) => v !== null) ?? null;
}

type Algorithm = { readonly kind: 'shared' | 'key-pair' | 'none'; readonly name: string } | { readonly kind: 'absent' | 'unknown' };

function byUse(project: Project, api: TokenApi, algorithm: Algorithm, keys: Option): Verdict | null {
  if (algorithm.kind === 'none') return { message: 'none' };
  const key = keys.state === 'given' ? kindOfKey(project, keys.values) : 'unknown';
  if (key === 'none') return { message: 'none' };
  switch (api.use) {
    case 'sign': {
      if (algorithm.kind === 'shared') return { message: 'shared', algorithm: algorithm.name };
      if (algorithm.kind === 'key-pair') return null;
      if (algorithm.kind === 'unknown' || api.otherwise === 'by-key') return key === 'shared' ? { message: 'shared', algorithm: 'HS256' } : null;
      if (api.otherwise === 'inherited') return keys.state === 'given' && key !== 'key-pair' ? { message: 'shared', algorithm: 'HS256 by default' } : null;
      return key === 'key-pair' ? null : { message: 'shared', algorithm: 'HS256 by default' };
    }
    case 'verify':
      if (algorithm.kind !== 'absent') return null;
      if (api.otherwise === 'by-key') return key === 'shared' ? { message: 'anyAlgorithm' } : null;
      if (api.otherwise === 'inherited') return keys.state === 'given' ? { message: 'anyAlgorithm' } : null;
      return { message: 'anyAlgorithm' };
    case 'verifier':
      if (keys.state === 'absent') return null;
      if (algorithm.kind === 'absent') return api.strict === true && key === 'shared' ? { message: 'setup', algorithm: 'HS256 among others, no algorithm list' } : { message: 'anyAlgorithm' };
      return algorithm.kind === 'shared' && api.strict === true ? { message: 'setup', algorithm: algorithm.name } : null;
    case 'setup':
      if (keys.state !== 'given' || algorithm.kind === 'key-pair' || key === 'key-pair') return null;
      if (algorithm.kind === 'shared') return { message: 'setup', algorithm: algorithm.name };
      return algorithm.kind === 'absent' || key === 'shared' ? { message: 'setup', algorithm: 'HS256 by default' } : null;
    case 'unsecured':
      return { message: 'none' };
  }
}

/** The options of a call; those of an asynchronous registration are what its factory returns. */
function optionsOf(project: Project, given: LocatedValue | undefined, symbol: string): readonly (LocatedValue | undefined)[] | 'unknown' {
  if (!symbol.endsWith('.registerAsync')) return [given];
  // `registerAsync(config.asProvider())` of @nestjs/config: what the configuration's factory returns
  const { value } = given ?? {};
  const provider = value?.k === 'call' && value.callee.k === 'member' && value.callee.name === 'asProvider' ? value.callee.of : null;
  const factories: LocatedValue[] = provider
    ? project.resolve({ ...given!, value: provider }).flatMap((r) => (r.r === 'external' && r.symbol === '@nestjs/config#registerAs' ? (r.args[1] ?? []) : []))
    : factoryOf(project, given);
  const returned = factories.flatMap((factory) =>
    project.resolve(factory).flatMap((r) => (r.r === 'function' ? r.ref.fact.returns.map(({ value: one }): LocatedValue => ({ file: r.ref.file, value: one, scope: r.scope })) : [])),
  );
  return returned.length > 0 ? returned : 'unknown';
}

function factoryOf(project: Project, given: LocatedValue | undefined): LocatedValue[] {
  const factory = optionOf(project, given, ['useFactory']);
  if (factory.state === 'given') return [...factory.values];
  return ['useClass', 'useExisting'].flatMap((name) => {
    const cls = optionOf(project, given, [name]);
    if (cls.state !== 'given') return [];
    return cls.values.flatMap((value) =>
      project.resolve(value).flatMap((r) => {
        const method = r.r === 'class' ? r.ref.fact.methods['createJwtOptions'] : undefined;
        return r.r === 'class' && method !== undefined ? [{ file: r.ref.file, value: { k: 'function' as const, fn: method }, scope: null }] : [];
      }),
    );
  });
}

function algorithmOf(project: Project, api: TokenApi, options: LocatedValue | undefined): Algorithm {
  let open = false;
  let symmetric: string | null = null;
  let pair: string | null = null;
  for (const path of api.algorithm) {
    const option = path.length === 0 ? argument(options) : optionOf(project, options, path);
    if (option.state === 'unknown') open = true;
    if (option.state !== 'given') continue;
    for (const value of option.values) {
      const { constants, open: rest } = constantsOf(project, value);
      // an options object in the place where the name may stand as well
      if (rest && !(path.length === 0 && value.value.k === 'object')) open = true;
      for (const { constant } of constants) {
        const kind = typeof constant === 'string' ? algorithmKind(constant) : null;
        if (kind === 'none') return { kind, name: 'none' };
        if (kind === 'shared') symmetric = String(constant);
        else if (kind === 'key-pair') pair = String(constant);
      }
    }
  }
  if (symmetric !== null) return { kind: 'shared', name: symmetric };
  if (pair !== null) return { kind: 'key-pair', name: pair };
  return { kind: open ? 'unknown' : 'absent' };
}

const argument = (options: LocatedValue | undefined): Option =>
  !options || (options.value.k === 'literal' && options.value.value === null) || options.value.k === 'function' ? { state: 'absent' } : { state: 'given', values: [options] };

const joinOptions = (options: readonly Option[]): Option => {
  const values = options.flatMap((o) => (o.state === 'given' ? o.values : []));
  if (values.length > 0) return { state: 'given', values };
  return options.some((o) => o.state === 'unknown') ? { state: 'unknown' } : { state: 'absent' };
};

/** Prefixes that say which side of a build reads a variable (`NEXT_PRIVATE_JWT_SECRET`), nothing of the key. */
const sideOfBuild = /\bNEXT_(?:PRIVATE|PUBLIC)_(?!(?:PEM|KEY)\b)/g;

/** What the code says about a key: by how it is made, then by its name. */
function kindOfKey(project: Project, keys: readonly LocatedValue[]): 'shared' | 'key-pair' | 'none' | 'unknown' {
  let found: 'shared' | 'unknown' = 'unknown';
  for (const given of keys) {
    // `JWK.asKey` of jose 2 takes keys of either kind
    const key = given.value.k === 'call' && lastName(given.value.callee) === 'asKey' && given.value.args[0] ? { ...given, value: given.value.args[0] } : given;
    if (key.value.k === 'object' && ('private' in key.value.props || 'public' in key.value.props)) return 'key-pair';
    if (key.value.k === 'function') continue;
    const words = wordsOf(project, key, key.value, 0).join(' ').replace(sideOfBuild, '');
    if (/\bJWK None$/.test(words)) return 'none';
    if (/private|public|-----BEGIN|\bpem\b|_pem|pem$|pkcs|jwk|spki|x509|certificate|readFile|\brsa|ed25519|\bec_?key|keypair|key_pair/i.test(words)) return 'key-pair';
    if (/secret|TextEncoder|createSecretKey|randomBytes|hmac|symmetric|passphrase|password|salt/i.test(words) || key.value.k === 'literal') found = 'shared';
  }
  return found;
}

/** Names and texts that a value is written with, those of the variables that it stands for included. */
function wordsOf(project: Project, located: LocatedValue, value: Value, depth: number): string[] {
  if (depth > 5) return [];
  const next = (one: Value): string[] => wordsOf(project, located, one, depth + 1);
  switch (value.k) {
    case 'literal':
      return typeof value.value === 'string' ? [value.value] : [];
    case 'ref': {
      const bound = Object.hasOwn(located.file.bindings, value.name) ? located.file.bindings[value.name]! : null;
      return [value.name, ...(bound ? wordsOf(project, located, bound, depth + 2) : [])];
    }
    case 'import':
    case 'global':
      return [value.name];
    case 'member':
      return [...next(value.of), value.name];
    case 'call':
    case 'new':
      return [...next(value.callee), ...value.args.flatMap(next)];
    case 'union':
      return value.of.flatMap(next);
    case 'text':
      return value.parts.flatMap(next);
    case 'param': {
      const param = located.file.functions[value.fn]?.params[value.index];
      return param ? [param.name ?? '', ...Object.keys(param.keys ?? {})] : [];
    }
    default:
      return [];
  }
}

import { defineCheck } from '../define.js';
import type { FileFacts } from '../facts/file.js';
import type { LogLeafFact } from '../facts/logs.js';
import type { LocatedValue, LogCall, Project, Resolved } from '../facts/project.js';
import type { TypeRef, Value } from '../facts/value.js';
import { membersOf, sameValue } from '../facts/value.js';
import { recipientsIn } from '../recognise/mailers.js';
import { isMadeFit, masking, personName, sensitiveName } from '../recognise/personal-data.js';
import { sessionValue, type SessionValue } from '../recognise/session-values.js';

/** Names under which code knows the request. */
const requests = /^_?(?:req|request|ctx|context|c|event|evt|httpRequest|expressRequest|nextRequest|handshake)$/i;
/** The same without contexts, whose `body` is the response in Koa. */
const bodied = /^_?(?:req|request|event|evt|httpRequest|expressRequest|nextRequest|handshake)$/i;
/** Methods of a request that give its whole body. */
const bodyReaders = /^(?:json|formData|parseBody|text)\(\)$/;

export default defineCheck({
  id: 'no-pii-in-logs',
  needs: ['logs', 'effects'],
  rationale:
    'Logs are copied to search clusters, vendors and laptops, are kept for months and are read by people who may not open the database. A password, a token or an address in a log is a leak that no deletion request reaches.',
  messages: {
    value:
      '`{{call}}` writes {{what}} (`{{name}}`) into the log, where it stays readable for everyone with access to logs. Log an id instead, or redact it before (`redact` of the logger, a keyed hash).',
    body: '`{{call}}` writes the whole request body (`{{name}}`) into the log, with every password and address that clients send. Log the ids that matter as fields.',
    headers:
      '`{{call}}` writes all request headers (`{{name}}`) into the log, `authorization` and `cookie` included. Log the headers that matter, or redact these two.',
    row: '`{{call}}` writes a whole {{table}} record (`{{name}}`) into the log, every personal column included. Log its id.',
  },
  examples: {
    bad: [
      "import pino from 'pino';\nconst logger = pino();\nexport function invited(invitation: { id: string; email: string }) {\n  // ruleid: no-pii-in-logs\n  logger.info({ invitationId: invitation.id, email: invitation.email }, 'invited');\n}",
      "import express from 'express';\nconst app = express();\napp.post('/login', (req, res) => {\n  // ruleid: no-pii-in-logs\n  console.log('login', req.body);\n  res.sendStatus(204);\n});",
    ],
    good: [
      "import pino from 'pino';\nconst logger = pino();\nexport function invited(invitation: { id: string; email: string }) {\n  // ok: no-pii-in-logs\n  logger.info({ invitationId: invitation.id }, 'invited');\n}\nexport function weak(userId: string) {\n  // ok: no-pii-in-logs\n  logger.warn({ userId }, 'password is too short');\n}",
    ],
  },
  limits: [
    'Judged by the arguments of the call: a `redact` list of the logger is not consulted.',
    'A value is known by its name, by the request it was read from or by the rows that it holds; personal data under another name is not seen.',
    'What passes through a function (`mask(email)`, `token.slice(0, 4)`) counts as made fit for the log.',
  ],
  check(project, report) {
    let examined = 0;
    for (const call of project.files.filter(report.asksFor).flatMap(project.logsOf)) {
      const { file, fact } = call;
      if (file.kind !== 'runtime') continue;
      examined += 1;
      if (fact.fenced) continue;
      const options = report.options(file.path);
      const found = firstOf(call, (leaf) => judge(project, file, leaf, options));
      if (!found) continue;
      const data = { call: fact.written, name: found.name };
      if (found.kind === 'value') report.at(file, fact.at, 'value', { ...data, what: found.what });
      else if (found.kind === 'row') report.at(file, fact.at, 'row', { ...data, table: found.what });
      else report.at(file, fact.at, found.kind, data);
    }
    report.examined(examined, 'log calls');
  },
});

interface Found {
  readonly kind: 'value' | 'body' | 'headers' | 'row';
  readonly name: string;
  readonly what: string;
}

function firstOf({ fact }: LogCall, judgement: (leaf: LogLeafFact) => Found | null): Found | null {
  for (const argument of fact.args)
    for (const leaf of argument.leaves) {
      const found = judgement(leaf);
      if (found) return found;
    }
  return null;
}

function judge(project: Project, file: FileFacts, leaf: LogLeafFact, options: Readonly<Record<string, unknown>>): Found | null {
  const path = leaf.path.filter((name) => name !== '[]');
  const last = path.at(-1) ?? '';
  const name = path.join('.');
  const named = (list: unknown, what: string | null): boolean => what !== null && Array.isArray(list) && list.includes(what);
  if (named(options['allow'], last) || named(options['allow'], leaf.key) || isHarmless(project, file, leaf)) return null;
  const parent = path.at(-2)?.replace(/\(\)$/, '') ?? '';
  if (isBody(project, file, leaf, last, parent)) return { kind: 'body', name, what: '' };
  if (last === 'headers' && requests.test(parent) && !leaf.joined) return { kind: 'headers', name, what: '' };
  for (const candidate of [last, ...(leaf.key === null || isMadeFit(last) ? [] : [leaf.key])]) {
    const what = named(options['fields'], candidate) ? 'personal data' : sensitiveName(candidate);
    // an address in capitals is the operator's own setting: `env.SUPPORT_EMAIL`
    if (what === 'an e-mail address' && /^[A-Z\d_]+$/.test(last)) continue;
    if (!what) continue;
    // a row that is called after what it tells of
    const columns = leaf.value.k === 'member' ? [] : (project.rawRows({ file, value: leaf.value, scope: null })?.query.table?.fact.columns ?? []);
    if (columns.length > 0 && columns.every((column) => describing.test(column.name))) continue;
    return { kind: 'value', name, what };
  }
  if (isMailedTo(project, file, leaf.value)) return { kind: 'value', name, what: 'an e-mail address' };
  if (isFromCredentialHeader(leaf.value, 0)) return { kind: 'value', name, what: 'credentials' };
  const given = ofSession(project, { file, value: leaf.value, scope: null });
  if (given === 'credentials') return { kind: 'value', name, what: given };
  if (leaf.joined) return null;
  if (given !== null) return given === 'user' ? { kind: 'row', name, what: given } : { kind: 'value', name, what: given };
  const part = requestPart(file, leaf.value);
  if (part) return { kind: part, name: `${name}.${part}`, what: '' };
  const member = secretMember(project, file, leaf);
  if (member) return { kind: 'value', name: `${name}.${member.name}`, what: member.what };
  const table = personalRecord(project, { file, value: leaf.value, scope: null });
  return table === null ? null : { kind: 'row', name, what: table };
}

/** Whether a parameter, or a member of one, is whom the same function sends an e-mail to, whatever its name. */
function isMailedTo(project: Project, file: FileFacts, value: Value): boolean {
  return membersOf(value).root.k === 'param' && project.effectsOf(file).some((effect) => effect.kind === 'mail' && recipientsIn(effect).some((one) => sameValue(one, value)));
}

/** Columns that hold no secret whatever the table is called: ids, names, dates. */
const describing = /^(?:id|.*_?ids?|.*[a-z]Id|name|title|description|type|kind|status|.*_?at|.*[a-z]At|(?:created|updated|deleted|expires|expiry|last)\w*)$/i;

/** Headers that prove who somebody is. */
const credentialHeader = /^(?:authorization|proxy-authorization|cookie|x-api-key|api-key|x-auth-token)$/i;

/** A variable that a header was read into: `const key = req.headers.authorization?.split(' ')[1]`. */
function isFromCredentialHeader(value: Value, depth: number): boolean {
  if (depth > 6) return false;
  const next = (of: Value): boolean => isFromCredentialHeader(of, depth + 1);
  switch (value.k) {
    case 'union':
      return value.of.some(next);
    case 'member':
      if (credentialHeader.test(value.name)) return value.of.k === 'member' && /^headers?$/.test(value.of.name);
      return value.name === '1' && value.of.k === 'call' && next(value.of);
    case 'call': {
      if (value.callee.k !== 'member') return false;
      const { name, of } = value.callee;
      const [first, second] = value.args;
      if (name === 'get' || name === 'header') return first?.k === 'literal' && credentialHeader.test(String(first.value)) && (of.k === 'param' || (of.k === 'member' && /^(?:headers?|req|request)$/.test(of.name)));
      // a part of it may be fit for the log: `token.slice(0, 4)`
      return (/^(?:split|trim|replace|pop|toString)$/.test(name) || (/^(?:slice|substring)$/.test(name) && second === undefined)) && next(of);
    }
    default:
      return false;
  }
}

/** Members whose text opens something, in an object that is logged as a whole. */
const opening = /^(?:password|passphrase|.*(?:access|refresh|id|bearer|auth|session|api|bot|reset)_?token|.*(?:client|api|app|consumer|signing|webhook|jwt)_?secret|.*(?:api|private|secret)_?key)$/i;

/** The member that makes a whole object unfit for the log: of a literal that a variable holds, or of its written type. */
function secretMember(project: Project, file: FileFacts, leaf: LogLeafFact): { readonly name: string; readonly what: string } | null {
  const { value, type } = leaf;
  const names =
    value.k === 'object'
      ? Object.entries(value.props).flatMap(([name, prop]) => (isHarmless(project, file, { path: [name], key: name, value: prop }) ? [] : [name]))
      : value.k === 'literal' || value.k === 'scalar' || value.k === 'text' || value.k === 'unknown'
        ? []
        : [...project.resolve({ file, value, scope: null }), ...(type ? project.resolve({ file, value: { k: 'typed', type }, scope: null }) : [])].flatMap((r) => (r.r === 'type' ? textsOf(r.located.file, r.located.type) : []));
  const name = names.find((one) => opening.test(one) && sensitiveName(one) !== null);
  return name === undefined ? null : { name, what: sensitiveName(name)! };
}

/** Members of an object type that are texts. */
function textsOf(file: FileFacts, type: TypeRef): readonly string[] {
  if (type.t === 'object') return Object.entries(type.members).flatMap(([name, member]) => (isText(member) ? [name] : []));
  if (type.t !== 'name' || type.symbol.k !== 'ref' || !Object.hasOwn(file.types, type.symbol.name)) return [];
  return textsOf(file, file.types[type.symbol.name]!.type);
}

const isText = (type: TypeRef): boolean => (type.t === 'primitive' && type.name === 'string') || (type.t === 'union' && type.of.some(isText));

/** A number, a flag, a constant, what is no text here, or a value that a function made fit for the log. */
function isHarmless(project: Project, file: FileFacts, leaf: LogLeafFact): boolean {
  const { value } = leaf;
  if (leaf.refuted) return true;
  // `email: account.emailAccountId`, `emails: found.emails.length`: the key promises more than there is
  if (leaf.key !== null && /^(?:length|size|count)$|^_?ids?$|_ids?$|[a-z]I[Dd]s?$/.test(leaf.path.at(-1) ?? '')) return true;
  if (value.k === 'scalar') return value.type !== 'string';
  if (value.k === 'literal') return true;
  if (value.k === 'text') return value.parts.every((part) => part.k === 'literal');
  if (value.k === 'call' && masking.test(lastName(value.callee))) return true;
  if (value.k === 'param') {
    const type = file.functions[value.fn]?.params[value.index]?.type;
    return type?.t === 'primitive' && /^(?:number|boolean|bigint|symbol)$/.test(type.name);
  }
  if (value.k === 'ref' || value.k === 'import' || value.k === 'member') {
    const resolved = project.resolve({ file, value, scope: null });
    return resolved.length > 0 && resolved.every((r) => r.r === 'value' && (r.located.value.k === 'literal' || (r.located.value.k === 'scalar' && r.located.value.type !== 'string')));
  }
  return false;
}

function lastName(value: Value): string {
  return value.k === 'member' || value.k === 'import' || value.k === 'ref' || value.k === 'global' ? value.name : '';
}

/** `req.body`, `await c.req.json()`, a variable that holds it, a parameter with `@Body()`. */
function isBody(project: Project, file: FileFacts, leaf: LogLeafFact, last: string, parent: string): boolean {
  if (last === 'body' && bodied.test(parent)) return true;
  if (bodyReaders.test(last) && requests.test(parent)) return true;
  const { value } = leaf;
  if (value.k === 'param') {
    const param = file.functions[value.fn]?.params[value.index];
    return param?.decorators.some((d) => d.callee.k === 'import' && d.callee.source === '@nestjs/common' && d.callee.name === 'Body' && d.args.every((a) => a.k !== 'literal')) ?? false;
  }
  // a variable: `const data = req.body`, `const { body } = req`
  const source = value.k === 'call' ? value.callee : value;
  if (source.k !== 'member') return false;
  const isRead = value.k === 'call' ? bodyReaders.test(`${source.name}()`) : source.name === 'body';
  return isRead && isRequest(file, source.of, value.k === 'call' ? requests : bodied);
}

/** The request's whole body or headers in a literal that a variable holds: `const context = { url: req.url, headers: req.headers }`. */
function requestPart(file: FileFacts, value: Value): 'body' | 'headers' | null {
  if (value.k !== 'object') return null;
  const holds = (prop: Value, name: string): boolean =>
    prop.k === 'union' ? prop.of.some((one) => holds(one, name)) : prop.k === 'member' && prop.name === name && isRequest(file, prop.of, name === 'body' ? bodied : requests);
  return (['body', 'headers'] as const).find((name) => Object.values(value.props).some((prop) => holds(prop, name))) ?? null;
}

function isRequest(file: FileFacts, value: Value, names: RegExp): boolean {
  if (value.k === 'member') return /^(?:req|request)$/.test(value.name) && isRequest(file, value.of, requests);
  if (value.k !== 'param') return false;
  const param = file.functions[value.fn]?.params[value.index];
  // `({ body }) => …` of Elysia and others
  return param?.name == null ? param?.keys?.['body'] !== undefined && file.endpoints.length > 0 : names.test(param.name);
}

/** The name of the table or type, if the value is a whole record of a person. */
function personalRecord(project: Project, located: LocatedValue): string | null {
  const { value } = located;
  if (value.k === 'literal' || value.k === 'scalar' || value.k === 'text' || value.k === 'unknown' || value.k === 'object') return null;
  const rows = project.rawRows(located);
  if (rows) {
    const columns = rows.query.table?.fact.columns.map((c) => c.name) ?? [];
    const name = rows.query.tableName ?? '';
    return personName.test(name) || columns.some((c) => isSecret(c)) ? `\`${name || 'database'}\`` : null;
  }
  for (const r of project.resolve(located)) {
    const [name, members] = shapeOf(project, r);
    if (name !== null && members.some(isSecret) ) return `\`${name}\``;
  }
  return null;
}

/** What a library of sessions gave. */
function ofSession(project: Project, located: LocatedValue): SessionValue | null {
  if (located.value.k !== 'call' && located.value.k !== 'member') return null;
  for (const r of project.resolve(located)) {
    const given = r.r === 'external' ? sessionValue(r.symbol, r.path) : null;
    if (given !== null) return given === 'user' && !holdsAddress(project, r) ? null : given;
  }
  return null;
}

/** A user of Lucia has an id, and what the code adds. */
function holdsAddress(project: Project, r: Resolved): boolean {
  if (r.r !== 'external' || !r.symbol.startsWith('lucia#')) return true;
  const { made } = r;
  const construction = made && Object.values(made.file.bindings).find((value) => value.k === 'new' && value.at.start === made.at.start);
  const options = construction?.k === 'new' ? construction.args[1] : undefined;
  const adds = options?.k === 'object' ? options.props['getUserAttributes'] : undefined;
  if (!made || adds?.k !== 'function') return false;
  return project.fn(made.file, adds.fn).fact.returns.some(({ value }) => value.k === 'object' && Object.keys(value.props).some((name) => sensitiveName(name) !== null));
}

const isSecret = (name: string): boolean => sensitiveName(name) === 'a password';

/** Name and members of the class or type that a value is. */
function shapeOf(project: Project, r: Resolved): [string | null, readonly string[]] {
  if (r.r === 'instance') return [r.ref.fact.name, Object.keys(r.ref.fact.fields)];
  if (r.r === 'type') return [r.located.type.t === 'name' ? lastName(r.located.type.symbol) : null, memberNames(r.located.file, r.located.type)];
  if (r.r === 'external' && r.how === 'instance' && r.path.length === 0 && /^@prisma\/client#/.test(r.symbol)) {
    const name = r.symbol.slice(r.symbol.indexOf('#') + 1);
    const table = project.tables.find((t) => t.fact.symbol?.toLowerCase() === name.toLowerCase());
    return [name, table?.fact.columns.map((c) => c.name) ?? []];
  }
  return [null, []];
}

function memberNames(file: FileFacts, type: TypeRef): readonly string[] {
  if (type.t === 'object') return Object.keys(type.members);
  if (type.t !== 'name' || type.symbol.k !== 'ref' || !Object.hasOwn(file.types, type.symbol.name)) return [];
  return memberNames(file, file.types[type.symbol.name]!.type);
}

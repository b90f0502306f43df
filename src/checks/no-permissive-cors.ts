import { defineCheck } from '../define.js';
import type { FileFacts } from '../facts/file.js';
import { constantsOf, optionOf } from '../facts/options.js';
import { own } from '../facts/own.js';
import type { LocatedValue, Place, Project } from '../facts/project.js';
import type { CorsFact } from '../facts/trust.js';
import type { CorsApi } from '../recognise/cors-libraries.js';
import { corsApis } from '../recognise/cors-libraries.js';

export default defineCheck({
  id: 'no-permissive-cors',
  needs: ['cors'],
  rationale:
    'A server that allows every origin lets any web page that a user happens to visit call it from the user’s browser and read the answers, with credentials even act for them. The allowed origins are a list that somebody wrote down.',
  messages: {
    origin:
      '`{{call}}` allows every origin ({{how}}), so any web page can call this server from its visitor’s browser and read the answer. Give the list of origins that may: `origin: [\'https://app.example.com\']`.',
    fallback:
      '`{{call}}` allows every origin when the environment names none ({{how}}), so one forgotten variable opens the server to any web page. Let start-up fail instead, or fall back to the list of known origins.',
    flagged:
      '`{{call}}` allows every origin on one branch of a condition ({{how}}), so wherever that holds any web page can call this server from its visitor’s browser and read the answer. Give the list of origins that may on every branch.',
    defaults:
      '`{{call}}` is given no origins and allows every one by default, so any web page can call this server from its visitor’s browser and read the answer. Give the list of origins that may.',
  },
  examples: {
    bad: [
      `import cors from 'cors';\nimport express from 'express';\nconst app = express();\n// ruleid: no-permissive-cors\napp.use(cors());`,
      `import cors from 'cors';\nimport express from 'express';\nconst options = {\n  // ruleid: no-permissive-cors\n  origin: '*',\n};\nexpress().use(cors(options));`,
    ],
    good: [
      `import cors from 'cors';\nimport express from 'express';\nconst app = express();\n// ok: no-permissive-cors\napp.use(cors({ origin: ['https://shop.example'] }));`,
    ],
  },
  limits: ['Origins that come from the environment, and functions that may say no, count as checked.', 'A regular expression among the origins is not read.', 'A function that makes the options for each request is not read.', 'A branch that only development takes is left alone.'],
  check(project, report) {
    let examined = 0;
    const seen = new Set<string>();
    for (const file of project.files) {
      if (file.kind !== 'runtime') continue;
      for (const fact of file.cors?.uses ?? []) {
        examined += 1;
        const found = fact.form === 'header' ? ofHeader(project, file, fact) : ofOptions(project, file, fact);
        if (!found) continue;
        const key = `${found.place.file.path}:${found.place.at.start}`;
        if (seen.has(key) || found.place.file.kind !== 'runtime') continue;
        seen.add(key);
        const call = fact.written;
        if (found.message === 'defaults') report.at(found.place.file, found.place.at, 'defaults', { call });
        else report.at(found.place.file, found.place.at, found.message, { call, how: found.how });
      }
    }
    report.examined(examined, 'CORS policies');
  },
});

interface Open {
  readonly message: 'origin' | 'fallback' | 'flagged' | 'defaults';
  readonly how: string;
  readonly place: Place;
}

function ofHeader(project: Project, file: FileFacts, fact: Extract<CorsFact, { form: 'header' }>): Open | null {
  const open = openness(project, { file, value: fact.value, scope: null }, false);
  return open && { ...open, how: open.how === 'true' ? 'the request’s own origin is reflected' : open.how, place: { file, at: fact.at } };
}

function ofOptions(project: Project, file: FileFacts, fact: Extract<CorsFact, { form: 'options' }>): Open | null {
  const api: CorsApi = corsApis[fact.symbol]!;
  const call: Place = { file, at: fact.at };
  const defaults: Open = { message: 'defaults', how: '', place: call };
  if (!fact.options) return api.openByDefault && api.isOptional !== true ? defaults : null;
  const argument: LocatedValue = { file, value: fact.options, scope: null };
  // a function decides for each request, through code of its own
  if (fact.options.k === 'function') return null;
  if (fact.computed) return { message: 'flagged', how: '`origin: true`', place: { file, at: fact.computed } };
  const holder = optionOf(project, argument, api.path);
  if (holder.state !== 'given') return null;
  for (const options of holder.values) {
    if (api.path.length > 0 || options.value.k === 'literal') {
      const direct = constantsOf(project, options).constants.find((c) => c.constant === true || c.constant === '*');
      if (direct) return { message: 'origin', how: `\`${String(direct.constant)}\``, place: placeOf(options, call) };
      if (options.value.k === 'literal') continue;
    }
    for (const name of api.origin) {
      const origin = optionOf(project, options, [name]);
      if (origin.state === 'absent' && api.openByDefault && isObjectWithout(project, options, name)) return { ...defaults, place: placeOf(options, call) };
      if (origin.state !== 'given') continue;
      for (const value of origin.values) {
        const open = openness(project, value, api.starInList === true);
        if (open) return { ...open, how: `\`${name}: ${open.how}\``, place: placeOf(value, call) };
      }
    }
  }
  return null;
}

/**
 * Whether what is given is an object of options without one, and not the outcome of code that cannot be followed. `null`
 * and `undefined` are no default: they switch the middleware off (github.com/expressjs/cors, `lib/index.js`).
 */
const isObjectWithout = (project: Project, options: LocatedValue, name: string): boolean =>
  [options, ...project.resolve(options).flatMap((r) => (r.r === 'value' ? [r.located] : []))].some(({ value }) => value.k === 'object' && !own(value.props, name));

/** Where a value is written when it is written in place, otherwise the call. */
function placeOf(value: LocatedValue, call: Place): Place {
  const { value: v } = value;
  if ('at' in v) return { file: value.file, at: v.at };
  if (v.k === 'function') return { file: value.file, at: value.file.functions[v.fn]!.at };
  if (v.k === 'union') for (const one of v.of) if ('at' in one) return { file: value.file, at: one.at };
  return call;
}

function openness(project: Project, value: LocatedValue, starInList: boolean): { message: 'origin' | 'fallback' | 'flagged'; how: string } | null {
  if (opensEvery(project, value)) return { message: 'origin', how: 'a function that says yes to all' };
  if (value.value.k === 'array' && !starInList) return null;
  const { constants, open } = constantsOf(project, value);
  const any = constants.find((c) => (c.constant === '*' || c.constant === true) && !isChosen(c.at));
  if (!any) return null;
  if (!starInList && project.resolve(value).some((r) => r.r === 'value' && r.located.value.k === 'array')) return null;
  return { message: isFlagged(any.at) ? 'flagged' : open ? 'fallback' : 'origin', how: any.constant === true ? 'true' : "'*'" };
}

const isChosen = ({ file, value }: LocatedValue): boolean => value.k === 'literal' && file.cors?.chosen.includes(value.at.start) === true;

const isFlagged = ({ file, value }: LocatedValue): boolean => value.k === 'literal' && file.cors?.flagged.includes(value.at.start) === true;

const opensEvery = (project: Project, value: LocatedValue): boolean =>
  project.resolve(value).some((r) => r.r === 'function' && r.ref.file.cors?.openOrigins.includes(r.ref.index) === true);

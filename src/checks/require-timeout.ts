import { defineCheck } from '../define.js';
import type { Effect, Enclosure } from '../facts/effects.js';
import { constantsOf, optionOf } from '../facts/options.js';
import type { LocatedValue, Project } from '../facts/project.js';
import { breakerLibraryOf, policyTimesOut } from '../recognise/breaker-calls.js';
import { moduleTimeouts } from '../recognise/http-modules.js';
import { outboundCalls } from '../recognise/outbound.js';
import type { TimeoutRules } from '../recognise/timeouts.js';
import { agentOptions, breakersWithTimeout, remedyOf, timeLimitName, timeoutRulesOf } from '../recognise/timeouts.js';

export default defineCheck({
  id: 'require-timeout',
  needs: ['effects'],
  rationale:
    'A request without a timeout waits for as long as the other system likes. When that system hangs, every request of ours that needs it hangs too, with its memory, its connection and its client, until nothing is left to serve the others.',
  messages: {
    missing:
      '`{{call}}` waits for another system without a timeout, so when that system hangs, requests pile up here until the process has no connections or memory left. Give up after a few seconds: {{remedy}}.',
  },
  examples: {
    bad: [
      `export async function rates(base: string) {\n  // ruleid: require-timeout\n  const response = await fetch(\`https://rates.example.com/v1/\${base}\`);\n  return response.json();\n}`,
      {
        'src/partner-client.ts': `import axios from 'axios';\nexport const partner = axios.create({ baseURL: 'https://partner.example.com' });`,
        'src/stock.ts': `import { partner } from './partner-client';\n// ruleid: require-timeout\nexport const stock = (sku: string) => partner.get('/stock', { params: { sku } });`,
      },
    ],
    good: [
      `export async function rates(base: string) {\n  // ok: require-timeout\n  const response = await fetch(\`https://rates.example.com/v1/\${base}\`, { signal: AbortSignal.timeout(3000) });\n  return response.json();\n}`,
      {
        'src/partner-client.ts': `import axios from 'axios';\nexport const partner = axios.create({ baseURL: 'https://partner.example.com', timeout: 3000 });`,
        'src/stock.ts': `import { partner } from './partner-client';\n// ok: require-timeout\nexport const stock = (sku: string) => partner.get('/stock', { params: { sku } });`,
      },
    ],
  },
  limits: [
    'Options that cannot be followed are taken to hold a timeout; a parameter that the caller may fill is not, unless a caller in sight does.',
    'Calls of vendors\' SDKs count only with the option `sdks`, and there only a timeout that the client is made with is seen.',
    'A timeout that an interceptor sets is not seen.',
  ],
  check(project, report) {
    let examined = 0;
    const isOutbound = outboundCalls(project);
    const timedModules = moduleTimeouts(project);
    const dispatcher = globalDispatcher(project);
    for (const effect of project.files.filter(report.asksFor).flatMap(project.effectsOf)) {
      if (!isOutbound(effect, report.options(effect.file.path)['sdks'] === true)) continue;
      examined += 1;
      if (isBounded(project, effect, dispatcher) || timedModules(effect) || project.runsInside(effect, (enclosure) => endsAfterAWhile(project, enclosure))) continue;
      report.at(effect.file, effect.fact.at, 'missing', { call: effect.fact.written, remedy: remedyOf(effect) });
    }
    report.examined(examined, 'outbound calls');
  },
});

/** `passed`: whatever the caller hands over. */
type Presence = 'given' | 'absent' | 'unknown' | 'passed';

function isBounded(project: Project, effect: Effect, dispatcher: Presence): boolean {
  const { fact, library, target } = effect;
  // what a declared client does inside is its own matter
  if (!target) return true;
  if (dispatcher !== 'absent' && (library === 'global' || library === 'undici')) return true;
  const rules = timeoutRulesOf(library);
  const taken = [...fact.steps.map(({ name }) => name), ...target.path.map((step) => step.replace(/\(\)$/, ''))];
  if (taken.some((name) => (rules.steps ?? []).includes(name) || timeLimitName.test(name))) return true;
  if (fact.steps.some(({ name, args }) => (name === 'on' || name === 'once') && args[0]?.k === 'literal' && args[0].value === 'timeout')) return true;
  if (fact.steps.some((step) => step.name === 'pipe' && step.args.some((arg) => isTimeLimit(project, { file: effect.file, value: arg, scope: null })))) return true;
  const options = optionsOf(rules, effect);
  if (options.some((one) => isDropIn(project, one))) return true;
  const found = [...options.map((one) => presenceIn(project, one, rules, 0)), ...clientOptions(effect).map((one) => presenceIn(project, one, rules, 0))];
  if (found.some((presence) => presence === 'given' || presence === 'unknown')) return true;
  return (rules.builtIn === true && !isSwitchedOff(project, effect, rules)) || hasDefault(project, effect, rules);
}

/** The arguments of a call that hold its options. */
function optionsOf(rules: TimeoutRules, { args, call, target }: Effect): LocatedValue[] {
  const positions = Object.hasOwn(rules.options, call) ? rules.options[call]! : rules.options.otherwise;
  const found = positions.flatMap((position) => args[position] ?? []);
  const [first] = args;
  if (first && !found.includes(first) && ((rules.maybe?.includes(0) === true && (first.value.k === 'object' || (target?.how === 'instance' && rules.addressed?.includes(call) !== true))) || isRequest(first))) found.push(first);
  return found;
}

const isRequest = ({ value }: LocatedValue): boolean => value.k === 'new' && value.callee.k === 'global' && value.callee.name === 'Request';

/** `(input, init) => fetch(input, init)`, handed to a library that calls it with the options of its own: it sets no policy. */
function isDropIn(project: Project, { file, value }: LocatedValue): boolean {
  const whole = value.k === 'union' ? value.of.find((one) => one.k === 'param' || one.k === 'omit') : value;
  const param = whole?.k === 'omit' ? (whole.of.k === 'union' ? whole.of.of.find((one) => one.k === 'param') : whole.of) : whole;
  if (param?.k !== 'param') return false;
  const fn = project.fn(file, param.fn);
  return fn.fact.cls === null && project.callersOf(fn).length === 0;
}

/** What the client was made with: the arguments of `axios.create(…)`, `new Agent(…)`. */
function clientOptions({ target }: Effect): LocatedValue[] {
  const isMade = target !== null && (target.how === 'instance' || target.path.some((step) => step.endsWith(')')));
  return isMade ? target.args.filter(({ value }) => value.k !== 'literal' && value.k !== 'text') : [];
}

function presenceIn(project: Project, options: LocatedValue, rules: TimeoutRules, depth: number): Presence {
  if (depth > 4) return 'unknown';
  const { file, value } = options;
  if (isRequest(options)) return value.k === 'new' && value.args[1] ? presenceIn(project, { ...options, value: value.args[1] }, rules, depth + 1) : 'absent';
  if (value.k === 'union') return strongest(value.of.map((one) => presenceIn(project, { ...options, value: one }, rules, depth + 1)));
  if (value.k === 'object') {
    const own = Object.entries(value.props).flatMap(([name, given]): Presence[] => {
      const located = { ...options, value: given };
      if (agentOptions.includes(name)) return [agentPresence(project, located)];
      return rules.names.includes(name) && !isOff(project, located) ? ['given'] : [];
    });
    return strongest([...own, ...value.spreads.map((spread) => presenceIn(project, { ...options, value: spread }, rules, depth + 1))]);
  }
  if (value.k === 'omit' && value.keys.some((key) => rules.names.includes(key))) return 'given';
  if (value.k === 'omit' || value.k === 'spread') return presenceIn(project, { ...options, value: value.of }, rules, depth + 1);
  if (value.k === 'literal' || value.k === 'scalar' || value.k === 'text' || value.k === 'function') return 'absent';
  if (value.k === 'param' && options.scope === null) {
    const sites = project.callersOf(project.fn(file, value.fn));
    const passed = sites.slice(0, 40).flatMap((site) => {
      const arg = site.call.args[value.index];
      return arg ? [presenceIn(project, { file: site.file, value: arg, scope: null }, rules, depth + 1)] : [];
    });
    return passed.includes('given') ? 'given' : 'passed';
  }
  if (value.k === 'member' && headIsParam(value)) return 'passed';
  const resolved = project.resolve(options);
  if (resolved.length === 0) return 'unknown';
  return strongest(
    resolved.map((r): Presence => {
      if (r.r === 'value' && r.located.value !== value) return presenceIn(project, r.located, rules, depth + 1);
      if (r.r === 'param') return 'passed';
      // a text of the environment
      if (r.r === 'external' && r.symbol === 'global#process') return 'absent';
      return r.r === 'function' || r.r === 'class' ? 'absent' : 'unknown';
    }),
  );
}

const headIsParam = (value: LocatedValue['value']): boolean => (value.k === 'member' ? headIsParam(value.of) : value.k === 'param');

const strongest = (found: readonly Presence[]): Presence => (['given', 'unknown', 'passed'] as const).find((one) => found.includes(one)) ?? 'absent';

/** `timeout: 0`, `timeout: false` and `timeout: undefined` switch it off. */
function isOff(project: Project, value: LocatedValue): boolean {
  const { constants, open } = constantsOf(project, value);
  return !open && constants.length > 0 && constants.every(({ constant }) => constant === 0 || constant === false || constant === null || constant === Infinity);
}

const isSwitchedOff = (project: Project, effect: Effect, rules: TimeoutRules): boolean =>
  [...optionsOf(rules, effect), ...clientOptions(effect)].some((options) => {
    const timeout = optionOf(project, options, ['timeout']);
    return timeout.state === 'given' && timeout.values.every((value) => isOff(project, value));
  });

/** Options of Node's and undici's agents (nodejs.org/api/http.html#new-agentoptions, undici.nodejs.org/#/docs/api/Client). */
const poolTimeouts = [['timeout'], ['headersTimeout'], ['bodyTimeout'], ['connectTimeout'], ['connect', 'timeout']];

/** A connection pool counts when it is made with timeouts of its own, or out of sight. */
function agentPresence(project: Project, agent: LocatedValue): Presence {
  const resolved = project.resolve(agent);
  if (resolved.length === 0) return 'unknown';
  return strongest(
    resolved.map((r): Presence => {
      if (r.r === 'value' && r.located.value.k === 'literal') return 'absent';
      if (r.r !== 'external') return r.r === 'param' ? 'passed' : 'unknown';
      return strongest(r.args.flatMap((args) => poolTimeouts.map((path): Presence => optionOf(project, args, path).state)));
    }),
  );
}

/** `axios.defaults.timeout = 5000`: of the very client, or of the one that every client is made from. */
const hasDefault = (project: Project, effect: Effect, rules: TimeoutRules): boolean =>
  project.files.some((file) =>
    (file.effects?.defaults ?? []).some(
      (fact) =>
        rules.names.includes(fact.path.at(-1)!) &&
        project.resolve({ file, value: fact.client, scope: null }).some((r) => {
          if (r.r !== 'external' || r.symbol !== effect.target?.symbol) return false;
          return r.made === null || (r.made.file === effect.target.made?.file && r.made.at.start === effect.target.made.at.start);
        }),
    ),
  );

/** undici's `setGlobalDispatcher(new Agent({ headersTimeout }))` holds for `fetch` too. */
function globalDispatcher(project: Project): Presence {
  const found = project.files.flatMap((file) =>
    (file.effects?.calls ?? []).flatMap((fact): Presence[] =>
      fact.callee.k === 'import' && fact.callee.source === 'undici' && fact.callee.name === 'setGlobalDispatcher' && fact.args[0] ? [agentPresence(project, { file, value: fact.args[0], scope: null })] : [],
    ),
  );
  return strongest(found);
}

/** rxjs `timeout(5000)`, `timeout({ first: 5000 })`. */
const isTimeLimit = (project: Project, value: LocatedValue): boolean =>
  project.resolve(value).some((r) => (r.r === 'external' ? timeLimitName.test(r.symbol) : r.r === 'function' && timeLimitName.test(r.ref.fact.name ?? '')));

function endsAfterAWhile(project: Project, enclosure: Enclosure): boolean {
  const last = enclosure.name.slice(enclosure.name.lastIndexOf('.') + 1);
  // a timer starts the call later, it does not end it
  if (timeLimitName.test(last) && last !== 'setTimeout') return true;
  if (enclosure.form !== 'argument') return false;
  const library = breakerLibraryOf(project.resolve(enclosure.callee));
  if (library === 'cockatiel') return policyTimesOut(project, enclosure);
  return library !== null && breakersWithTimeout.has(library) && !enclosure.args.slice(1).some((options) => {
    const timeout = optionOf(project, options, ['timeout']);
    return timeout.state === 'given' && timeout.values.every((value) => isOff(project, value));
  });
}

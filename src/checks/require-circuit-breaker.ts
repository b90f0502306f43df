import { defineCheck } from '../define.js';
import type { FileFacts } from '../facts/file.js';
import { constantsOf, optionOf } from '../facts/options.js';
import type { LocatedValue, Project } from '../facts/project.js';
import { breakerLibraryOf, isBreaker } from '../recognise/breaker-calls.js';
import { outboundCalls } from '../recognise/outbound.js';

export default defineCheck({
  id: 'require-circuit-breaker',
  needs: ['effects'],
  rationale:
    'When another system fails, callers that go on calling it wait for every failure and keep it from recovering. A circuit breaker counts the failures: after 5 in a row it fails at once for 30 seconds, then lets one call through to see whether the other side is back.',
  messages: {
    unprotected:
      '`{{call}}` calls another system outside a circuit breaker, so when that system fails, every request here goes on waiting for it and adds to its load. Run the call through one that opens after 5 failures for 30 s: opossum\'s `fire` or cockatiel\'s `execute`.',
    neverOpens:
      '`{{breaker}}` is made with {{option}}, so it never {{verb}} and protects neither side. Let it open after 5 failures and try again after 30 s: `resetTimeout: 30000`.',
  },
  examples: {
    bad: [
      `export async function rates(base: string) {\n  // ruleid: require-circuit-breaker\n  const response = await fetch(\`https://rates.example.com/v1/\${base}\`, { signal: AbortSignal.timeout(3000) });\n  return response.json();\n}`,
    ],
    good: [
      `import CircuitBreaker from 'opossum';\nasync function load(base: string) {\n  // ok: require-circuit-breaker\n  const response = await fetch(\`https://rates.example.com/v1/\${base}\`, { signal: AbortSignal.timeout(3000) });\n  return response.json();\n}\nconst breaker = new CircuitBreaker(load, { errorThresholdPercentage: 50, resetTimeout: 30_000 });\nexport const rates = (base: string) => breaker.fire(base);`,
      {
        'src/partner-policy.ts': `import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, wrap } from 'cockatiel';\nconst breaker = circuitBreaker(handleAll, { halfOpenAfter: 30_000, breaker: new ConsecutiveBreaker(5) });\nexport const partnerPolicy = wrap(retry(handleAll, { maxAttempts: 2 }), breaker);`,
        'src/stock.ts': `import { partnerPolicy } from './partner-policy';\n// ok: require-circuit-breaker\nexport const stock = (sku: string) => partnerPolicy.execute(({ signal }) => fetch(\`https://partner.example.com/stock/\${sku}\`, { signal }));`,
      },
    ],
  },
  limits: [
    'A breaker in the network (a service mesh, a gateway) cannot be seen; declare the client that goes through it as `circuitBreaker` recogniser or switch the law off.',
    'A function counts as protected when every call of it in sight is.',
    'Calls of vendors\' SDKs count only with the option `sdks`.',
  ],
  check(project, report) {
    let examined = 0;
    const isOutbound = outboundCalls(project);
    for (const effect of project.files.filter(report.asksFor).flatMap(project.effectsOf)) {
      if (!isOutbound(effect, report.options(effect.file.path)['sdks'] === true)) continue;
      examined += 1;
      if (isDeclaredBreaker(project, effect.file, effect.fact.callee) || project.runsInside(effect, (enclosure) => isBreaker(project, enclosure))) continue;
      report.at(effect.file, effect.fact.at, 'unprotected', { call: effect.fact.written });
    }
    for (const file of project.files) {
      if (file.kind !== 'runtime' || !report.asksFor(file)) continue;
      for (const fact of file.effects?.calls ?? []) {
        if (!fact.isNew || breakerLibraryOf(project.resolve({ file, value: fact.callee, scope: null })) !== 'opossum') continue;
        const fault = faultOf(project, fact.args[1] && { file, value: fact.args[1], scope: null });
        if (fault) report.at(file, fact.at, 'neverOpens', { breaker: fact.written, ...fault });
      }
    }
    report.examined(examined, 'outbound calls');
  },
});

/** The client itself is declared as one that breaks the circuit: its own calls are protected. */
const isDeclaredBreaker = (project: Project, file: FileFacts, callee: LocatedValue['value']): boolean =>
  [callee, ...(callee.k === 'member' ? [callee.of] : [])].some((value) => project.isRecognised('circuitBreaker', { file, value, scope: null }));

/** opossum has defaults for both (50 %, 30 s: nodeshift.dev/opossum); only what takes them away is a fault. */
function faultOf(project: Project, options: LocatedValue | undefined): { option: string; verb: string } | null {
  const is = (name: string, test: (constant: unknown) => boolean): boolean => {
    const option = optionOf(project, options, [name]);
    if (option.state !== 'given') return false;
    return option.values.every((value) => {
      const { constants, open } = constantsOf(project, value);
      return !open && constants.length > 0 && constants.every(({ constant }) => test(constant));
    });
  };
  if (is('enabled', (constant) => constant === false)) return { option: '`enabled: false`', verb: 'opens' };
  if (is('errorThresholdPercentage', (constant) => typeof constant === 'number' && constant >= 100)) return { option: 'an `errorThresholdPercentage` of 100', verb: 'opens' };
  return null;
}

import type { DocumentFact, DocumentSecretFact, TestFacts } from '../facts/documents.js';
import type { SettingFact } from '../facts/settings.js';
import type { Span } from '../facts/source.js';
import { positionAt } from '../syntax/source-file.js';

type Lines = string[];

/** What a document says, one fact a line, by position. */
export function documentFactLines(fact: DocumentFact): Lines {
  const at = (span: Span): string => place(fact, span);
  switch (fact.form) {
    case 'openapi':
      return [
        `${fact.path}: OpenAPI ${fact.version}`,
        ...fact.operations.map(
          (o) =>
            `${at(o.at)} operation ${o.method} ${o.path}${part('id', o.operationId)} security=[${o.security.join(', ')}] request=${o.request} responses=[${o.responses.map((r) => `${r.status}${r.schema ? ' schema' : ''}`).join(', ')}]`,
        ),
      ];
    case 'workflow':
      return [
        ...fact.includes.map((one) => `${fact.path}: includes ${one}`),
        ...fact.jobs.flatMap((job) => [
          `${at(job.at)} job ${job.name} (${fact.system})${part('image', job.image)}${list('services', job.services)}${list('needs', job.needs)}${list('uses', job.uses)}`,
          ...job.commands.map((command) => `${at(command.at)}   run ${command.text.replace(/\s*\n\s*/g, ' ⏎ ')}`),
        ]),
      ];
    case 'image':
      return fact.stages.map(
        (s) =>
          `${at(s.at)} stage ${s.name ?? '(unnamed)'} from ${s.fromStage ? 'stage ' : ''}${s.base}${part('user', s.user)}${part('healthcheck', s.healthcheck)}${list('expose', s.expose)}${part('entrypoint', s.entrypoint)}${part('cmd', s.command)}`,
      );
    case 'compose':
      return fact.services.map(
        (s) => `${at(s.at)} service ${s.name}${part('image', s.image)}${s.build ? ' built' : ''}${list('ports', s.ports)}${part('user', s.user)}${part('healthcheck', s.healthcheck)}${list('depends', s.dependsOn)}`,
      );
    case 'env-file':
      return fact.names.map(({ name, at: span }) => `${at(span)} variable ${name}${fact.sample ? ' (sample)' : ''}`);
  }
}

export const settingLines = (settings: readonly SettingFact[], lines: readonly number[]): Lines =>
  settings.map((s) => `${place({ path: s.path, lines }, s.at)} sets ${s.name}${s.value === null ? '' : '=…'}${part('for', s.owner)} (${s.form})`);

/** Where secrets stand; never what they are. */
export const secretLines = (secrets: readonly DocumentSecretFact[], lines: readonly number[]): Lines =>
  secrets.map((s) => `${place({ path: s.path, lines }, s.at)} secret ${s.form} ${s.name}`);

/** What a test file says, one fact a line, by position. */
export function testFactLines(facts: TestFacts): Lines {
  return [
    ...facts.mocks.map(({ module, at }) => ({ at, text: `mocks ${module}` })),
    ...facts.containers.map(({ container, image, at }) => ({ at, text: `container ${container}${part('image', image)}` })),
    ...facts.cases.map(({ kind, title, within, skipped, at }) => ({ at, text: `${kind} ${JSON.stringify([...within, title].join(' › '))}${skipped ? ' skipped' : ''}` })),
  ]
    .sort((a, b) => a.at.start - b.at.start)
    .map(({ at, text }) => `${place(facts, at)} ${text}`);
}

const place = ({ path, lines }: { readonly path: string; readonly lines: readonly number[] }, { start }: Span): string => `${path}:${positionAt(lines, start).line}`;
const part = (name: string, value: string | null): string => (value === null ? '' : ` ${name}=${/\s/.test(value) ? JSON.stringify(value) : value}`);
const list = (name: string, values: readonly string[]): string => (values.length === 0 ? '' : ` ${name}=[${values.join(', ')}]`);

import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { lawEntry, lawIds } from '../catalogue.js';
import type { LawId } from '../catalogue.js';
import type { Finding } from '../facts/finding.js';
import { audit } from '../hosts/audit.js';
import { explainLaw, lawNamed } from '../hosts/explain.js';
import { placeNew } from '../hosts/place-new.js';
import { UserError } from '../hosts/user-error.js';
import { whyDependency } from '../hosts/why.js';
import { lawMarkdown } from '../reporters/explain-law.js';
import { whyPretty } from '../reporters/why.js';
import { cut, oneLine } from './answer.js';
import { insideRoot } from './inside.js';

const text = z.string().min(1).max(300).regex(/^[^\u0000]*$/u);
const law = z.enum(lawIds);
const readOnly = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

/** The tools are questions about one folder; each answers with data, at most about 4 kB of it, and changes nothing. */
export function addTools(server: McpServer, root: string): void {
  server.registerTool(
    'check_files',
    {
      title: 'Check files',
      description: 'Findings of the architecture laws in files of this backend, one a line: path:line:column: severity law: message [fingerprint]. The whole project is analysed, so findings that other files cause are among them. Suppressed ones and those of the baseline are left out.',
      inputSchema: z.object({
        paths: z.array(text).min(1).max(50).describe('Files or folders, relative to the root of the backend.'),
        laws: z.array(law).max(lawIds.length).optional().describe('Only these laws.'),
      }),
      annotations: readOnly,
    },
    ({ paths, laws }) => answer(() => checkFiles(root, paths, laws)),
  );
  server.registerTool(
    'explain_law',
    {
      title: 'Explain a law',
      description: 'What a law demands and why, code that breaks it and code that does not, its options and limits.',
      inputSchema: z.object({ law: text.describe('Id of a law: no-raw-entity-return.') }),
      annotations: readOnly,
    },
    ({ law: name }) =>
      answer(async () => {
        const id = lawNamed(name);
        if (!id) throw new UserError(`${name} is no law (list_laws lists them)`);
        const explained = explainLaw(id);
        return cut(lawMarkdown({ ...explained, bad: explained.bad.slice(0, 1), good: explained.good.slice(0, 1) }), explained.url);
      }),
  );
  server.registerTool(
    'why_dependency',
    {
      title: 'Why a dependency',
      description: 'The shortest import path from one file or module of this backend to another, step by step with file and line, and the one back.',
      inputSchema: z.object({ from: text.describe('File or module.'), to: text.describe('File or module.') }),
      annotations: readOnly,
    },
    ({ from, to }) =>
      answer(async () => {
        for (const end of [from, to]) insideRoot(root, end);
        return cut(whyPretty(await whyDependency(root, [from, to]), { color: false }), 'ask about nearer files');
      }),
  );
  server.registerTool(
    'where_should_this_go',
    {
      title: 'Where should this go',
      description: 'The module and folder in which new code of this backend belongs by its layout, and existing files to name it after.',
      inputSchema: z.object({
        what: text.describe('What it is or does: "refund a payment".'),
        kind: text.optional().describe('What kind of file: controller, handler, entity, repository, dto, shared, contract …'),
        module: text.optional().describe('The module, where it is known.'),
      }),
      annotations: readOnly,
    },
    (question) => answer(async () => cut(JSON.stringify(await placeNew(root, question), null, 1), 'give a module')),
  );
  server.registerTool(
    'list_laws',
    {
      title: 'List the laws',
      description: 'Every law that this backend is held to: id, severity in the recommended preset, title.',
      inputSchema: z.object({ group: text.optional().describe(`Only one group: ${groups().join(', ')}.`) }),
      annotations: readOnly,
    },
    ({ group }) =>
      answer(async () => {
        const wanted = lawIds.filter((id) => group === undefined || lawEntry(id).group.toLowerCase() === group.toLowerCase());
        if (wanted.length === 0) throw new UserError(`no such group; there are ${groups().join(', ')}`);
        return cut(wanted.map((id) => `${id}: ${lawEntry(id).recommended}: ${lawEntry(id).title}`).join('\n'), 'give a group');
      }),
  );
}

const groups = (): string[] => [...new Set(lawIds.map((id) => lawEntry(id).group))];

async function checkFiles(root: string, paths: readonly string[], laws: readonly LawId[] | undefined): Promise<string> {
  const inside = paths.map((path) => insideRoot(root, path).replace(/\/$/u, ''));
  const { report, crashes } = await audit(root, { ...(laws && { laws }) });
  const isAsked = ({ path }: Finding): boolean => inside.some((one) => one === '' || path === one || path.startsWith(`${one}/`));
  const found = report.findings.filter((finding) => !finding.suppressed && isAsked(finding));
  const problems = report.problems.filter(({ path }) => inside.some((one) => one === '' || path === one || path.startsWith(`${one}/`)));
  const lines = [
    ...found.map(({ path, line, column, severity, law: id, message, fingerprint }) => `${line === 0 ? path || '.' : `${path}:${line}:${column}`}: ${severity} ${id}: ${message} [${fingerprint}]`),
    ...problems.map(({ path, message }) => `${path}: problem: ${message}`),
    ...crashes.map(({ law: id, message }) => `law ${id} crashed and decided nothing: ${message}`),
  ];
  return lines.length === 0 ? `0 findings in ${inside.length === 1 ? (inside[0] || '.') : `${inside.length} places`}` : cut(lines.map(oneLine).join('\n'), 'give fewer paths, or laws');
}

type Answer = { content: { type: 'text'; text: string }[]; isError?: true };

/** The agent gets what a person would get to read as the error; faults of Fortress stay one line, too. */
async function answer(work: () => Promise<string>): Promise<Answer> {
  try {
    return { content: [{ type: 'text', text: await work() }] };
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    const said = error instanceof UserError ? (reason ?? '') : `internal error: ${reason}`;
    return { content: [{ type: 'text', text: said }], isError: true };
  }
}

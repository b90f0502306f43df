import type { JobFact, WorkflowFact } from '../facts/documents.js';
import { readYaml, type YamlReader } from './yaml.js';

export const isGithubWorkflow = (path: string): boolean => /(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
export const isGitlabWorkflow = (path: string): boolean => /(^|\/)\.gitlab-ci\.ya?ml$|(^|\/)\.gitlab\/ci\/[^/]+\.ya?ml$|\.gitlab-ci\.ya?ml$/.test(path);

type Workflow = Pick<WorkflowFact, 'jobs' | 'includes'>;

/**
 * The jobs of a workflow of GitHub Actions. Never throws.
 * Documentation: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
 * Does not see: what an action or a called workflow does.
 */
export function readGithubWorkflow(text: string): Workflow {
  const yaml = readYaml(text);
  if (!yaml) return { jobs: [], includes: [] };
  const jobs = yaml.entries(yaml.get(yaml.top, 'jobs')).map(({ name, value: job, at }): JobFact => {
    const steps = yaml.items(yaml.get(job, 'steps'));
    const called = yaml.text(yaml.get(job, 'uses'));
    return {
      name,
      services: yaml.entries(yaml.get(job, 'services')).flatMap(({ value }) => imageOf(yaml, value, 'image') ?? []),
      image: imageOf(yaml, yaml.get(job, 'container'), 'image'),
      uses: [...(called === null ? [] : [called]), ...steps.flatMap((step) => yaml.text(yaml.get(step, 'uses')) ?? [])],
      needs: yaml.texts(yaml.get(job, 'needs')),
      commands: steps.flatMap((step) => commandsOf(yaml, yaml.get(step, 'run'))),
      at,
    };
  });
  return { jobs, includes: [] };
}

/** Words at the top of a file that are no jobs, https://docs.gitlab.com/ci/yaml/#keywords. */
const gitlabKeywords: ReadonlySet<string> = new Set(['default', 'include', 'stages', 'variables', 'workflow', 'spec', 'image', 'services', 'before_script', 'after_script', 'cache', 'types']);

/**
 * The jobs of a pipeline of GitLab, with what `default` and `extends` give them. Never throws.
 * Documentation: https://docs.gitlab.com/ci/yaml/
 * Does not see: included files, `!reference`, what rules leave out.
 */
export function readGitlabWorkflow(text: string): Workflow {
  const yaml = readYaml(text);
  if (!yaml) return { jobs: [], includes: [] };
  const top = yaml.entries(yaml.top);
  const named = new Map(top.map(({ name, value }) => [name, value] as const));
  const usual = (key: string): unknown => yaml.get(named.get('default'), key) ?? named.get(key) ?? null;
  const valueOf = (job: unknown, key: string, depth = 0): unknown => {
    const own = yaml.get(job, key);
    if (own !== null || depth > 10) return own;
    // the last template goes first
    for (const base of yaml.texts(yaml.get(job, 'extends')).reverse()) {
      const inherited = valueOf(named.get(base) ?? null, key, depth + 1);
      if (inherited !== null) return inherited;
    }
    return null;
  };
  const jobs = top.flatMap(({ name, value: job, at }): JobFact[] => {
    if (name.startsWith('.') || gitlabKeywords.has(name) || yaml.entries(job).length === 0) return [];
    const given = (key: string): unknown => valueOf(job, key) ?? usual(key);
    return [
      {
        name,
        services: yaml.items(given('services')).flatMap((service) => imageOf(yaml, service, 'name') ?? []),
        image: imageOf(yaml, given('image'), 'name'),
        uses: [],
        needs: yaml.items(valueOf(job, 'needs')).flatMap((need) => yaml.text(need) ?? yaml.text(yaml.get(need, 'job')) ?? []),
        commands: [given('before_script'), valueOf(job, 'script'), given('after_script')].flatMap((script) => commandsOf(yaml, script)),
        at,
      },
    ];
  });
  const include = named.get('include') ?? null;
  const includes = yaml.items(include).length > 0 ? yaml.items(include) : [include];
  return { jobs, includes: includes.flatMap((one) => yaml.text(one) ?? ['local', 'remote', 'template', 'component', 'file', 'project'].flatMap((key) => yaml.texts(yaml.get(one, key))).slice(0, 1)) };
}

/** `node:22`, `{ image: node:22 }`. */
const imageOf = (yaml: YamlReader, node: unknown, key: string): string | null => yaml.text(node) ?? yaml.text(yaml.get(node, key));

/** Lines of a script, or of scripts; nested lists are flattened, as GitLab does. */
function commandsOf(yaml: YamlReader, script: unknown, depth = 0): JobFact['commands'] {
  const text = yaml.text(script);
  const at = yaml.place(script);
  if (text !== null) return at && text.trim() !== '' ? [{ text: text.trim(), at }] : [];
  return depth > 10 ? [] : yaml.items(script).flatMap((item) => commandsOf(yaml, item, depth + 1));
}

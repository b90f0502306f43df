import { auditedFolder } from './audited-folder.js';
import type { InspectionFlags } from './inspection-flags.js';
import { formatOf, layoutOptions, treeOptions } from './inspection-flags.js';
import type { Io } from './io.js';
import { nearest } from './nearest.js';
import { progressLine } from './progress.js';
import { UserError } from '../hosts/user-error.js';

export type ExplainFlags = InspectionFlags<'pretty' | 'markdown' | 'json'>;

/**
 * Explains a law, or one finding of the backend in a folder.
 * @param what id of a law, or at least six digits of a finding's fingerprint
 * @throws {UserError} for what is neither
 */
export async function runExplain(what: string, path: string, flags: ExplainFlags, io: Io): Promise<void> {
  const { explainFinding, explainLaw, lawNamed } = await import('../hosts/explain.js');
  const format = formatOf(flags);
  const id = lawNamed(what);
  if (id) {
    const { lawJson, lawMarkdown, lawPretty } = await import('../reporters/explain-law.js');
    const law = explainLaw(id);
    io.stdout(format === 'json' ? lawJson(law) : format === 'markdown' ? lawMarkdown(law) : lawPretty(law, layoutOptions(flags, io)));
    return;
  }
  if (!/^[\da-f]{6,16}$/u.test(what)) {
    const { lawIds } = await import('../catalogue.js');
    const near = nearest(what, lawIds);
    throw new UserError(`${what} is no law and no fingerprint ${near ? `(did you mean ${near}?)` : '(fortress-audit laws lists the laws)'}`);
  }
  const root = await auditedFolder(path, io.cwd);
  const line = progressLine(io);
  const explained = await explainFinding(root, what, { ...treeOptions(flags, io.cwd), ...(line.progress && { progress: line.progress }) }).finally(line.clear);
  const [{ findingExplanationJson, findingMarkdown, findingPretty }, { sourceReader }] = await Promise.all([import('../reporters/explain-finding.js'), import('./read-source.js')]);
  const options = { ...layoutOptions(flags, io), readSource: sourceReader(explained.root) };
  io.stdout(format === 'json' ? findingExplanationJson(explained) : format === 'markdown' ? findingMarkdown(explained, options) : findingPretty(explained, options));
}

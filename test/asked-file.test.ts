import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks } from '../src/checks/index.js';
import type { RawFinding } from '../src/define.js';
import type { Project } from '../src/facts/project.js';
import { linkFolder, linkRead } from '../src/hosts/link-tree.js';
import { runChecks, shownIn } from '../src/hosts/run-laws.js';
import { fixtureBackends, fixtures } from './support/fixtures.js';

const findingsOf = (project: Project, asked?: string): readonly RawFinding[] => {
  const { findings, crashes } = runChecks(checks, project, () => ({}), asked);
  expect(crashes).toEqual([]);
  return findings;
};

/** An editor asks for the findings of the file that somebody types in: they must not depend on what else is asked for. */
describe('a file that is asked for alone has the findings that it has among all', () => {
  it.each(fixtureBackends)('%s', async (name) => {
    const tree = await linkFolder(join(fixtures, name), {});
    const all = findingsOf(tree.project);
    for (const { path } of tree.project.files) {
      // linked anew: what one file made the project work out must not be what another one gets
      const { project } = await linkRead(tree);
      expect(findingsOf(project, path), path).toEqual(all.filter((finding) => shownIn(finding) === path));
    }
  });
});

import type { Survey } from '../hosts/survey.js';
import { auditCommand } from './commands.js';

const globs = '*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,prisma,sql}';

/** A hook: its file, its whole text, and the lines to add where the file is there already. */
export interface HookText {
  readonly path: string;
  readonly text: string;
  readonly lines: string;
  /** Commands to run once. */
  readonly then: readonly string[];
}

/** The hook of a tool (lefthook.dev, typicode.github.io/husky, pre-commit.com), as docs/hooks.md has it. */
export function hookText(tool: 'lefthook' | 'husky' | 'pre-commit', survey: Survey): HookText {
  const command = auditCommand(survey, '--staged');
  switch (tool) {
    case 'lefthook': {
      const job = `    - name: fortress\n      glob: '${globs}'\n      run: ${command}\n`;
      return { path: 'lefthook.yml', text: `pre-commit:\n  jobs:\n${job}`, lines: job, then: ['npx lefthook install'] };
    }
    case 'husky':
      // lint-staged hides what is not staged and skips commits without code; alone the hook audits what is staged
      return { path: '.husky/pre-commit', text: `${command}\n`, lines: `${command}\n`, then: ['npx husky'] };
    case 'pre-commit': {
      const repo = `  - repo: local\n    hooks:\n      - id: fortress-audit\n        name: fortress-audit\n        entry: ${command}\n        language: system\n        files: '\\.([cm]?[jt]sx?|prisma|sql)$'\n        pass_filenames: false\n`;
      return { path: '.pre-commit-config.yaml', text: `repos:\n${repo}`, lines: repo, then: ['pre-commit install'] };
    }
  }
}

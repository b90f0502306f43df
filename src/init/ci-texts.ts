import type { Survey } from '../hosts/survey.js';
import { auditCommand, installSteps } from './commands.js';

const setups: Record<Survey['packageManager'], readonly string[]> = {
  npm: ['      - uses: actions/setup-node@v6', '        with:', '          node-version: 22', '          cache: npm'],
  pnpm: ['      - uses: actions/setup-node@v6', '        with:', '          node-version: 22'],
  yarn: ['      - uses: actions/setup-node@v6', '        with:', '          node-version: 22'],
  bun: ['      - uses: oven-sh/setup-bun@v2'],
};

/** `.github/workflows/fortress.yml`: annotations on the lines of a pull request, a summary, exit code 1 for findings. */
export const githubWorkflow = (survey: Survey): string => `${[
  'name: Fortress',
  '',
  'on:',
  '  push:',
  '    branches: [main]',
  '  pull_request:',
  '',
  'permissions:',
  '  contents: read',
  '',
  'jobs:',
  '  audit:',
  '    runs-on: ubuntu-latest',
  '    steps:',
  '      - uses: actions/checkout@v6',
  ...setups[survey.packageManager],
  ...installSteps(survey).map((step) => `      - run: ${step}`),
  `      - run: ${auditCommand(survey)}`,
].join('\n')}\n`;

/** A job for `.gitlab-ci.yml`; its report shows in merge requests (docs.gitlab.com/ci/testing/code_quality). */
export const gitlabJob = (survey: Survey): string => `${[
  'fortress:',
  `  image: ${survey.packageManager === 'bun' ? 'oven/bun:1' : 'node:22'}`,
  '  script:',
  ...installSteps(survey).map((step) => `    - ${step}`),
  `    - ${auditCommand(survey, '--output gitlab=fortress.gitlab.json')}`,
  '  artifacts:',
  '    when: always',
  '    reports:',
  '      codequality: fortress.gitlab.json',
].join('\n')}\n`;

import type { Survey } from '../hosts/survey.js';

/** What of the configuration is chosen; the rest stays as it is by default. */
export interface ConfigChoice {
  readonly preset: 'recommended' | 'layered' | 'strict';
}

/**
 * `fortress.config.ts`: only what is not the default. What was detected stands in comments, and so do symbols that look
 * like something a recogniser names and are not proven.
 */
export function configText({ layout, stack, recognisers, backends }: Survey, { preset }: ConfigChoice): string {
  const parts = [...stack.frameworks, ...stack.dataLayers, ...stack.validators];
  const body = [...(preset === 'recommended' ? [] : [`  preset: '${preset}',`]), ...recogniserLines(recognisers)];
  const lines = [
    "import { defineConfig } from 'eslint-plugin-fortress/config';",
    '',
    `// Detected: ${parts.length > 0 ? parts.join(', ') : 'no framework'}; layout: ${oneLine(layout.summary)}.`,
    ...(backends.length > 1 ? [`// Backends: ${backends.map((dir) => dir || '.').join(', ')}.`] : []),
    '// fortress-audit doctor says what was understood, docs/configuration.md what can be said here.',
    ...(body.length > 0 ? ['export default defineConfig({', ...body, '});'] : ['export default defineConfig({});']),
  ];
  return `${lines.join('\n')}\n`;
}

function recogniserLines(recognisers: Survey['recognisers']): string[] {
  if (recognisers.length === 0) return [];
  const kinds = [...new Set(recognisers.map(({ kind }) => kind))];
  const body = kinds.flatMap((kind) => {
    const own = recognisers.filter((one) => one.kind === kind);
    const proven = own.filter(({ isProven }) => isProven);
    const entry = (symbol: string): string => `${quoted(symbol)},`;
    const hints = own.filter(({ isProven }) => !isProven);
    if (proven.length === 0) return hints.flatMap(({ symbol, because }) => [`    // Perhaps: ${oneLine(because)}.`, `    // ${kind}: [${quoted(symbol)}],`]);
    return [
      `    ${kind}: [`,
      ...proven.flatMap(({ symbol, because }) => [`      // ${oneLine(because)}`, `      ${entry(symbol)}`]),
      ...hints.flatMap(({ symbol, because }) => [`      // Perhaps: ${oneLine(because)}.`, `      // ${entry(symbol)}`]),
      '    ],',
    ];
  });
  const isEmpty = !recognisers.some(({ isProven }) => isProven);
  return isEmpty ? ['  // recognisers: {', ...body.map((line) => line.replace(/^ {4}\/\/ (?!Perhaps)/u, '  //   ').replace(/^ {4}\/\/ Perhaps/u, '  //   // Perhaps')), '  // },'] : ['  recognisers: {', ...body, '  },'];
}

// Names come from the audited tree; a line break in one must not end a comment.
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u2028\u2029]+/gu, ' ');
const quoted = (text: string): string => `'${text.replace(/[\\']/gu, '\\$&').replace(/[\u0000-\u001f\u2028\u2029]+/gu, ' ')}'`;

import type { Span } from '../facts/source.js';

export interface ScriptVariable {
  readonly script: string;
  readonly name: string;
  readonly value: string;
  readonly at: Span;
}

/**
 * Variables that scripts of a `package.json` set before a command: `TZ=UTC node …`, `cross-env TZ=UTC …`, `set TZ=UTC&&`.
 * Never throws; a manifest that is no JSON gives none.
 */
export function readScriptVariables(text: string): ScriptVariable[] {
  const scripts = scriptsOf(text);
  const variables: ScriptVariable[] = [];
  let from = Math.max(0, text.search(/"scripts"\s*:/));
  for (const [script, command] of Object.entries(scripts)) {
    if (typeof command !== 'string') continue;
    const written = JSON.stringify(command);
    const key = text.indexOf(JSON.stringify(script), from);
    const value = key < 0 ? -1 : text.indexOf(written, key);
    if (value < 0) continue; // written with other escapes
    from = value;
    for (const match of written.matchAll(/(?:^"|[\s;&|(])(?:set\s+)?([A-Za-z_]\w*)=((?:\\"[^"]*\\"|'[^']*'|[^\s;&|"'])*)/g)) {
      const start = value + match.index + match[0].lastIndexOf(`${match[1]}=`);
      variables.push({ script, name: match[1]!, value: match[2]!.replace(/^(\\"|')(.*)\1$/, '$2'), at: { start, end: value + match.index + match[0].length } });
    }
  }
  return variables;
}

function scriptsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const manifest: unknown = JSON.parse(text);
    const scripts = typeof manifest === 'object' && manifest !== null && 'scripts' in manifest ? manifest.scripts : null;
    return typeof scripts === 'object' && scripts !== null && !Array.isArray(scripts) ? { ...scripts } : {};
  } catch {
    return {};
  }
}

import type { StageFact } from '../facts/documents.js';
import { readDockerfile } from './dockerfile.js';

/**
 * The stages of a Dockerfile, in order; the last is what is run unless somebody asks for another. Never throws.
 * Documentation: https://docs.docker.com/reference/dockerfile/
 */
export function readImageStages(text: string): StageFact[] {
  const stages: { -readonly [K in keyof StageFact]: StageFact[K] }[] = [];
  for (const { keyword, text: written, at } of readDockerfile(text)) {
    const words = written.trim().split(/\s+/).filter((word) => word !== '');
    const stage = stages.at(-1);
    if (keyword === 'FROM') {
      const [base, as, name] = words.filter((word) => !word.startsWith('--'));
      if (base === undefined) continue;
      const fromStage = stages.some((earlier) => earlier.name !== null && earlier.name.toLowerCase() === base.toLowerCase());
      stages.push({ name: /^as$/i.test(as ?? '') ? (name ?? null) : null, base, fromStage, user: null, healthcheck: null, expose: [], entrypoint: null, command: null, at });
    } else if (!stage) continue;
    else if (keyword === 'USER') stage.user = words[0]?.split(':')[0] ?? null;
    else if (keyword === 'EXPOSE') stage.expose = [...stage.expose, ...words];
    else if (keyword === 'ENTRYPOINT') stage.entrypoint = commandOf(written);
    else if (keyword === 'CMD') stage.command = commandOf(written);
    else if (keyword === 'HEALTHCHECK') {
      const check = words.filter((word) => !word.startsWith('--'));
      stage.healthcheck = /^none$/i.test(check[0] ?? '') ? 'none' : commandOf(check.slice(/^cmd$/i.test(check[0] ?? '') ? 1 : 0).join(' '));
    }
  }
  return stages;
}

/** A command in its shell form; `["node", "main.js"]` is `node main.js`. */
function commandOf(written: string): string {
  const text = written.trim().replace(/\s+/g, ' ');
  if (!text.startsWith('[')) return text;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map(String).join(' ') : text;
  } catch {
    return text;
  }
}

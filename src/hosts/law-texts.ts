import { checks } from '../checks/index.js';
import type { LawText } from '../facts/law.js';
import { rules } from '../rules/index.js';

const texts: ReadonlyMap<string, LawText> = new Map(
  [...rules, ...checks].map(({ id, rationale, examples: { bad, good }, limits }) => [id, { rationale, bad, good, limits: limits ?? [] }]),
);

/** What a law says about itself; `null` for what is no law. */
export const lawText = (id: string): LawText | null => texts.get(id) ?? null;

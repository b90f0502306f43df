import type { LawEntry } from '../catalogue.js';
import { lawEntry, lawIds } from '../catalogue.js';

const entries = new Map<string, LawEntry>(lawIds.map((id) => [id, lawEntry(id)]));

/** The catalogue's row of a finding's law, `null` for what is no law of it, such as an unused suppression. */
export const entryOf = (law: string): LawEntry | null => entries.get(law) ?? null;

/** What the law demands; its id where the catalogue does not know it. */
export const lawTitle = (law: string): string => entryOf(law)?.title ?? law;

import type { RawFinding } from '../define.js';
import type { LawId } from '../catalogue.js';
import type { Moved } from '../project/cache/moved.js';
import { type PlaceContext, type PlacedFinding, placeFindings, byPlace } from '../policy/findings.js';
import type { Analysis } from './analysis.js';
import { movedEdits } from './moved-edits.js';
import type { SourceReadings } from './read-sources.js';
import { ruleIds } from './stored-reading.js';

/**
 * The analysis of a tree of which some files say the same in other places: what checks found follows still and has
 * moved along, what rules find has been found anew.
 * @param moved how these files moved, by path
 * @returns `null` where a place cannot be told
 */
export function movedAnalysis(
  analysis: Analysis,
  moved: ReadonlyMap<string, Moved>,
  { readingOf }: Pick<SourceReadings, 'readingOf'>,
  wanted: (law: LawId) => boolean,
  places: PlaceContext,
): Analysis | null {
  const kept: PlacedFinding[] = [];
  const toPlace: RawFinding[] = [];
  for (const finding of analysis.findings) {
    const how = moved.get(finding.path);
    if (how && ruleIds.has(finding.law)) continue;
    const related = movedRelated(finding, moved);
    const here = how ? movedFinding(finding, how) : finding;
    if (!related || !here) return null;
    if (how) toPlace.push({ ...here, related });
    else kept.push({ ...finding, related });
  }
  const commented = new Set(analysis.commented);
  for (const path of moved.keys()) {
    const reading = readingOf(path);
    toPlace.push(...(reading?.findings.filter(({ law }) => wanted(law)) ?? []));
    if (reading?.facts && reading.facts.directives.length > 0) commented.add(path);
    else commented.delete(path);
  }
  return {
    ...analysis,
    findings: [...kept, ...placeFindings(toPlace, places)].sort(byPlace),
    commented: [...commented],
  };
}

const movedRelated = ({ related }: RawFinding, moved: ReadonlyMap<string, Moved>): RawFinding['related'] | null => {
  const there = related.flatMap((place) => {
    const how = moved.get(place.path);
    if (!how || place.line === 0) return [place];
    const line = how.line(place.line);
    return line === null ? [] : [{ ...place, line }];
  });
  return there.length === related.length ? there : null;
};

function movedFinding(finding: PlacedFinding, { at: move }: Moved): RawFinding | null {
  const { law, message, path, at, related, fix, suggestions, shownIn } = finding;
  const now = at && move(at);
  const edits = movedEdits(finding, move);
  if ((at && !now) || (fix && !edits.fix) || edits.suggestions?.length !== suggestions?.length) return null;
  return { law, message, path, at: now, related, ...(edits.fix && { fix: edits.fix }), ...(edits.suggestions && { suggestions: edits.suggestions }), ...(shownIn !== undefined && { shownIn }) };
}

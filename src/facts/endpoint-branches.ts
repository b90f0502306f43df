import type { FileFacts } from './file.js';
import type { Endpoint } from './project.js';
import type { Span } from './source.js';
import { isWithin } from './source.js';

/** Whether a place is no branch of the handler that only other methods of its path reach. */
export const mayReach = ({ file, fact }: Endpoint, place: { readonly file: FileFacts; readonly at: Span }): boolean =>
  !fact.elsewhere || place.file !== file || !fact.elsewhere.some((span) => isWithin(place.at, span));

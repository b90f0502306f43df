import type { Span } from './source.js';
import type { Value } from './value.js';

/** What one file says about zones and dates besides its tables. */
export type TimeFact =
  /** Text made from a date in the zone of the server, unless `options` or a zone that is set before say otherwise. */
  | {
      readonly form: 'format';
      /** `date`: methods of the language; otherwise the library. */
      readonly by: 'date' | 'intl' | 'moment' | 'dayjs' | 'date-fns' | 'luxon';
      /** As written, for messages: `createdAt.toLocaleDateString`. */
      readonly written: string;
      /** The option that would name the zone, and what holds it; `null` where none can be given. */
      readonly zone: { readonly options: Value; readonly name: string } | null;
      /** The pattern of a library, `null` where there is none. */
      readonly pattern: Value | null;
      readonly fn: number | null;
      readonly at: Span;
    }
  /** `process.env.TZ = value`, or the default zone of a date library. */
  | { readonly form: 'zone'; readonly written: string; readonly value: Value; readonly at: Span }
  /** A column of type timestamp that is declared outside a table: a column helper, a step of a migration. */
  | {
      readonly form: 'column';
      readonly layer: string;
      readonly table: string | null;
      readonly name: string;
      /** Lower case. */
      readonly type: string;
      /** Options that may give it a zone: Drizzle's `{ withTimezone: true }`. */
      readonly options: Value | null;
      readonly at: Span;
    };

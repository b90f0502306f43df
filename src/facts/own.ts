/** A record's own entry: a method named `constructor` or `toString` must not find the prototype's. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  const value = record[key];
  return value === undefined || Object.hasOwn(record, key) ? value : undefined;
}

/** An object that JSON writes in braces. */
export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An object for names that are rarely the same in two files. One without a prototype is a hash table from the start in
 * V8, which makes a hidden class for each new sequence of names of any other, in more time than all else here takes.
 */
export const byName = <Fact>(): Record<string, Fact> => Object.create(null) as Record<string, Fact>;

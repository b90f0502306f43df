/** A record's own entry: a method named `constructor` or `toString` must not find the prototype's. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  const value = record[key];
  return value === undefined || Object.hasOwn(record, key) ? value : undefined;
}

/** An object that JSON writes in braces. */
export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Array methods that call their first argument once per element. */
export const iterationMethods: ReadonlySet<string> = new Set(['map', 'forEach', 'flatMap', 'filter', 'find', 'findIndex', 'findLast', 'some', 'every', 'reduce', 'reduceRight', 'sort']);

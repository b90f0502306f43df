const globs = new Map<string, RegExp>();

/** Whether a symbol is one of the patterns; a `*` stands for any part: `drizzle-orm/*#drizzle`. */
export function matches(patterns: readonly string[], symbol: string): boolean {
  return patterns.some((pattern) => {
    if (!pattern.includes('*') || pattern.endsWith('#*')) return pattern === symbol;
    let glob = globs.get(pattern);
    if (!glob) globs.set(pattern, (glob = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\/?\*/g, '.*')}$`)));
    return glob.test(symbol);
  });
}

/** `*` within a folder name, `**` across folders, `?`, `{a,b}`. */
export function globToRegExp(glob: string): RegExp {
  const source = glob
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?|\{|\}|,/g, (part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part === '{' ? '(?:' : part === '}' ? ')' : '|';
    });
  return new RegExp(`^${source}$`);
}

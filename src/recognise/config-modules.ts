/** Words of a file's name that say that it resolves configuration, and words that say that it does something else with it. */
export const configWords: ReadonlySet<string> = new Set(['env', 'envs', 'environment', 'environments', 'config', 'configs', 'configuration', 'configurations', 'conf', 'settings', 'dotenv', 'envvars']);
const otherWords = /^(?:controllers?|routes?|routers?|handlers?|repository|repositories|entity|entities|models?|middlewares?|guards?|resolvers?|tests?|types?|dto|usecases?|jobs?|tasks?|webhooks?|pages?|plugins?|hooks?)$/;
/** Folders named for what their files do: `services/settings.ts` is about the settings of users, which many products have. */
const roleFolders = /^(?:services?|logic|controllers?|routes?|routers?|handlers?|repository|repositories|entity|entities|models?|middlewares?|resolvers?|usecases?|use-cases|actions?|api|queries|schemas?|validators?|validations?|components?|pages?|commands?|events?)$/;
export const configFolders: ReadonlySet<string> = new Set(['env', 'envs', 'environment', 'environments', 'config', 'configs', 'configuration', 'configurations', 'conf']);

/** Whether a path says that the module resolves configuration. */
export function isNamedConfig(path: string): boolean {
  const folders = path.split('/');
  const words = folders.pop()!.replace(/\.[cm]?[jt]sx?$/, '').replace(/([a-z\d])([A-Z])/g, '$1-$2').toLowerCase().split(/[^a-z]+/);
  if (words.some((word) => otherWords.test(word))) return false;
  if (words.some((word) => configWords.has(word))) return !words.includes('settings') || (words.length === 1 && !roleFolders.test(folders.at(-1)?.toLowerCase() ?? ''));
  // `packages/config/src/lib/mail.ts`: what every package has says nothing
  return folders.filter((folder) => folder !== 'src' && folder !== 'lib').slice(-2).some((folder) => configFolders.has(folder.toLowerCase()));
}

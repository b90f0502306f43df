import type { SettingFact } from '../facts/settings.js';
import type { DiscoveredFile } from '../facts/source.js';
import { stripMark } from '../syntax/source-file.js';
import { isComposeFile, readCompose } from './compose.js';
import { isDockerfile, isEnvFile } from './document-facts.js';
import { dockerAssignments, readDockerfile } from './dockerfile.js';
import { readEnvFile } from './env-file.js';
import { readScriptVariables } from './package-scripts.js';

/** Variables of the environment that images, compose files, env files and scripts set. A file that cannot be read sets none. */
export function readDocumentSettings(documents: readonly DiscoveredFile[], contents: (path: string) => Buffer): SettingFact[] {
  return documents.flatMap((document) => {
    const read = document.kind === 'test' || document.kind === 'frontend' ? null : readerOf(document.path);
    if (!read) return [];
    try {
      return read(document.path, stripMark(contents(document.path).toString('utf8')));
    } catch {
      // no YAML or JSON, or gone by now: settings that nobody can read set nothing
      return [];
    }
  });
}

type Reader = (path: string, text: string) => SettingFact[];

function readerOf(path: string): Reader | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (isDockerfile(name)) return dockerSettings;
  if (isComposeFile(name)) return (file, text) => (text.includes('environment') ? readCompose(text).map(({ service, ...rest }) => ({ path: file, form: 'compose', owner: service, ...rest })) : []);
  if (isEnvFile(name)) return (file, text) => readEnvFile(text).map((entry) => ({ path: file, form: 'env-file', owner: null, ...entry }));
  return name === 'package.json' ? (file, text) => (text.includes('=') ? readScriptVariables(text).map(({ script, ...rest }) => ({ path: file, form: 'script', owner: script, ...rest })) : []) : null;
}

/** `ENV` and the defaults of `ARG`; a link to a zone of the system's clock sets `TZ` as well. */
const dockerSettings: Reader = (path, text) =>
  readDockerfile(text).flatMap((instruction): SettingFact[] => {
    if (instruction.keyword === 'ENV' || instruction.keyword === 'ARG')
      return dockerAssignments(instruction).map((assignment) => ({ path, form: 'dockerfile', owner: null, ...assignment }));
    if (instruction.keyword !== 'RUN' || !instruction.text.includes('/etc/localtime')) return [];
    const zone = /\/usr\/share\/zoneinfo\/([A-Za-z]+(?:\/[\w+-]+)*)/.exec(instruction.text);
    if (!zone) return [];
    const start = instruction.start + zone.index;
    return [{ path, form: 'dockerfile', owner: null, name: 'TZ', value: zone[1]!, at: { start, end: start + zone[0].length } }];
  });

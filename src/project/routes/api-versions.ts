import type { LocatedValue } from '../../facts/project.js';
import type { PathText } from './endpoint-paths.js';
import { known } from './endpoint-paths.js';
import type { Mounted } from './router-ways.js';

/**
 * What the version of an endpoint adds to its path: `/v1`, or nothing.
 *
 * NestJS reads the versions of controllers and methods only once the application calls `enableVersioning`, and puts
 * them into the path only for the URI type; without the call `@Version('1')` is served at the plain path
 * (https://docs.nestjs.com/techniques/versioning; `RoutePathFactory.create` of @nestjs/core). So nothing is added where
 * no call of the same package is in sight: that of a controller in a library says its application alone, which may
 * call it or not, and the plain path is what the framework does unless told otherwise.
 * @param mounts prefixes of the application, those of its versions among them
 * @param version as the endpoint names it, `''` for `VERSION_NEUTRAL`
 */
export function versionPath(mounts: readonly Mounted[], version: string | undefined): PathText {
  const all = mounts.filter(({ fact }) => fact.version);
  // tests start applications of their own
  const runtime = all.filter(({ file }) => file.kind === 'runtime');
  const [first, ...others] = (runtime.length > 0 ? runtime : all).map((mount) => ofMount(mount, version));
  if (!first) return known('');
  return others.find(({ text }) => text !== first.text) ? { text: '/…', gap: first.gap ?? others.find(({ gap }) => gap)?.gap ?? place(all[0]!) } : first;
}

function ofMount(mount: Mounted, named: string | undefined): PathText {
  const { fact, path } = mount;
  const version = named ?? fact.version?.fallback ?? '';
  if (version === '' || fact.version?.kind === 'other') return known('');
  if (fact.version?.kind !== 'uri') return { text: '/…', gap: place(mount) };
  return path.gap === null ? known(`/${path.text}${version}`) : { ...path, text: '/…' };
}

/** Where an application says which versions it serves. */
const place = ({ file, fact }: Mounted): LocatedValue => ({ file, value: fact.parent, scope: null });

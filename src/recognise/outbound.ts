import type { Effect } from '../facts/effects.js';
import type { Project } from '../facts/project.js';
import type { Value } from '../facts/value.js';

/** Prefixes of what no other system answers: data, files, this machine. */
const ownAddress = /^(data:|blob:|file:|(https?:\/\/)?(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])([:/?#]|$))/i;
/** A path without a host: the page's own origin where a browser runs the code, a file beside the module. */
const relative = /^(\/(?!\/)|\.{1,2}\/)/;

/**
 * Tells which calls leave for another system over HTTP. Requests of browser code do not count, wherever it stands.
 * @param sdks whether calls of vendors' SDKs and of language models count as well
 */
export function outboundCalls(project: Project): (effect: Effect, sdks: boolean) => boolean {
  return (effect, sdks) => {
    if (effect.file.kind !== 'runtime') return false;
    if (effect.kind !== 'http') return sdks;
    const [address, options] = effect.fact.args;
    // `credentials` speaks of a browser's cookies (fetch.spec.whatwg.org, "credentials mode")
    if (options?.k === 'object' && effect.library === 'global' && Object.hasOwn(options.props, 'credentials')) return false;
    return !(address && isOwn(address, !hasBase(effect))) && !project.runsInBrowser(effect.file, effect.fact);
  };
}

/** A client that is made may have a base address, and what a path means to a declared client is not known. */
const hasBase = ({ target }: Effect): boolean => target === null || target.how === 'instance' || target.path.some((step) => step.endsWith(')'));

/** @param alone whether the address is not joined to a base */
function isOwn(value: Value, alone: boolean): boolean {
  switch (value.k) {
    case 'literal':
      return typeof value.value === 'string' && (ownAddress.test(value.value) || (alone && relative.test(value.value)));
    case 'text': {
      const [first, second] = value.parts;
      // a base path that may be empty: `${process.env.BASE_PATH ?? ''}/api/orders`
      if (first?.k === 'union' && first.of.some((one) => one.k === 'literal' && one.value === '') && second?.k === 'literal') return isOwn(second, alone);
      return first !== undefined && isOwn(first, alone);
    }
    case 'new':
      if (value.callee.k !== 'global' || (value.callee.name !== 'URL' && value.callee.name !== 'Request') || value.args[0]?.k !== 'literal') return false;
      // `new URL('./font.ttf', import.meta.url)` names a file, by an alias of the bundler too; with another base the base decides
      return value.args[1] === undefined || value.callee.name === 'Request' ? isOwn(value.args[0], true) : value.args[1].k === 'unknown' && /^(\.{1,2}|[@~#])\//.test(String(value.args[0].value));
    case 'object':
      // `http.request({ socketPath: '/var/run/docker.sock' })`
      return Object.hasOwn(value.props, 'socketPath');
    default:
      return false;
  }
}

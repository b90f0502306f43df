const here = new URL('.', import.meta.url);

/** The folder that the modules of this package were compiled into; the bundle of the command lies one below. */
const compiled = here.pathname.endsWith('/bundled/') ? new URL('..', here) : here;

/** A file of this package that is read or imported by its place. @param path relative to the folder of this module */
export const ownFile = (path: string): URL => new URL(path, compiled);

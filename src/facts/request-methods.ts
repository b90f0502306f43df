import type { HttpMethod } from './backend.js';

type RequestMethod = Exclude<HttpMethod, 'ALL'>;

const requestMethods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] satisfies RequestMethod[]);

/** Whether a name is that of a method that a request has: in capitals, and no `ALL`. */
export const isRequestMethod = (name: string): name is RequestMethod => requestMethods.has(name);

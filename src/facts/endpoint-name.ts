import type { Endpoint } from './project.js';

const operations: Readonly<Partial<Record<Endpoint['method'], string>>> = { GET: 'query', POST: 'mutation' };

/** An endpoint for people: `POST /orders`; the operations of other protocols have a kind and a name. */
export function endpointName({ fact: { protocol }, method, shownPath }: Endpoint): string {
  switch (protocol) {
    case 'graphql':
      return `the ${operations[method] ?? 'field'} \`${shownPath}\``;
    case 'trpc':
      return `the procedure \`${shownPath}\``;
    case 'message':
    case 'websocket':
      return `the message \`${shownPath}\``;
    default:
      return `${method} ${shownPath}`;
  }
}

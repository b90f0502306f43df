import type { ApiDescription, OperationFact } from '../facts/documents.js';
import { readYaml, type YamlReader } from './yaml.js';

const methods: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']);
/** References to references are followed so far. */
const deepest = 5;

/**
 * The operations of an OpenAPI 3 or Swagger 2 description, in YAML or JSON, references inside the file followed; `null`
 * for a text that is none. Never throws.
 * Specification: https://spec.openapis.org/oas/v3.1.1.html#operation-object, https://spec.openapis.org/oas/v2.0.html
 * Does not see: references to other files, webhooks, callbacks.
 */
export function readOpenApi(text: string): Pick<ApiDescription, 'version' | 'operations'> | null {
  if (!/(?:openapi|swagger)["']?\s*:/.test(text)) return null;
  const yaml = readYaml(text);
  if (!yaml) return null;
  const version = yaml.text(yaml.get(yaml.top, 'openapi')) ?? yaml.text(yaml.get(yaml.top, 'swagger'));
  if (version === null) return null;
  const usual = securityOf(yaml, yaml.get(yaml.top, 'security')) ?? [];
  const operations = yaml.entries(yaml.get(yaml.top, 'paths')).flatMap(({ name: path, value }) => {
    const item = followed(yaml, value);
    const shared = yaml.items(yaml.get(item, 'parameters'));
    return yaml.entries(item).flatMap(({ name, value: operation, at }): OperationFact[] => {
      if (!methods.has(name)) return [];
      return [
        {
          method: name.toUpperCase(),
          path,
          operationId: yaml.text(yaml.get(operation, 'operationId')),
          security: securityOf(yaml, yaml.get(operation, 'security')) ?? usual,
          request: requestOf(yaml, operation, shared),
          responses: yaml.entries(yaml.get(operation, 'responses')).map(({ name: status, value: response }) => ({ status, schema: hasSchema(yaml, followed(yaml, response)) })),
          at,
        },
      ];
    });
  });
  return { version, operations };
}

/** What a local reference (`#/components/schemas/Order`) stands for; any other node is itself. */
function followed(yaml: YamlReader, node: unknown, depth = 0): unknown {
  const reference = yaml.text(yaml.get(node, '$ref'));
  if (reference === null || !reference.startsWith('#/') || depth >= deepest) return node;
  const target = reference
    .slice(2)
    .split('/')
    .reduce<unknown>((at, part) => yaml.get(at, part.replaceAll('~1', '/').replaceAll('~0', '~')), yaml.top);
  return followed(yaml, target, depth + 1);
}

/** Schemes of a list of requirements, `null` where none is written. `{}` among them makes it optional, and the operation open. */
function securityOf(yaml: YamlReader, security: unknown): string[] | null {
  if (security === null) return null;
  const requirements = yaml.items(security).map((one) => yaml.entries(one).map(({ name }) => name));
  return requirements.some((names) => names.length === 0) ? [] : [...new Set(requirements.flat())];
}

function requestOf(yaml: YamlReader, operation: unknown, shared: readonly unknown[]): OperationFact['request'] {
  const body = yaml.get(operation, 'requestBody');
  if (body !== null) return hasSchema(yaml, followed(yaml, body)) ? 'schema' : 'untyped';
  // Swagger 2 describes the body among the parameters
  const parameters = [...shared, ...yaml.items(yaml.get(operation, 'parameters'))].map((one) => followed(yaml, one));
  const inBody = parameters.filter((one) => /^(?:body|formData)$/.test(yaml.text(yaml.get(one, 'in')) ?? ''));
  if (inBody.length === 0) return 'none';
  return inBody.every((one) => yaml.get(one, 'schema') !== null || yaml.get(one, 'type') !== null) ? 'schema' : 'untyped';
}

/** A media type with a schema (version 3), or a schema of the response's own (version 2). */
const hasSchema = (yaml: YamlReader, of: unknown): boolean =>
  yaml.get(of, 'schema') !== null || yaml.entries(yaml.get(of, 'content')).some(({ value }) => yaml.get(value, 'schema') !== null);

import type { ServiceFact } from '../facts/documents.js';
import type { Span } from '../facts/source.js';
import { readYaml, type YamlReader } from './yaml.js';

export interface ComposeVariable {
  readonly service: string;
  readonly name: string;
  /** `null` where the variable is handed on from the shell. */
  readonly value: string | null;
  readonly at: Span;
}

/** Names that Compose looks for, https://docs.docker.com/compose/intro/compose-application-model/, and their variants: `compose.prod.yaml`. */
export const isComposeFile = (name: string): boolean => /^(docker-)?compose([.-][\w.-]+)?\.ya?ml$/i.test(name);

/**
 * The environment of each service of a compose file, as a map or as a list of `NAME=value`, merge keys and anchors
 * included. A file that is no YAML gives what could be read. Never throws.
 * Documentation: https://docs.docker.com/reference/compose-file/services/#environment
 */
export function readCompose(text: string): ComposeVariable[] {
  const yaml = readYaml(text);
  if (!yaml) return [];
  return yaml.entries(yaml.get(yaml.top, 'services')).flatMap(({ name: service, value: body }) => {
    const environment = yaml.get(body, 'environment');
    const listed = yaml.items(environment).flatMap((item): ComposeVariable[] => {
      const parts = /^([^=\s]+)(?:=(.*))?$/s.exec(yaml.text(item) ?? '');
      const at = yaml.place(item);
      return parts && at ? [{ service, name: parts[1]!, value: parts[2] ?? null, at }] : [];
    });
    return [...listed, ...yaml.entries(environment).map(({ name, value, at }) => ({ service, name, value: yaml.text(value), at }))];
  });
}

/**
 * The services of a compose file. Never throws.
 * Documentation: https://docs.docker.com/reference/compose-file/services/
 * Does not see: what `extends` and `include` bring from other files.
 */
export function readComposeServices(text: string): ServiceFact[] {
  const yaml = readYaml(text);
  if (!yaml) return [];
  return yaml.entries(yaml.get(yaml.top, 'services')).map(({ name, value: body, at }) => ({
    name,
    image: yaml.text(yaml.get(body, 'image')),
    build: yaml.get(body, 'build') !== null,
    ports: yaml.items(yaml.get(body, 'ports')).flatMap((port) => portOf(yaml, port) ?? []),
    user: yaml.text(yaml.get(body, 'user')),
    healthcheck: healthcheckOf(yaml, yaml.get(body, 'healthcheck')),
    dependsOn: dependenciesOf(yaml, yaml.get(body, 'depends_on')),
    at,
  }));
}

function portOf(yaml: YamlReader, port: unknown): string | null {
  const short = yaml.text(port);
  if (short !== null) return short;
  const part = (name: string): string | null => yaml.text(yaml.get(port, name));
  const target = part('target');
  const published = part('published');
  const protocol = part('protocol');
  return target === null ? null : `${published === null ? '' : `${published}:`}${target}${protocol === null ? '' : `/${protocol}`}`;
}

function healthcheckOf(yaml: YamlReader, check: unknown): ServiceFact['healthcheck'] {
  if (check === null) return null;
  const isOff = yaml.text(yaml.get(check, 'disable')) === 'true' || yaml.texts(yaml.get(check, 'test'))[0] === 'NONE';
  return isOff ? 'disabled' : 'set';
}

function dependenciesOf(yaml: YamlReader, dependsOn: unknown): string[] {
  const conditions = yaml.entries(dependsOn).map(({ name, value }) => {
    const condition = yaml.text(yaml.get(value, 'condition'));
    return condition === null ? name : `${name}:${condition}`;
  });
  return [...conditions, ...yaml.items(dependsOn).flatMap((item) => yaml.text(item) ?? [])];
}

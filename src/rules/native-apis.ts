import type { TSESTree } from '@typescript-eslint/types';
import { defineRule } from '../define.js';
import type { Details } from '../define.js';
import { nativeReplacementOf } from '../recognise/native-apis.js';
import { bindingsOf } from '../syntax/bindings.js';
import { isOnlyCalled, removal } from '../syntax/edits.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';

export default defineRule({
  id: 'native-apis',
  rationale:
    'A library for what the platform does itself is one more version to watch, one more licence and one more way into the supply chain, and it hides the platform’s own behaviour behind another one. Use the native API and drop the dependency.',
  messages: {
    native:
      '`{{name}}` is a dependency for what the platform has: {{native}}. Use {{use}} and remove the package.',
  },
  examples: {
    bad: [
      `// ruleid: native-apis\nimport axios from 'axios';\nexport const rates = async () => (await axios.get('https://rates.example.com/latest')).data;`,
      `// ruleid: native-apis\nimport { v4 as uuidv4 } from 'uuid';\nexport const requestId = () => uuidv4();`,
    ],
    good: [
      `export const rates = async () => (await fetch('https://rates.example.com/latest', { signal: AbortSignal.timeout(2000) })).json();`,
      `// ok: native-apis\nimport { v7 as uuidv7 } from 'uuid';\nexport const orderId = () => uuidv7();`,
      `// ok: native-apis\nimport type { AxiosInstance } from 'axios';\nexport type Client = Pick<AxiosInstance, 'get'>;`,
    ],
  },
  fixable: true,
  hasSuggestions: true,
  limits: ['Wrappers of the named packages (`@nestjs/axios`, `supertest`) are left alone: what they do the platform does not.'],
  noun: 'imports',
  create: ({ file, options, report }) => {
    const check = (node: Node, source: string, names: readonly string[] | null, details: () => Details = () => ({})): void => {
      const found = nativeReplacementOf(source);
      if (!found || isAllowed(options, found.name)) return;
      const { name, entry } = found;
      if (entry.declared && !file.dependencies.has(name)) return;
      if (entry.only && (names === null || names.length === 0 || names.some((n) => !entry.only!.includes(n)))) return;
      report(spanOf(node), 'native', { name: name.split('/', 1)[0]!, native: entry.native, use: entry.use }, details());
    };
    return {
      ImportDeclaration(node) {
        if (node.importKind === 'type') return;
        const specifiers = node.specifiers.filter((s) => s.type !== 'ImportSpecifier' || s.importKind !== 'type');
        if (specifiers.length === 0 && node.specifiers.length > 0) return;
        if (nativeReplacementOf(node.source.value)) check(node, node.source.value, usedNames(file, specifiers), () => editsOf(file, node));
      },
      ExportNamedDeclaration(node) {
        if (node.source && node.exportKind !== 'type') check(node, node.source.value, node.specifiers.map((s) => nameOf(s.local)));
      },
      ExportAllDeclaration(node) {
        if (node.exportKind !== 'type') check(node, node.source.value, null);
      },
      TSImportEqualsDeclaration(node) {
        const { moduleReference: reference } = node;
        if (node.importKind === 'type' || reference.type !== 'TSExternalModuleReference' || reference.expression.type !== 'Literal') return;
        check(node, String(reference.expression.value), membersOf(file, node.id));
      },
      ImportExpression(node) {
        if (node.source.type === 'Literal') check(node, String(node.source.value), null);
      },
      CallExpression(node) {
        if (node.callee.type !== 'Identifier' || node.callee.name !== 'require') return;
        const [source] = node.arguments;
        if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
        if (!nativeReplacementOf(source.value) || bindingsOf(file).resolve(node.callee) !== null) return;
        check(node, source.value, requiredNames(file, node));
      },
    };
  },
});

/** `fetch` of these packages is the global one's interface (github.com/node-fetch/node-fetch, lquixada/cross-fetch, matthew-andrews/isomorphic-fetch). */
const fetches: ReadonlySet<string> = new Set(['node-fetch', 'cross-fetch', 'isomorphic-fetch']);
/** Their runtimes have `node:crypto` only behind a flag. */
const edgeRuntimes = ['wrangler', '@cloudflare/workers-types', '@cloudflare/vite-plugin'];

/**
 * Calls of `v4()` without arguments are calls of `randomUUID()`, under the name that they have (nodejs.org/api/crypto.html,
 * "crypto.randomUUID"; uuid's own `v4` calls it). That the global `fetch` is enough for what a file does with another
 * one's, only a person can tell.
 */
function editsOf(file: SourceFile, node: TSESTree.ImportDeclaration): Details {
  const { source, specifiers } = node;
  const [only, ...more] = specifiers;
  if (more.length > 0) return {};
  if (fetches.has(source.value) && (!only || (only.type === 'ImportDefaultSpecifier' && only.local.name === 'fetch' && isOnlyCalled(file, only.local, 2))))
    return { suggest: [{ message: 'Delete the import and use the global fetch', edits: [removal(file, node)] }] };
  const isUuid = only?.type === 'ImportSpecifier' ? /^uuid(v4)?$/u.test(source.value) && /^(v4|uuid)$/u.test(nameOf(only.imported)) : only?.type === 'ImportDefaultSpecifier' && source.value === 'uuid/v4';
  if (!only || !isUuid || !isOnlyCalled(file, only.local, 0) || edgeRuntimes.some((name) => file.dependencies.has(name))) return {};
  const { name } = only.local;
  const quote = file.text[spanOf(source).start] ?? "'";
  const end = file.text[spanOf(node).end - 1] === ';' ? ';' : '';
  const text = `import { ${name === 'randomUUID' ? name : `randomUUID as ${name}`} } from ${quote}node:crypto${quote}${end}`;
  return { fix: { range: spanOf(node), text } };
}

const isAllowed = (options: Readonly<Record<string, unknown>>, name: string): boolean =>
  Array.isArray(options['allow']) && options['allow'].includes(name.split('/', 1)[0]);

const nameOf = (node: TSESTree.Identifier | TSESTree.StringLiteral): string => (node.type === 'Identifier' ? node.name : node.value);

/** Exports that an import takes; for a namespace or a default that stands for it, the members that are read from it; `null` where that cannot be told. */
function usedNames(file: SourceFile, specifiers: readonly TSESTree.ImportClause[]): string[] | null {
  const names: string[] = [];
  for (const specifier of specifiers) {
    if (specifier.type === 'ImportSpecifier') names.push(nameOf(specifier.imported));
    else {
      const members = membersOf(file, specifier.local);
      if (members === null && specifier.type === 'ImportNamespaceSpecifier') return null;
      names.push(...(members ?? ['default']));
    }
  }
  return names;
}

/** Names of the members that are read from a variable, `null` if it is used in another way. */
function membersOf(file: SourceFile, local: TSESTree.Identifier): string[] | null {
  const bindings = bindingsOf(file);
  const binding = bindings.topLevel(local.name);
  if (!binding) return null;
  const names: string[] = [];
  for (const reference of bindings.references(binding)) {
    const { parent } = reference;
    const key = parent?.type === 'MemberExpression' && parent.object === reference ? propertyKey({ key: parent.property, computed: parent.computed }) : null;
    if (key === null) return null;
    names.push(key);
  }
  return names;
}

/** `require('uuid').v4`, `const { v4 } = require('uuid')`, `const uuid = require('uuid')`. */
function requiredNames(file: SourceFile, call: TSESTree.CallExpression): string[] | null {
  const { parent } = call;
  if (parent?.type === 'MemberExpression' && parent.object === call) {
    const key = propertyKey({ key: parent.property, computed: parent.computed });
    return key === null ? null : [key];
  }
  if (parent?.type !== 'VariableDeclarator') return null;
  if (parent.id.type === 'Identifier') return membersOf(file, parent.id);
  if (parent.id.type !== 'ObjectPattern') return null;
  const keys = parent.id.properties.map((p) => (p.type === 'Property' ? propertyKey(p) : null));
  return keys.every((key) => key !== null) ? keys : null;
}

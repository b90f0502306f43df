import type { OrmMagicFact } from '../facts/orm.js';
import { databaseKinds, mongoosePackages, syncMethods, synchronizing, synchronizingTypes } from '../recognise/orm-magic.js';
import { enclosingFunction } from './bindings.js';
import { calledName, propertyOf, unwrap } from './chains.js';
import { isChosenByConfiguration, isFencedByEnvironment } from './environment-fence.js';
import { importedPackages, librarySymbol } from './library-symbol.js';
import { constantsOfNode, constantString } from './local-values.js';
import type { Node, NodeOf, SourceFile } from './source-file.js';
import { spanOf, textOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

/** What a file switches on in an ORM, outside branches that ask for the environment or the configuration. */
export function ormMagicOf(file: SourceFile): OrmMagicFact[] {
  const facts: OrmMagicFact[] = [];
  for (const property of file.nodes('Property')) {
    const key = propertyKey(property);
    if (key === 'synchronize' && isTrue(file, property.value) && holdsConnection(file, property) && !isFenced(file, property)) facts.push({ form: 'option', option: 'synchronize', at: spanOf(property) });
    else if (key === 'autopopulate' && !constantsOfNode(file, property.value)?.includes(false) && declaresSchema(file, property)) facts.push({ form: 'option', option: 'autopopulate', at: spanOf(property) });
  }
  const calls = file.nodes('CallExpression').filter(isMagicCall);
  if (calls.length > 0 && /\.\s*(?:sync|synchronize|\w+Schema|refreshDatabase|refresh|update|create|plugin|eager)\s*\(|\bplugin\(/.test(file.text))
    for (const call of calls) collectCall(file, call, facts);
  return facts.sort((a, b) => a.at.start - b.at.start);
}

function isMagicCall(call: NodeOf<'CallExpression'>): boolean {
  const method = calledName(unwrap(call.callee));
  return method !== null && (method === 'plugin' || method === 'eager' || Object.hasOwn(syncMethods, method));
}

function collectCall(file: SourceFile, call: NodeOf<'CallExpression'>, facts: OrmMagicFact[]): void {
  const callee = unwrap(call.callee);
  const method = calledName(callee);
  if (method === 'plugin') {
    const [plugin] = call.arguments;
    if (plugin && librarySymbol(file, valuesOf(file).of(plugin))?.startsWith('mongoose-autopopulate#')) facts.push({ form: 'option', option: 'plugin', at: spanOf(call) });
    return;
  }
  if (method === null || callee.type !== 'MemberExpression') return;
  const { start, end } = spanOf(callee);
  const written = file.text.slice(start, end).replace(/\s+/g, '');
  if (method === 'eager') {
    // a relation of MikroORM's `defineEntity`: `p.manyToOne(Author).eager()`
    if (call.arguments.length === 0 && /(?:many|one)To(?:Many|One)\(/.test(written) && [...importedPackages(file)].some((name) => name.startsWith('@mikro-orm/'))) facts.push({ form: 'option', option: 'eager', at: { start: spanOf(callee.property).start, end: spanOf(call).end } });
    return;
  }
  if (!Object.hasOwn(syncMethods, method)) return;
  // `update`, `create` and `refresh` are the schema generator's only behind its name
  if (/^(?:update|create|refresh)$/.test(method) && !/(?:schema|getSchemaGenerator\(\)|generator)$/i.test(file.text.slice(start, spanOf(callee.object).end).replace(/\s+/g, ''))) return;
  if (isFenced(file, call)) return;
  facts.push({ form: 'sync', receiver: valuesOf(file).of(callee.object), method, written: written.slice(-60), at: spanOf(call) });
}

const isTrue = (file: SourceFile, node: Node): boolean => {
  const constants = constantsOfNode(file, node);
  return constants !== null && constants.length > 0 && constants.every((c) => c === true);
};

/** Behind a question about the environment or the configuration: in a branch, or after an early return. */
function isFenced(file: SourceFile, node: Node): boolean {
  if (isFencedByEnvironment(file, node) || isChosenByConfiguration(file, node)) return true;
  const fn = enclosingFunction(node);
  return fn !== null && /\bif\s*\([^)]*(?:NODE_ENV|isProd|production)[^)]*\)[^;{]*(?:\{\s*)?\b(?:return|throw)\b/i.test(file.text.slice(spanOf(fn).start, spanOf(node).start));
}

/** Whether the object that holds a property is the options of a connection: by what it is handed to, its written type, or its shape. */
function holdsConnection(file: SourceFile, property: NodeOf<'Property'>): boolean {
  const packages = importedPackages(file);
  const imports = [...packages].some((name) => synchronizing.has(name));
  for (let up: Node | undefined = property.parent; up; up = up.parent) {
    if (up.type === 'CallExpression' || up.type === 'NewExpression') {
      const symbol = librarySymbol(file, valuesOf(file).of(up.callee));
      if (symbol !== null && /^(?:typeorm|@nestjs\/typeorm|@nestjs\/sequelize)#(?!Entity\b|Column\b)/.test(symbol)) return true;
    }
    if (!imports) continue;
    const types = 'returnType' in up ? up.returnType : up.type === 'VariableDeclarator' ? ('typeAnnotation' in up.id ? up.id.typeAnnotation : null) : up.type === 'TSAsExpression' || up.type === 'TSSatisfiesExpression' ? up.typeAnnotation : up.type === 'PropertyDefinition' ? up.typeAnnotation : null;
    if (types && synchronizingTypes.test(textOf(file, types))) return true;
  }
  const isInstalled = ['typeorm', '@nestjs/typeorm', '@nestjs/sequelize'].some((name) => file.dependencies.has(name));
  if (!isInstalled && !imports) return false;
  const object = property.parent;
  const kind = propertyOf(object, 'type') ?? propertyOf(object, 'dialect');
  if (!kind) return false;
  const plain = unwrap(kind.value);
  const name = constantString(file, valuesOf(file).of(kind.value)) ?? (plain.type === 'LogicalExpression' ? constantString(file, valuesOf(file).of(plain.right)) : null);
  return name !== null ? databaseKinds.has(name) : propertyOf(object, 'entities') !== null || propertyOf(object, 'migrations') !== null;
}

function declaresSchema(file: SourceFile, property: Node): boolean {
  if (![...importedPackages(file)].some((name) => mongoosePackages.has(name))) return false;
  for (let up = property.parent; up; up = up.parent) {
    if (up.type === 'NewExpression' || up.type === 'CallExpression') {
      const symbol = librarySymbol(file, valuesOf(file).of(up.callee));
      if (symbol !== null) return mongoosePackages.has(symbol.slice(0, symbol.lastIndexOf('#')));
      // an option of one query
      if (up.type === 'CallExpression' && up.callee.type === 'MemberExpression') return propertyKey({ key: up.callee.property, computed: up.callee.computed }) === 'add';
    }
    if (up.type === 'VariableDeclarator') return true;
  }
  return false;
}

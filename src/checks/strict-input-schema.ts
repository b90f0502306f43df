import { defineCheck } from '../define.js';
import type { InputKind } from '../facts/backend.js';
import type { FileFacts } from '../facts/file.js';
import { optionOf } from '../facts/options.js';
import { own } from '../facts/own.js';
import type { ClassRef, Endpoint, LocatedValue, Place, Project } from '../facts/project.js';
import type { Span } from '../facts/source.js';
import { isSameSpan } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { nestParams } from '../recognise/nest-params.js';
import type { SchemaLibrary } from '../recognise/schema-bounds.js';
import { boundingDecorators, schemaLibraries } from '../recognise/schema-bounds.js';
import { isValidatorCall, validatingMethods } from '../recognise/validators.js';

export default defineCheck({
  id: 'strict-input-schema',
  rationale:
    'A schema that lets unknown keys through lets a client set columns that nobody meant to offer; a text or a list without an upper bound lets one request fill memory, logs and table. A gate says what comes in, and how much of it.',
  messages: {
    open: 'The input schema of {{endpoint}} lets unknown keys through ({{how}}), so a client can set fields that nobody meant to offer. Make it strict.',
    unbounded: 'The input schema of {{endpoint}} gives {{fields}} no upper bound, so one request can carry megabytes into memory, logs and table. Say how long each may be: {{remedy}}.',
    pipe: 'The global `ValidationPipe` keeps properties that no DTO declares, so a client can set fields that nobody meant to offer. Give it `whitelist: true` and `forbidNonWhitelisted: true`.',
  },
  examples: {
    bad: [
      `import express from 'express';\nimport { z } from 'zod';\nconst app = express();\n// ruleid: strict-input-schema\nconst schema = z.object({ name: z.string().min(1) });\napp.post('/orders', (req, res) => {\n  const { name } = schema.parse(req.body);\n  res.json({ name });\n});`,
    ],
    good: [
      `import express from 'express';\nimport { z } from 'zod';\nconst app = express();\n// ok: strict-input-schema\nconst schema = z.strictObject({ name: z.string().min(1).max(80) });\napp.post('/orders', (req, res) => {\n  const { name } = schema.parse(req.body);\n  res.json({ name });\n});`,
    ],
  },
  limits: [
    'Objects of zod and valibot that drop unknown keys count as strict: nothing unknown gets through.',
    'A field with a format, a pattern or a check of its own counts as bounded.',
    'Schemas that a function builds are not followed.',
  ],
  check(project, report) {
    const seen = new Set<string>();
    let examined = 0;
    const isNew = ({ file, at }: Place): boolean => {
      const key = `${file.path}:${at.start}`;
      return file.kind === 'runtime' && !seen.has(key) && Boolean(seen.add(key));
    };
    for (const endpoint of project.endpoints) {
      if (endpoint.file.kind !== 'runtime' || (endpoint.fact.protocol !== 'http' && endpoint.fact.protocol !== 'trpc')) continue;
      const name = `${endpoint.method} ${endpoint.shownPath}`;
      for (const schema of schemasOf(project, endpoint)) {
        const judged = judge(project, schema);
        if (!judged) continue;
        examined += 1;
        if (!judged.how && judged.fields.length === 0) continue;
        if (!isNew(judged.place)) continue;
        const { file, at } = judged.place;
        if (judged.how) report.at(file, at, 'open', { endpoint: name, how: judged.how });
        else report.at(file, at, 'unbounded', { endpoint: name, fields: list(judged.fields), remedy: judged.remedy });
      }
      for (const ref of dtosOf(project, endpoint)) {
        const fields = unboundedFields(ref);
        if (fields === null) continue;
        examined += 1;
        const at = fields.length > 0 ? ref.fact.fields[fields[0]!]!.at : ref.fact.at;
        if (fields.length > 0 && isNew({ file: ref.file, at })) report.at(ref.file, at, 'unbounded', { endpoint: name, fields: list(fields), remedy: '`@MaxLength(80)`, `@ArrayMaxSize(50)`' });
      }
    }
    for (const file of project.files)
      for (const { value, scope, at } of file.middlewares) {
        if (scope.of !== 'app' || value.k !== 'new' || value.callee.k !== 'import' || value.callee.source !== '@nestjs/common' || value.callee.name !== 'ValidationPipe') continue;
        examined += 1;
        const options: LocatedValue | undefined = value.args[0] && { file, value: value.args[0], scope: null };
        if (optionOf(project, options, ['whitelist']).state === 'absent' && optionOf(project, options, ['forbidNonWhitelisted']).state === 'absent' && isNew({ file, at })) report.at(file, at, 'pipe', {});
      }
    report.examined(examined, 'input schemas');
  },
});

const list = (fields: readonly string[]): string => {
  const shown = fields.slice(0, 4).map((field) => `\`${field}\``);
  return fields.length > 4 ? `${shown.join(', ')} and ${fields.length - 4} more` : shown.join(', ');
};

// ── which schemas ──

const inputKinds: readonly InputKind[] = ['body', 'query', 'params'];

function schemasOf(project: Project, endpoint: Endpoint): LocatedValue[] {
  const schemas: LocatedValue[] = [];
  for (const kind of inputKinds) {
    const value = endpoint.fact.schemas[kind];
    if (value) schemas.push({ file: endpoint.file, value, scope: null });
  }
  for (const before of endpoint.before) if (before.value.k === 'call') for (const value of before.value.args) schemas.push({ ...before, value });
  if (endpoint.handler)
    for (const read of project.readsIn(endpoint.handler))
      for (const { callee, at, index } of read.consumers) {
        const { file } = endpoint.handler;
        if (callee.k === 'member' && validatingMethods.has(callee.name)) schemas.push({ file, value: callee.of, scope: null });
        // `parse(schema, input)`: the schema is another argument
        if (index > 0 && (callee.k === 'import' || (callee.k === 'member' && callee.of.k === 'import')))
          for (const call of project.calls(endpoint.handler)) if (isSameSpan(call.at, at) && call.args[0]) schemas.push(call.args[0]);
      }
  return schemas;
}

// ── schemas written with a library ──

interface Judged {
  readonly place: Place;
  /** What lets unknown keys through, `null` if nothing. */
  readonly how: string | null;
  readonly fields: readonly string[];
  readonly remedy: string;
}

interface Step {
  readonly name: string;
  readonly args: readonly Value[];
}

interface Written {
  readonly file: FileFacts;
  readonly library: SchemaLibrary;
  readonly steps: readonly Step[];
  readonly at: Span;
}

function judge(project: Project, schema: LocatedValue): Judged | null {
  const definition = definitionOf(project, schema);
  if (definition?.value.k === 'object') return judgeJsonSchema(definition);
  const written = definition && writtenOf(project, definition);
  if (!written) return null;
  const { library, steps, file } = written;
  if (!steps.some((step) => library.objects.includes(step.name))) return null;
  const opening = steps.find((step) => library.opens.includes(step.name) && !(step.args[0]?.k === 'literal' && step.args[0].value === false));
  const fields: string[] = [];
  for (const step of steps) {
    if (!library.objects.includes(step.name) && !library.adds.includes(step.name)) continue;
    const shape = step.args[0];
    if (shape?.k !== 'object') continue;
    for (const [name, value] of Object.entries(shape.props)) if (isUnbounded(project, { file, value, scope: null }, library, 0)) fields.push(name);
  }
  const kept = chosenFields(steps, fields);
  const remedy = library.style === 'chain' ? '`.max(80)`' : library.style === 'pipe' ? '`pipe(string(), maxLength(80))`' : '`maxLength: 80`, `maxItems: 50`';
  return { place: { file, at: written.at }, how: opening ? `\`${opening.name}\`` : null, fields: kept, remedy };
}

/** What `pick` and `omit` leave; a selection that cannot be read leaves nothing to judge. */
function chosenFields(steps: readonly Step[], fields: readonly string[]): readonly string[] {
  let kept = fields;
  for (const { name, args } of steps) {
    if (name !== 'pick' && name !== 'omit') continue;
    const [selection] = args;
    const keys = selection?.k === 'object' && selection.spreads.length === 0 ? Object.keys(selection.props) : selection?.k === 'array' ? selection.items.flatMap((i) => (i.k === 'literal' ? [String(i.value)] : [])) : null;
    if (!keys) return [];
    kept = kept.filter((field) => keys.includes(field) === (name === 'pick'));
  }
  return kept;
}

function isUnbounded(project: Project, field: LocatedValue, library: SchemaLibrary, depth: number): boolean {
  if (depth > 3) return false;
  const definition = definitionOf(project, field);
  const written = definition && writtenOf(project, definition);
  if (!written || written.library !== library) return false;
  const { steps } = written;
  const first = steps.find((step) => step.name !== 'coerce');
  if (!first) return false;
  if (/^(optional|nullable|nullish|Optional|exactOptional)$/.test(first.name) && first.args[0]) return isUnbounded(project, { file: written.file, value: first.args[0], scope: null }, library, depth + 1);
  if (library.style === 'pipe' && first.name === 'pipe') {
    const names = first.args.map((arg) => stepsOf(arg)?.at(-1)?.name ?? 'custom');
    return (names[0] === 'string' || names[0] === 'array') && !names.slice(1).some((name) => library.bounds.has(name));
  }
  if (library.style === 'options') {
    if (first.name !== 'String' && first.name !== 'Array') return false;
    const options = first.args[first.name === 'String' ? 0 : 1];
    return options === undefined || (options.k === 'object' && options.spreads.length === 0 && !Object.keys(options.props).some((name) => library.bounds.has(name)));
  }
  if (first.name !== 'string' && first.name !== 'array') return false;
  return !steps.some((step) => library.bounds.has(step.name));
}

/** The chain of a schema from the library on: `z`, `.object(…)`, `.strict()`. Chains that begin with another schema continue it. */
function writtenOf(project: Project, located: LocatedValue, depth = 0): Written | null {
  const { value, file } = located;
  if (depth > 4 || value.k !== 'call') return null;
  const steps: Step[] = [];
  let root: Value = value;
  for (;;) {
    if (root.k === 'call' && root.callee.k === 'member') {
      steps.unshift({ name: root.callee.name, args: root.args });
      root = root.callee.of;
    } else if (root.k === 'call' && root.callee.k === 'import') {
      steps.unshift({ name: root.callee.name, args: root.args });
      root = root.callee;
    } else if (root.k === 'member') {
      steps.unshift({ name: root.name, args: [] });
      root = root.of;
    } else break;
  }
  if (root.k === 'import' && Object.hasOwn(schemaLibraries, root.source)) return { file, library: schemaLibraries[root.source]!, steps: steps.filter((step) => !/^(z|Joi|Type|t|v|yup)$/.test(step.name)), at: value.at };
  if (root.k !== 'ref' && root.k !== 'import') return null;
  const base = definitionOf(project, { ...located, value: root });
  const above = base && writtenOf(project, base, depth + 1);
  // fields of another file are judged there
  return above && { ...above, file, steps: [...above.steps.map((step) => (above.file === file ? step : { ...step, args: [] })), ...steps], at: value.at };
}

function stepsOf(value: Value): Step[] | null {
  if (value.k !== 'call') return null;
  const name = value.callee.k === 'member' || value.callee.k === 'import' ? value.callee.name : null;
  return name === null ? null : [{ name, args: value.args }];
}

/** The expression that a schema was written as, in whatever file. */
function definitionOf(project: Project, located: LocatedValue): LocatedValue | null {
  const { value, file } = located;
  if (value.k === 'call') return located;
  if (value.k === 'object') return located;
  if (value.k === 'ref') {
    const bound = own(file.bindings, value.name);
    return bound && bound !== value ? definitionOf(project, { file, value: bound, scope: null }) : null;
  }
  if (value.k !== 'import' && value.k !== 'member' && value.k !== 'this') return null;
  for (const r of project.resolve(located)) {
    if (r.r === 'value' && r.located.value.k === 'object') return r.located;
    if (r.r !== 'external' || !r.last) continue;
    const source = r.symbol.slice(0, r.symbol.lastIndexOf('#'));
    if (!Object.hasOwn(schemaLibraries, source) && !isValidatorCall(source, 'object', [])) continue;
    const written = valueAt(r.last.file, r.last.at);
    if (written) return { file: r.last.file, value: written, scope: null };
  }
  return null;
}

const indexes = new WeakMap<FileFacts, Map<string, Value>>();

/** The call that stands at a place among the module-level values of a file. */
function valueAt(file: FileFacts, at: Span): Value | null {
  let index = indexes.get(file);
  if (!index) {
    index = new Map();
    for (const value of Object.values(file.bindings)) collectCalls(value, index, 0);
    for (const fact of Object.values(file.exports)) if ('value' in fact) collectCalls(fact.value, index, 0);
    for (const cls of file.classes) for (const field of Object.values(cls.fields)) if (field.value) collectCalls(field.value, index, 0);
    indexes.set(file, index);
  }
  return index.get(`${at.start}-${at.end}`) ?? null;
}

function collectCalls(value: Value, index: Map<string, Value>, depth: number): void {
  if (depth > 6) return;
  if (value.k === 'call') {
    index.set(`${value.at.start}-${value.at.end}`, value);
    if (value.callee.k === 'member') collectCalls(value.callee.of, index, depth + 1);
  } else if (value.k === 'object') for (const one of Object.values(value.props)) collectCalls(one, index, depth + 1);
}

// ── JSON schemas of routes ──

function judgeJsonSchema({ file, value }: LocatedValue): Judged | null {
  if (value.k !== 'object' || value.spreads.length > 0) return null;
  const type = value.props['type'];
  const properties = value.props['properties'];
  if (type?.k !== 'literal' || type.value !== 'object' || properties?.k !== 'object') return null;
  const additional = value.props['additionalProperties'];
  const how = additional === undefined ? 'no `additionalProperties: false`' : additional.k === 'literal' && additional.value === true ? '`additionalProperties: true`' : null;
  const fields = Object.entries(properties.props).flatMap(([name, field]) => {
    if (field.k !== 'object' || field.spreads.length > 0) return [];
    const kind = field.props['type'];
    const bounds = kind?.k === 'literal' && kind.value === 'string' ? ['maxLength', 'format', 'pattern', 'enum', 'const'] : kind?.k === 'literal' && kind.value === 'array' ? ['maxItems'] : null;
    return bounds && !bounds.some((bound) => bound in field.props) ? [name] : [];
  });
  return { place: { file, at: value.at }, how, fields, remedy: '`maxLength: 80`, `maxItems: 50`' };
}

// ── DTO classes ──

function dtosOf(project: Project, endpoint: Endpoint): ClassRef[] {
  const { handler } = endpoint;
  if (!handler) return [];
  return handler.fact.params.flatMap((param) => {
    const { type } = param;
    if (!type || !param.decorators.some((d) => d.callee.k === 'import' && inputKinds.includes(nestParams[`${d.callee.source}#${d.callee.name}`] as InputKind))) return [];
    return project.resolveType({ file: handler.file, type: type.t === 'array' ? type.of : type }).flatMap((r) => (r.r === 'instance' ? [r.ref] : []));
  });
}

/** Fields of a decorated class that are texts or lists without an upper bound; `null` for a class without decorators of class-validator. */
function unboundedFields(ref: ClassRef): string[] | null {
  let decorated = false;
  const fields: string[] = [];
  for (const [name, field] of Object.entries(ref.fact.fields)) {
    const names = field.decorators.flatMap((d) => (d.callee.k === 'import' && d.callee.source === 'class-validator' ? [d.callee.name] : []));
    if (names.length === 0) continue;
    decorated = true;
    const foreign = field.decorators.some((d) => d.callee.k !== 'import' || d.callee.source.startsWith('.'));
    if (foreign || names.some((n) => boundingDecorators.has(n))) continue;
    if (names.includes('IsString') || names.includes('IsArray')) fields.push(name);
  }
  return decorated ? fields : null;
}

import { defineCheck } from '../define.js';
import type { FileFacts } from '../facts/file.js';
import type { LogArgFact } from '../facts/logs.js';
import type { LogCall, Project } from '../facts/project.js';
import type { Value } from '../facts/value.js';

export default defineCheck({
  id: 'structured-logs',
  needs: ['logs'],
  rationale:
    'A sentence can be read by one person and searched by nobody: the ids in it cannot be filtered, counted or joined with the trace of the request. A record has an event name and fields, and the text, if any, is the same every time.',
  messages: {
    constant:
      '`{{call}}` writes only a sentence, with no field to search or count by. Log an event with its context: `{{shape}}`.',
    interpolated:
      '`{{call}}` writes {{values}} into a sentence, where no search can filter or join by it. Log them as fields beside a constant event name: `{{shape}}`.',
  },
  examples: {
    bad: [
      "import pino from 'pino';\nconst logger = pino();\nexport function placed(orderId: string) {\n  // ruleid: structured-logs\n  logger.info(`order ${orderId} placed`);\n}",
      {
        'package.json': '{ "name": "shop", "dependencies": { "@nestjs/common": "^11.0.0" } }',
        'src/stock.service.ts':
          "import { Injectable, Logger } from '@nestjs/common';\n\n@Injectable()\nexport class StockService {\n  private readonly logger = new Logger(StockService.name);\n\n  reserve() {\n    // ruleid: structured-logs\n    this.logger.log('stock reserved');\n  }\n}",
      },
    ],
    good: [
      "import pino from 'pino';\nconst logger = pino();\nexport function placed(orderId: string) {\n  // ok: structured-logs\n  logger.info({ event: 'order_placed', orderId });\n}\nexport function failed(error: unknown) {\n  // ok: structured-logs\n  logger.error(error, 'order failed');\n}",
    ],
  },
  limits: [
    'Calls that pass a value besides the text (`logger.info(text, id)`, `logger.error(text, error)`) count as carrying a field.',
    'Fields that a logger adds by itself (a mixin, an async context) are not seen; a child bound to fields in the same function is.',
  ],
  check(project, report) {
    let examined = 0;
    for (const call of project.files.filter(report.asksFor).flatMap(project.logsOf)) {
      const { file, fact } = call;
      if (fact.receiver === null || file.kind !== 'runtime') continue;
      examined += 1;
      // a sentence that comes in a variable may be what somebody else logs
      if (fact.bound || !fact.args.some((argument) => argument.text) || !fact.args.every((argument) => isText(project, file, argument))) continue;
      const values = valuesIn(call);
      const shape = `${fact.written}({ event: '…'${values.map((name) => `, ${name}`).join('')} })`;
      if (values.length === 0) report.at(file, fact.at, 'constant', { call: fact.written, shape });
      else report.at(file, fact.at, 'interpolated', { call: fact.written, values: listOf(values.map((name) => `\`${name}\``)), shape });
    }
    report.examined(examined, 'log calls');
  },
});

/** A literal, a template or a concatenation, wherever it is declared; the name of a class counts as one (the context of a Nest logger). */
function isText(project: Project, file: FileFacts, argument: LogArgFact): boolean {
  const [leaf] = argument.leaves;
  if (leaf && argument.leaves.length === 1 && leaf.path.at(-1) === 'name' && /^[A-Z]|^constructor$/.test(leaf.path.at(-2) ?? '')) return true;
  if (isTextValue(argument.value)) return true;
  if (argument.value.k !== 'ref' && argument.value.k !== 'import' && argument.value.k !== 'member') return false;
  const resolved = project.resolve({ file, value: argument.value, scope: null });
  return resolved.length > 0 && resolved.every((r) => r.r === 'value' && isTextValue(r.located.value));
}

function isTextValue(value: Value): boolean {
  if (value.k === 'union') return value.of.every(isTextValue);
  return value.k === 'text' || (value.k === 'literal' && typeof value.value === 'string');
}

/** Names of the values in the sentence, as fields would be called. */
function valuesIn({ fact }: LogCall): string[] {
  const names = fact.args.flatMap((argument) =>
    isTextValue(argument.value) ? argument.leaves.flatMap(({ path }) => fieldName(path)) : [],
  );
  return [...new Set(names)].slice(0, 4);
}

/** `orderId` for `order.id`, `email` for `user.email`. */
function fieldName(path: readonly string[]): string[] {
  const names = path.filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'this');
  const last = names.at(-1);
  if (last === undefined) return [];
  const owner = names.at(-2);
  return [/^(?:id|name|length|message|code|status|count|size)$/.test(last) && owner ? `${owner}${last[0]!.toUpperCase()}${last.slice(1)}` : last];
}

const listOf = (names: readonly string[]): string => (names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`);

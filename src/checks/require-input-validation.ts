import { defineCheck } from '../define.js';

export default defineCheck({
  id: 'require-input-validation',
  rationale:
    'Whatever a client sends is untrusted until a schema has parsed it: types written in TypeScript are gone at run time. Parsed once at the gate, input has one shape in all code behind it.',
  messages: {
    unvalidated:
      '{{endpoint}} reads `{{written}}` before any schema has parsed the {{kind}}, so the handler works on whatever a client sends. Parse it first, e.g. `const input = schema.parse({{written}})`, or declare a schema on the route.',
    parameter:
      '{{endpoint}} takes `{{written}}` without a schema that validates it, so the handler works on whatever a client sends. Give the parameter a DTO class with validation decorators or a validating pipe.',
    erased:
      '{{endpoint}} takes `{{written}}`, but `{{dto}}` is imported as a type only: at run time the pipe does not know the class and lets everything through. Import it as a value, without `type`.',
  },
  examples: {
    bad: [
      `import express from 'express';\nconst app = express();\napp.post('/orders', (req, res) => {\n  // ruleid: require-input-validation\n  const { productId } = req.body;\n  res.json({ productId });\n});`,
    ],
    good: [
      `import express from 'express';\nimport { z } from 'zod';\nconst app = express();\nconst schema = z.strictObject({ productId: z.string().max(40) });\napp.post('/orders', (req, res) => {\n  // ok: require-input-validation\n  const { productId } = schema.parse(req.body);\n  res.json({ productId });\n});`,
    ],
  },
  limits: [
    'Path parameters are not judged.',
    'A middleware or function that cannot be followed counts as validating; name it in `recognisers.validator` or `recognisers.validatorMiddleware` to say so.',
  ],
  check(project, report) {
    const endpoints = project.endpoints.filter((e) => e.file.kind === 'runtime' && e.fact.protocol !== 'graphql');
    const seen = new Set<string>();
    for (const endpoint of endpoints)
      for (const input of project.unvalidatedInputs(endpoint)) {
        const key = `${input.file.path}:${input.at.start}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const name = `${endpoint.method} ${endpoint.shownPath}`;
        if (input.erased !== undefined) report.at(input.file, input.at, 'erased', { endpoint: name, written: input.written, dto: input.erased });
        else if (input.written.startsWith('@')) report.at(input.file, input.at, 'parameter', { endpoint: name, written: input.written });
        else report.at(input.file, input.at, 'unvalidated', { endpoint: name, written: input.written, kind: input.kind });
      }
    report.examined(endpoints.length, 'endpoints');
  },
});

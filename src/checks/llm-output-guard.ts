import { defineCheck } from '../define.js';
import type { Effect } from '../facts/effects.js';
import type { FileFacts } from '../facts/file.js';
import type { FunctionRef, Project } from '../facts/project.js';
import type { Span } from '../facts/source.js';
import { lineAt } from '../facts/trail.js';
import { checkName } from '../recognise/model-sdks.js';
import { createModelText, holdsCall, isCheck } from '../recognise/model-text.js';

export default defineCheck({
  id: 'llm-output-guard',
  needs: ['effects'],
  rationale:
    'A language model writes what its prompt, or whoever wrote into the prompt, makes it write: other fields, markup, instructions, half a JSON document. What it says is input from outside, so a schema checks its structure and it is sanitised on the server before anybody else sees it.',
  messages: {
    sent: 'Text of `{{model}}` reaches the client as the model wrote it, markup and injected instructions included. Ask for structured output (`generateObject`, a JSON schema), parse it with a schema and sanitise it before it is sent.',
    returned:
      'Text of `{{model}}` is returned as the model wrote it, so every caller takes it for trusted data. Ask for structured output or parse it with a schema here, and sanitise it before it goes on.',
    stored: 'Text of `{{model}}` is stored by `{{operation}}` as the model wrote it, and whoever reads the row later trusts it. Parse it with a schema and sanitise it before it is written.',
    parsed:
      '`{{call}}` reads the answer of `{{model}}` with no schema, so missing or invented fields go on as if they had been checked. Parse it with a schema (`schema.parse(JSON.parse(text))`) or ask for structured output.',
    executed: '`{{call}}` runs text of `{{model}}`, so whoever can write into the prompt can run code here. Let the model choose from a list of known actions and check the choice with a schema.',
  },
  examples: {
    bad: [
      `import OpenAI from 'openai';\nconst openai = new OpenAI();\nexport async function tags(text: string) {\n  const completion = await openai.chat.completions.create({ model: 'gpt-5', messages: [{ role: 'user', content: text }] });\n  // ruleid: llm-output-guard\n  return JSON.parse(completion.choices[0]!.message.content ?? '[]') as string[];\n}`,
    ],
    good: [
      `import OpenAI from 'openai';\nimport { z } from 'zod';\nconst openai = new OpenAI();\nconst Tags = z.array(z.string().max(40)).max(10);\nexport async function tags(text: string) {\n  const completion = await openai.chat.completions.create({ model: 'gpt-5', messages: [{ role: 'user', content: text }] });\n  // ok: llm-output-guard\n  return Tags.parse(JSON.parse(completion.choices[0]!.message.content ?? '[]'));\n}`,
      `import { openai } from '@ai-sdk/openai';\nimport { generateObject } from 'ai';\nimport { z } from 'zod';\nexport async function tags(text: string) {\n  const { object } = await generateObject({ model: openai('gpt-5'), schema: z.object({ tags: z.array(z.string()) }), prompt: text });\n  // ok: llm-output-guard\n  return object.tags;\n}`,
    ],
  },
  limits: ['Text is followed inside the file of the model call; what other files do with it is not.', 'Text that is streamed through the SDK\'s own stream, and text gathered from chunks, is not judged.', 'Images and transcripts are not judged.'],
  check(project, report) {
    let examined = 0;
    const text = createModelText(project);
    const files = new Set<FileFacts>();
    for (const file of project.files) {
      if (file.kind !== 'runtime' || !report.asksFor(file)) continue;
      const calls = project.effectsOf(file).filter(({ kind }) => kind === 'model');
      examined += calls.length;
      if (calls.length > 0) files.add(file);
    }
    report.examined(examined, 'model calls');
    if (files.size === 0) return;
    const seen = new Set<string>();
    const isNew = (file: FileFacts, at: Span): boolean => {
      const key = `${file.path}:${lineAt(file.lines, at.start)}`;
      return !seen.has(key) && Boolean(seen.add(key));
    };
    const written = (effect: Effect): string => effect.fact.written || effect.library;

    for (const file of files)
      for (const use of file.effects?.textUses ?? []) {
        const effect = use.within.some(({ written: name }) => checkName.test(name.slice(name.lastIndexOf('.') + 1))) ? null : text.in(file, use.text);
        if (effect && isNew(file, use.at)) report.at(file, use.at, use.form, { call: use.written, model: written(effect) });
      }
    for (const query of project.queries) {
      if (!files.has(query.file)) continue;
      const effect = query.fact.data ? text.in(query.file, query.fact.data) : null;
      if (effect && isNew(query.file, query.fact.at)) report.at(query.file, query.fact.at, 'stored', { model: written(effect), operation: query.fact.operation });
    }
    for (const { body, file, place } of project.writtenAnswers) {
      if (!files.has(file) || place.file !== file || !body || body.file !== file) continue;
      const effect = text.in(file, body.value);
      if (effect && isNew(file, place.at)) report.at(file, place.at, 'sent', { model: written(effect) });
    }
    for (const file of files)
      file.functions.forEach((fact, index) => {
        if (fact.passedTo && fact.parent !== null) return;
        for (const { at, value } of fact.returns) {
          const effect = text.in(file, value);
          if (effect && !isUsedHere(project, project.fn(file, index)) && isNew(file, at)) report.at(file, at, 'returned', { model: written(effect) });
        }
      });
  },
});

/** The use stands where the function is called, in this file, or every caller elsewhere checks what it gets. */
function isUsedHere(project: Project, fn: FunctionRef): boolean {
  const sites = project.callersOf(fn).filter((site) => site.file.kind === 'runtime');
  if (sites.some((site) => site.file === fn.file)) return true;
  return (
    sites.length > 0 &&
    sites.every(({ call, file }) => file.calls.some((other) => other.at.start !== call.at.start && other.args.some((arg) => holdsCall(arg, call.at.start)) && isCheck(project, file, other.callee)))
  );
}

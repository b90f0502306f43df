import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCompose } from '../src/documents/compose.js';
import { dockerAssignments, readDockerfile } from '../src/documents/dockerfile.js';
import { readEnvFile } from '../src/documents/env-file.js';
import { readScriptVariables } from '../src/documents/package-scripts.js';
import type { Span } from '../src/facts/source.js';

const dockerfile = `# syntax=docker/dockerfile:1
FROM node:22 AS build
ARG TZ=Europe/Berlin
ARG TOKEN
RUN apt-get update \\
    # a comment between
    && apt-get install -y tzdata
RUN <<EOF
ENV TZ=Asia/Tokyo
EOF
ENV NODE_ENV=production \\
    GREETING="two words" \\
    TZ='UTC'
env LEGACY old form
LABEL a.b=c
`;

const compose = `
x-env: &env
  SHARED: yes
services:
  api:
    environment:
      <<: *env
      TZ: "Europe/Rome"
      EMPTY:
      PORT: 3000
  job:
    environment:
      - TZ=UTC
      - HANDED_ON
`;

const env = `# a comment
PORT=3000
export TZ="UTC" # everywhere
NAME = 'O\\'Brien'
KEY="line one
line two"
URL=https://x.example/#top
EMPTY=
`;

const manifest = `{
  "name": "api",
  "description": "TZ=Europe/Paris",
  "scripts": { "start": "TZ=UTC NODE_ENV=\\"production\\" node main.js", "win": "set TZ=GMT&& node main.js", "build": "tsc --define=x" }
}`;

const cut = (text: string, { start, end }: Span): string => text.slice(start, end);

describe('Dockerfiles', () => {
  test('instructions with continuations, comments and here-documents', () => {
    expect(readDockerfile(dockerfile).map((i) => `${i.keyword} ${i.text.trim().replace(/\s+/g, ' ')}`)).toEqual([
      'FROM node:22 AS build',
      'ARG TZ=Europe/Berlin',
      'ARG TOKEN',
      'RUN apt-get update && apt-get install -y tzdata',
      'RUN <<EOF',
      'ENV NODE_ENV=production GREETING="two words" TZ=\'UTC\'',
      'ENV LEGACY old form',
      'LABEL a.b=c',
    ]);
  });

  test('assignments stand where they are written', () => {
    const all = readDockerfile(dockerfile).filter(({ keyword }) => keyword === 'ENV' || keyword === 'ARG').flatMap(dockerAssignments);
    expect(all.map(({ name, value, at }) => [name, value, cut(dockerfile, at)])).toEqual([
      ['TZ', 'Europe/Berlin', 'TZ=Europe/Berlin'],
      ['TOKEN', null, 'TOKEN'],
      ['NODE_ENV', 'production', 'NODE_ENV=production'],
      ['GREETING', 'two words', 'GREETING="two words"'],
      ['TZ', 'UTC', "TZ='UTC'"],
      ['LEGACY', 'old form', 'LEGACY old form'],
    ]);
  });
});

test('the environment of compose services, as map, list and merged', () => {
  expect(readCompose(compose).map(({ service, name, value, at }) => [service, name, value, cut(compose, at)])).toEqual([
    ['api', 'SHARED', 'yes', 'SHARED: yes'],
    ['api', 'TZ', 'Europe/Rome', 'TZ: "Europe/Rome"'],
    ['api', 'EMPTY', null, 'EMPTY:'],
    ['api', 'PORT', '3000', 'PORT: 3000'],
    ['job', 'TZ', 'UTC', 'TZ=UTC'],
    ['job', 'HANDED_ON', null, 'HANDED_ON'],
  ]);
});

test('env files', () => {
  expect(readEnvFile(env).map(({ name, value }) => [name, value])).toEqual([
    ['PORT', '3000'],
    ['TZ', 'UTC'],
    ['NAME', "O\\"],
    ['KEY', 'line one\nline two'],
    ['URL', 'https://x.example/#top'],
    ['EMPTY', ''],
  ]);
});

test('variables that scripts set', () => {
  expect(readScriptVariables(manifest).map(({ script, name, value, at }) => [script, name, value, cut(manifest, at)])).toEqual([
    ['start', 'TZ', 'UTC', 'TZ=UTC'],
    ['start', 'NODE_ENV', 'production', 'NODE_ENV=\\"production\\"'],
    ['win', 'TZ', 'GMT', 'TZ=GMT'],
  ]);
});

describe('readers never throw, and place what they find inside the text', () => {
  const words = 'ENV ARG RUN FROM services: environment: TZ= TZ UTC = : - & * << <<EOF EOF \\ " \' # ` { } [ ] , scripts "scripts" export api: &a *a | > ${TZ:-x} \t'.split(' ');
  const anything = fc.oneof(
    fc.array(fc.constantFrom(...words, '\n', '\n  ', ' ', '\r\n'), { maxLength: 60 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );
  const readers: Readonly<Record<string, (text: string) => readonly { readonly at: Span }[]>> = {
    dockerfile: (text) => readDockerfile(text).flatMap((instruction) => [instruction, ...dockerAssignments(instruction)]),
    compose: readCompose,
    'env file': readEnvFile,
    'package.json': readScriptVariables,
  };
  const samples: Readonly<Record<string, string>> = { dockerfile, compose, 'env file': env, 'package.json': manifest };

  test.each(Object.entries(readers))('%s', (name, read) => {
    const isInside = (text: string): boolean => read(text).every(({ at }) => at.start >= 0 && at.start <= at.end && at.end <= text.length);
    fc.assert(fc.property(anything, isInside), { numRuns: 300 });
    const sample = samples[name]!;
    for (let end = 0; end <= sample.length; end += 1) expect(isInside(sample.slice(0, end))).toBe(true);
  });
});

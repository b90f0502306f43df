import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as typescriptParser from '@typescript-eslint/parser';
import type { TSESTree } from '@typescript-eslint/types';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import type { FileFacts } from '../src/facts/file.js';
import type { DiscoveredFile } from '../src/facts/source.js';
import { discover } from '../src/project/kinds/discover.js';
import { externalsOf } from '../src/project/externals.js';
import { isRead } from '../src/project/kinds/file-kinds.js';
import { factsOf } from '../src/project/sources.js';
import { parse } from '../src/syntax/parse.js';
import { createSourceFile, stripMark } from '../src/syntax/source-file.js';

/** The AST that ESLint hands to rules: espree's for JavaScript, typescript-estree's for TypeScript. `null` where neither parses. */
function astInEslint(path: string, text: string): TSESTree.Program | null {
  let ast: TSESTree.Program | null = null;
  const probe = { create: ({ sourceCode }: { readonly sourceCode: { readonly ast: unknown } }) => ({ 'Program:exit': () => (ast = sourceCode.ast as TSESTree.Program) }) };
  new Linter().verify(
    text,
    [
      {
        files: ['**/*.*'],
        plugins: { test: { rules: { probe } } },
        rules: { 'test/probe': 'error' },
        languageOptions: {
          sourceType: /\.cjs$/.test(path) ? 'commonjs' : 'module',
          parserOptions: { ecmaFeatures: { jsx: path.endsWith('x') || /js$/.test(path) } },
          ...(/\.[cm]?tsx?$/.test(path) && { parser: typescriptParser as never }),
        },
      },
    ],
    { filename: path },
  );
  return ast;
}

function factsOfBoth(file: DiscoveredFile, text: string, dependencies: ReadonlySet<string>): { oxc: FileFacts; eslint: FileFacts } | null {
  const parsed = parse(file.path, text);
  const program = parsed.error ? null : astInEslint(file.path, text);
  if (program === null) return null;
  const source = (ast: TSESTree.Program) => factsOf(createSourceFile({ path: file.path, kind: file.kind, text, program: ast, comments: parsed.comments, dependencies }));
  return { oxc: source(parsed.program), eslint: source(program) };
}

const fixtures = join(import.meta.dirname, '..', 'fixtures');
const discovery = discover(fixtures);
const externals = externalsOf(discovery);
const files = discovery.files.filter(({ kind }) => isRead(kind));
const folders = [...new Set(files.map(({ path }) => path.split('/')[0]!))];

describe('facts do not depend on the parser', { timeout: 120_000 }, () => {
  it.each(folders)('fixtures/%s', (folder) => {
    let compared = 0;
    for (const file of files.filter(({ path }) => path.startsWith(`${folder}/`))) {
      const both = factsOfBoth(file, stripMark(readFileSync(join(fixtures, file.path), 'utf8')), externals(file.package));
      if (both === null) continue;
      compared += 1;
      expect(both.eslint, file.path).toEqual(both.oxc);
    }
    expect(compared).toBeGreaterThan(0);
  });

  // oxc and typescript-estree have placed decorated parameters differently (see DESIGN.md, "Parse once")
  it.each([
    ['decorated parameters', 'a.ts', `import { Body, Controller, Get, Inject, Query } from '@nestjs/common';
@Controller('a') export class A {
  constructor(@Inject(B) private readonly b?: B, @Optional() public c: C = new C()) {}
  @Get() list(@Body() { id, ...rest }: Dto, @Query() query: Q = {}, @Query('page') /* 1 */ page?: string) { return page; }
}`],
    ['classes of plain JavaScript', 'a.js', `import { EventEmitter } from 'node:events';
export class A extends EventEmitter { static x = 1; #y = 2; z; get w() { return this.z; } static { A.x = 2; } list(req, res) { res.json(req.body); } }
export default class extends A {}
const B = class { handler = async (req, res) => res.send(req.query?.page ?? 1); };`],
    ['CommonJS', 'a.cjs', `#!/usr/bin/env node
const express = require('express'); const { Router } = require('express');
const router = Router(); router.get('/x', (req, res) => res.json(req.query)); module.exports = { router };`],
    ['parentheses, chains and templates', 'a.ts', `export const f = (a: any) => (((a as any)!.b)?.c!)(\`x\${(a)}\`); export const g = <T,>(x: T) => (x) satisfies T;`],
    ['line ends', 'a.ts', 'const a = 1;\r\nexport const b = `x\r\ny`;\u2028export const c = a;\r\n'],
  ])('%s', (_, path, text) => {
    expect(parse(path, text).error).toBeNull();
    const both = factsOfBoth({ path, kind: 'runtime', package: '' }, text, new Set(['express', '@nestjs/common']));
    expect(both).not.toBeNull();
    expect(both!.eslint).toEqual(both!.oxc);
  });
});

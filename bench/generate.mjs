#!/usr/bin/env node
/**
 * `node bench/generate.mjs FILES FOLDER`: writes a synthetic NestJS backend of about so many files, eight a module: the
 * same share of endpoints, queries, imports between modules and broken laws whatever its size. The same arguments give
 * the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';

const FILES_A_MODULE = 8;
/** Modules that lie in one folder, so that no folder grows with the whole. */
const MODULES_AN_AREA = 50;

const [count = '1000', folder = 'synthetic'] = process.argv.slice(2);
const root = resolve(folder);
const modules = Math.max(1, Math.round(Number(count) / FILES_A_MODULE));

const write = (path, lines) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), `${lines.join('\n')}\n`);
};
const dirOf = (index) => `src/modules/area-${Math.floor(index / MODULES_AN_AREA)}/thing-${index}`;
const between = (index, other) => `${'../'.repeat(2)}area-${Math.floor(other / MODULES_AN_AREA)}/thing-${other}`;

write('package.json', [
  JSON.stringify({ name: 'synthetic', private: true, type: 'module', dependencies: { '@nestjs/common': '^11.0.0', '@nestjs/typeorm': '^11.0.0', typeorm: '^0.3.0', 'class-validator': '^0.14.0' } }, null, 2),
]);
write('tsconfig.json', [JSON.stringify({ compilerOptions: { target: 'ES2023', module: 'NodeNext', strict: true, experimentalDecorators: true } }, null, 2)]);

for (let index = 0; index < modules; index += 1) {
  const dir = dirOf(index);
  const name = `Thing${index}`;
  const other = (index + 1) % modules;
  write(`${dir}/thing.entity.ts`, [
    "import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';",
    '',
    `@Entity('things_${index}')`,
    `export class ${name} {`,
    `  @PrimaryColumn('uuid') id!: string;`,
    '  @Index() @Column() owner!: string;',
    '  @Column() title!: string;',
    "  @Column({ type: 'int', default: 0 }) amount!: number;",
    "  @CreateDateColumn({ type: 'timestamptz' }) createdAt!: Date;",
    '}',
  ]);
  write(`${dir}/create-thing.dto.ts`, [
    "import { IsInt, IsString, Length, Max, Min } from 'class-validator';",
    '',
    `export class Create${name}Dto {`,
    '  @IsString() @Length(1, 120) title!: string;',
    '  @IsInt() @Min(0) @Max(100_000) amount!: number;',
    '}',
    '',
    `export class List${name}Query {`,
    '  @IsInt() @Min(1) @Max(100) limit = 20;',
    '}',
  ]);
  write(`${dir}/thing.response.ts`, [
    `import type { ${name} } from './thing.entity.js';`,
    '',
    `export interface ${name}Response {`,
    '  readonly id: string;',
    '  readonly title: string;',
    '  readonly amount: number;',
    '}',
    '',
    `export function toResponse(thing: ${name}): ${name}Response {`,
    '  return { id: thing.id, title: thing.title, amount: thing.amount };',
    '}',
  ]);
  write(`${dir}/thing.repository.ts`, [
    "import { Injectable } from '@nestjs/common';",
    "import { InjectRepository } from '@nestjs/typeorm';",
    "import { Repository } from 'typeorm';",
    `import { ${name} } from './thing.entity.js';`,
    '',
    '@Injectable()',
    `export class ${name}Repository {`,
    `  constructor(@InjectRepository(${name}) private readonly things: Repository<${name}>) {}`,
    '',
    `  page(owner: string, limit: number): Promise<${name}[]> {`,
    "    return this.things.find({ where: { owner }, take: limit, order: { id: 'ASC' } });",
    '  }',
    '',
    `  byId(id: string): Promise<${name} | null> {`,
    '    return this.things.findOneBy({ id });',
    '  }',
    '',
    `  save(thing: ${name}): Promise<${name}> {`,
    '    return this.things.save(thing);',
    '  }',
    '}',
  ]);
  write(`${dir}/thing.service.ts`, [
    "import { Injectable, NotFoundException } from '@nestjs/common';",
    `import { ThingPort${other} } from '${between(index, other)}/index.js';`,
    `import type { Create${name}Dto } from './create-thing.dto.js';`,
    `import { ${name} } from './thing.entity.js';`,
    `import { ${name}Repository } from './thing.repository.js';`,
    `import { toResponse, type ${name}Response } from './thing.response.js';`,
    '',
    '@Injectable()',
    `export class ${name}Service {`,
    `  constructor(private readonly repository: ${name}Repository, private readonly port: ThingPort${other}) {}`,
    '',
    `  async list(owner: string, limit: number): Promise<${name}Response[]> {`,
    '    const things = await this.repository.page(owner, limit);',
    '    return things.map((thing) => toResponse(thing));',
    '  }',
    '',
    `  async get(id: string): Promise<${name}Response> {`,
    '    const thing = await this.repository.byId(id);',
    `    if (!thing) throw new NotFoundException('no such thing');`,
    '    return toResponse(thing);',
    '  }',
    '',
    `  async create(owner: string, input: Create${name}Dto): Promise<${name}Response> {`,
    `    const thing = Object.assign(new ${name}(), { owner, title: input.title, amount: input.amount });`,
    '    await this.port.reserve(thing.amount);',
    ...(index % 10 === 0 ? [`    console.log('created', thing.title);`] : []),
    '    return toResponse(await this.repository.save(thing));',
    '  }',
    '}',
  ]);
  write(`${dir}/thing.controller.ts`, [
    "import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';",
    `import { Create${name}Dto, List${name}Query } from './create-thing.dto.js';`,
    `import { ${name}Service } from './thing.service.js';`,
    `import type { ${name}Response } from './thing.response.js';`,
    '',
    `@Controller('things-${index}')`,
    `export class ${name}Controller {`,
    `  constructor(private readonly service: ${name}Service) {}`,
    '',
    '  @Get()',
    `  list(@Query() query: List${name}Query): Promise<${name}Response[]> {`,
    "    return this.service.list('me', query.limit);",
    '  }',
    '',
    "  @Get(':id')",
    `  get(@Param('id') id: string): Promise<${name}Response> {`,
    '    return this.service.get(id);',
    '  }',
    '',
    '  @Post()',
    `  create(@Body() body: Create${name}Dto): Promise<${name}Response> {`,
    "    return this.service.create('me', body);",
    '  }',
    '}',
  ]);
  write(`${dir}/thing.module.ts`, [
    "import { Module } from '@nestjs/common';",
    "import { TypeOrmModule } from '@nestjs/typeorm';",
    `import { ${name}Controller } from './thing.controller.js';`,
    `import { ${name} } from './thing.entity.js';`,
    `import { ${name}Repository } from './thing.repository.js';`,
    `import { ${name}Service } from './thing.service.js';`,
    '',
    `@Module({ imports: [TypeOrmModule.forFeature([${name}])], controllers: [${name}Controller], providers: [${name}Service, ${name}Repository], exports: [${name}Service] })`,
    `export class ${name}Module {}`,
  ]);
  write(`${dir}/index.ts`, [
    `/** What other modules may ask of ${name}. */`,
    `export abstract class ThingPort${index} {`,
    '  abstract reserve(amount: number): Promise<void>;',
    '}',
  ]);
}
console.log(`${modules * FILES_A_MODULE} files in ${root}`);

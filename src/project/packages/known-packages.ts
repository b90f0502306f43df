/** Package names that tell a backend from a front end. A trailing `/*` stands for every package of the scope. */

/** Frameworks that serve requests or take messages. */
export const SERVING_PACKAGES: readonly string[] = [
  'express', 'fastify', '@nestjs/*', 'koa', 'koa-router', '@koa/router', 'next', '@hapi/hapi', 'restify', 'polka', 'h3',
  '@hono/node-server', '@feathersjs/*', '@loopback/*', '@adonisjs/*', 'moleculer', 'apollo-server', '@apollo/server',
  'graphql-yoga', 'mercurius', 'bullmq', 'bull', 'amqplib', 'kafkajs',
];

/** Frameworks that serve and data layers: a package that depends on one is a backend. */
export const BACKEND_PACKAGES: readonly string[] = [
  ...SERVING_PACKAGES,
  'prisma', '@prisma/client', 'drizzle-orm', 'typeorm', 'sequelize', 'sequelize-typescript', 'knex', 'kysely',
  'mongoose', 'mongodb', '@mikro-orm/*', 'mikro-orm', 'objection', 'pg', 'postgres', '@neondatabase/serverless',
  'mysql', 'mysql2', 'mariadb', 'better-sqlite3', 'sqlite3', '@libsql/client', 'slonik', '@silverhand/slonik', 'mssql',
  'oracledb', 'tedious', 'ioredis', '@clickhouse/client',
];

/** What else waits for requests, messages or jobs; a tool may use it as well. */
export const LISTENING_PACKAGES: readonly string[] = [
  '@modelcontextprotocol/sdk', 'fastmcp', 'ws', 'socket.io', '@grpc/grpc-js', '@connectrpc/connect-node', '@orpc/server', 'connect', 'micro', 'http-proxy',
  'pg-boss', 'graphile-worker', 'agenda', 'bee-queue', 'node-cron', 'cron', 'croner', 'nats', 'mqtt', 'amqp-connection-manager', '@temporalio/worker',
  '@aws-sdk/client-sqs', 'sqs-consumer', '@google-cloud/pubsub', 'inngest', '@trigger.dev/sdk', 'discord.js', 'grammy', 'telegraf', '@slack/bolt', 'probot',
];

/** Backend frameworks whose types front ends import as well. */
export const WEAK_BACKEND_PACKAGES: readonly string[] = ['@trpc/server', 'hono', '@hono/zod-openapi', 'elysia'];

export const FRONT_END_LIBRARIES: readonly string[] = [
  'react', 'react-dom', 'preact', 'vue', 'svelte', 'solid-js', '@angular/core', 'react-native', 'expo', 'lit', 'astro',
  'nuxt', 'gatsby', '@remix-run/react', '@builder.io/qwik', '@sveltejs/kit', 'ember-source', 'alpinejs', 'electron',
];

export const FRONT_END_BUNDLERS: readonly string[] = [
  'vite', 'webpack', 'webpack-cli', '@rspack/core', 'parcel', 'react-scripts', '@angular/cli', '@angular-devkit/build-angular',
  '@angular/build', '@vue/cli-service', '@sveltejs/kit', 'expo', 'react-native', 'astro', 'nuxt', 'gatsby', 'ember-cli',
  '@remix-run/dev', 'wxt', 'plasmo', 'electron', '@builder.io/qwik',
];

export const DOCUMENTATION_TOOLS: readonly string[] = [
  'nextra', '@docusaurus/core', 'vitepress', 'vuepress', '@astrojs/starlight', 'fumadocs-core', 'fumadocs-ui', 'storybook',
];

/** Libraries that read the arguments of a command. */
export const COMMAND_LINE_LIBRARIES: readonly string[] = [
  'commander', 'yargs', '@oclif/*', 'cac', 'citty', 'clipanion', 'meow', 'sade', 'minimist', 'arg', '@commander-js/extra-typings', 'cmd-ts', 'gunshi',
];

/** Libraries of programs that ask people at a terminal. */
export const PROMPT_LIBRARIES: readonly string[] = ['inquirer', '@inquirer/prompts', 'prompts', 'enquirer', '@clack/prompts'];

/** The same, and those that draw there. */
export const TERMINAL_LIBRARIES: readonly string[] = ['terminal-kit', 'ink', 'blessed', 'neo-blessed', 'react-blessed', ...PROMPT_LIBRARIES];

/** Kits for generators and plugins of a workspace's own tools (nx.dev/extending-nx, angular.dev/tools/cli/schematics-authoring). */
export const CODE_GENERATORS: readonly string[] = ['@nx/devkit', '@nrwl/devkit', '@angular-devkit/schematics', 'plop', 'hygen', 'yeoman-generator'];

const prepared = new WeakMap<readonly string[], { names: Set<string>; scopes: string[] }>();

/** Whether `name` is one of `patterns`, a list of this file. */
export function matchesPackage(name: string, patterns: readonly string[]): boolean {
  let known = prepared.get(patterns);
  if (known === undefined) {
    known = {
      names: new Set(patterns.filter((pattern) => !pattern.endsWith('/*'))),
      scopes: patterns.filter((pattern) => pattern.endsWith('/*')).map((pattern) => pattern.slice(0, -1)),
    };
    prepared.set(patterns, known);
  }
  return known.names.has(name) || (name.startsWith('@') && known.scopes.some((scope) => name.startsWith(scope)));
}

import { describe, expect, test } from 'vitest';
import { matchPath } from '../src/syntax/handler-patterns.js';

describe('matchPath', () => {
  test.each([
    ['0.body', 0, 'body', true],
    ['0.body', 1, 'body', false],
    ['0.body', 0, 'body.name', false],
    ['0.body', 0, 'bodyParser', false],
    ['0.req.json()', 0, 'req.json()', true],
    ['0.req.json()', 0, 'req.json', false],
    ['0.*.json()', 0, 'req.json()', true],
    ['0.*.json()', 0, 'clone().json()', true],
    ['0.*.json()', 0, 'json()', false],
    ['1.**.json()', 1, 'json()', true],
    ['1.**.json()', 1, 'status().json()', true],
    ['1.**.json()', 1, 'status().set().type().json()', true],
    ['1.**.json()', 1, 'app.json()', false],
    ['1.**.json()', 1, 'json().status()', false],
    ['0.body=', 0, 'body=', true],
    ['0.body=', 0, 'body', false],
    ['0.response.body=', 0, 'response.body=', true],
    ['0.*', 0, 'body=', false],
    ['0.**', 0, 'a().b()', true],
    ['req.body', 'req', 'body', true],
    ['req.body', 0, 'body', false],
    ['10.body', 1, 'body', false],
  ])('%s against parameter %s, %s: %s', (pattern, param, path, fits) => {
    expect(matchPath([pattern], param, path.split('.'))).toBe(fits);
  });

  test('any of several patterns is enough, none is never', () => {
    expect(matchPath(['1.send()', '0.body'], 0, ['body'])).toBe(true);
    expect(matchPath([], 0, ['body'])).toBe(false);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const RENDERER = 'renderer';
const MOST_LINES = 120;

test(`no component is longer than ${String(MOST_LINES)} lines`, () => {
  const components = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.svelte'),
  );
  const long = components.filter(
    (name) => readFileSync(path.join(RENDERER, name), 'utf8').split('\n').length - 1 > MOST_LINES,
  );
  expect(components.length).toBeGreaterThan(30);
  expect(long).toEqual([]);
});

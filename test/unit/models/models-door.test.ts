/** The models door as a person uses it, on the repository's own models folder. */
import { expect, test } from 'vitest';
import { runDoor } from '../doors/door-process.ts';

const models = (...options: string[]) => runDoor(['models', ...options]);

test('convert makes the packs ready, and list says so', async () => {
  const converted = await models('convert');
  expect(converted).toMatchObject({ code: 0, stderr: '' });
  expect(converted.stdout).toMatch(/^face-api: (kept|converted) face-api.weights.age_gender\.caffemodel$/m);
  const listed = await models('list');
  expect(listed.code).toBe(0);
  for (const name of ['face-api', 'ssd', 'tiny']) expect(listed.stdout).toMatch(new RegExp(`^${name} .* ready  `, 'm'));
  expect(listed.stdout).toMatch(/^levi-hassner +age-gender/m);
  const marked = listed.stdout.split('\n').filter((line) => line.includes('(default)'));
  expect(marked.map((line) => line.split(' ')[0]).sort()).toEqual(['face-api+faceres', 'ssd']);
});

test('add says in one sentence why it adds nothing', async () => {
  expect(await models('add', 'tiny')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^.*models convert'\.\n$/),
  });
  expect(await models('add', 'nobody')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^There is no .*\n$/) });
});

test('wrong usage exits with 2', async () => {
  for (const options of [[], ['burn'], ['list', '--all'], ['add'], ['add', 'a', 'b']]) {
    expect(await models(...options)).toMatchObject({ code: 2, stdout: '' });
  }
});

test('--help tells all three', async () => {
  const { code, stdout } = await models('--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(/list[\s\S]*convert[\s\S]*add/);
});

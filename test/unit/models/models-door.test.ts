/** The models door as a person uses it, on the repository's own models folder. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const cli = fileURLToPath(new URL('../../../src-main/cli.ts', import.meta.url));

function models(...options: string[]): Promise<{ code: number; out: string; error: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, 'models', ...options], (failure, out, error) => {
      resolve({ code: typeof failure?.code === 'number' ? failure.code : 0, out, error });
    });
  });
}

test('convert makes the packs ready, and list says so', async () => {
  const converted = await models('convert');
  expect(converted).toMatchObject({ code: 0, error: '' });
  expect(converted.out).toMatch(/^face-api: (kept|converted) face-api.weights.age_gender\.caffemodel$/m);
  const listed = await models('list');
  expect(listed.code).toBe(0);
  for (const name of ['face-api', 'ssd', 'tiny']) expect(listed.out).toMatch(new RegExp(`^${name} .* ready  `, 'm'));
  expect(listed.out).toMatch(/^levi-hassner +age-gender/m);
});

test('add says in one sentence why it adds nothing', async () => {
  expect(await models('add', 'tiny')).toMatchObject({
    code: 1,
    error: expect.stringMatching(/^.*models convert'\.\n$/),
  });
  expect(await models('add', 'nobody')).toMatchObject({ code: 1, error: expect.stringMatching(/^There is no .*\n$/) });
});

test('wrong usage exits with 2', async () => {
  for (const options of [[], ['burn'], ['list', '--all'], ['add'], ['add', 'a', 'b']]) {
    expect(await models(...options)).toMatchObject({ code: 2, out: '' });
  }
});

test('--help tells all three', async () => {
  const { code, out } = await models('--help');
  expect(code).toBe(0);
  expect(out).toMatch(/list[\s\S]*convert[\s\S]*add/);
});

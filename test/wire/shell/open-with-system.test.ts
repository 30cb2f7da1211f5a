import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openWithSystem } from '../../../src-main/shell/open-with-system.ts';
import { describeWhere, WITHOUT_LINUX } from '../../describe-where.ts';

/** A system whose only program is this one, which opens folders. */
function withOpener(script: string | null): string {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-opener-'));
  if (script !== null) {
    writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'xdg-open'), 0o755);
  }
  vi.stubEnv('PATH', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  return folder;
}

describeWhere(WITHOUT_LINUX, 'a folder that is opened from a window', () => {
  test('is given to the program that the system has for it', async () => {
    const folder = withOpener('echo "$1" > "$0.told"');
    await openWithSystem('/data of mine');
    expect(readFileSync(join(folder, 'xdg-open.told'), 'utf8')).toBe('/data of mine\n');
  });

  test.each([
    ['is not installed', null],
    ['finds nothing that shows it', 'exit 3'],
  ])('is said not to open where that program %s', async (_words, script) => {
    withOpener(script);
    await expect(openWithSystem('/data')).rejects.toMatchObject({
      code: 'nothing_opens',
      message: 'This system has no program that shows /data.',
    });
  });
});

import { expect, test } from 'vitest';
import { withoutNpmConfig } from '../../../scripts/setup/opencv/opencv4nodejs.mjs';

test("the build of opencv4nodejs gets nothing of npm's configuration, in whatever case it is written", () => {
  const env = { PATH: '/bin', npm_config_nodedir: '/other', NPM_CONFIG_NODEDIR: '/other', npm_lifecycle_event: 'test' };
  expect(withoutNpmConfig(env)).toEqual({ PATH: '/bin', npm_lifecycle_event: 'test' });
});

/**
 * Proves that banks outlive their database's primary: what was acknowledged is on the standby that takes over, what
 * clients saw at both banks before, in between and after is explained by one order, and sessions go on.
 */
import { test } from 'vitest';
import { describeWhere } from '../../describe-where.ts';
import { WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { failOver } from './fail-over.ts';

describeWhere(WITHOUT_POSTGRES, 'two banks', () => {
  test('go on when the primary crashes under load and its standby is promoted', async () => {
    await failOver(1);
  });
});

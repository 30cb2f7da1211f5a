import { createContext } from 'react';
import type { FailureFields } from '../../src-main/contract/failure.ts';

/**
 * Why the last change of the settings was not kept; null: it was. The window's banner says it, which lies behind a
 * dialog, so a dialog in which settings are changed says it once more.
 */
export const RefusedChange = createContext<FailureFields | null>(null);

import { z } from 'zod';
import { FAILURE_CODES } from './failure.ts';

/** A failure as it crosses a boundary, for the schemas of what carries one. */
export const failureFieldsShape = {
  code: z.enum(FAILURE_CODES),
  message: z.string(),
  port: z.number().optional(),
  retryAfter: z.number().optional(),
  triesLeft: z.number().int().optional(),
};

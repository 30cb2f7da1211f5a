import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { TERMINAL_LINE_BYTES } from '../src-main/contract/limits.ts';
import { ALL_REFUSALS } from '../src-main/contract/refusals.ts';
import {
  TERMINAL_VERSION,
  type TerminalErrorCode,
  type TerminalEvent,
  type TerminalOperation,
  terminalErrorCodeSchema,
  terminalErrorSchema,
  terminalEventSchema,
  terminalReplySchemas,
  terminalRequestSchema,
} from '../src-main/contract/terminal.ts';
import { EVENTS, OPERATIONS } from './terminal-protocol/examples.ts';

/**
 * Writes docs/terminal-protocol.md from the schemas of the contract: every message with its fields and an example
 * that the schemas accept. A test compares the file with what this makes.
 */
export const DOCUMENT = fileURLToPath(new URL('../docs/terminal-protocol.md', import.meta.url));

const INTRODUCTION = `# The terminal protocol

What the ATM windows and programs speak with the bank, by default on port 9998. This file is made from the schemas in
\`src-main/contract/terminal.ts\` by \`scripts/terminal-protocol.ts\`; change those, not this.

- One JSON object a line, UTF-8, at most ${TERMINAL_LINE_BYTES} bytes with its newline. Version ${TERMINAL_VERSION}.
- Every request carries an \`id\` that its reply echoes. Requests may be sent without waiting; replies come in their order.
- Money is whole cents.
- Requests that move money carry a \`key\` that the client makes (a UUID) and keeps **before** it sends. The same key with
  the same content again gives the first outcome, marked \`repeated\`; with other content it is refused.
- A connection that breaks with a request unanswered leaves its outcome unknown: connect, log in and repeat it under
  the same key. A reservation can be settled before anybody logs in.
- A request for money may say \`until\` when it is valid, in milliseconds since the bank answered \`hello\` on its connection.
  Taken up later it is not done (\`expired\`), so that a copy which was held on its way does no harm once the customer was
  told that its outcome is unknown. \`expired\` speaks of that copy alone: what was done under the key before is told.
- \`books\` in the reply to \`hello\` names the bank's books. What was asked of others must not be repeated on these.
- A transfer's \`key\` is told only to who named it: not in statements, events, and look-ups by \`sequence\`.
- Beyond loopback the port speaks TLS; the bank shows the fingerprint of its certificate.
`;

/** A whole client, which a test runs. */
const PROGRAM = readFileSync(new URL('../docs/deposit.mjs', import.meta.url), 'utf8').trim();

const byHand = [OPERATIONS.hello, OPERATIONS.login, OPERATIONS.leave]
  .flatMap(({ request, reply }, index) => [request, reply].map((message) => ({ ...message, id: index + 1 })))
  .map((message) => JSON.stringify(message));

const TRY_IT = `## Try it

By hand:

\`\`\`console
$ nc 127.0.0.1 9998
${byHand.join('\n')}
\`\`\`

By a program, \`node docs/deposit.mjs\`:

\`\`\`js
${PROGRAM}
\`\`\`
`;

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

const jsonSchema = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema) as JsonSchema;

/** In words what a value of the schema is. */
function words(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(words).join(' or ');
  if (schema.type === 'array') return `list of ${words(schema.items ?? {})}`;
  if (schema.type === 'object') return `object: ${Object.keys(schema.properties ?? {}).join(', ')}`;
  const bounds = [
    range(schema.minimum, schema.maximum),
    schema.minLength || schema.maxLength ? `${range(schema.minLength ?? 0, schema.maxLength)} characters` : '',
    schema.pattern === undefined ? '' : `\`${schema.pattern}\``,
  ].filter((bound) => bound !== '');
  return [schema.type === 'integer' ? 'whole number' : schema.type, ...bounds].join(', ');
}

function range(least: number | undefined, most: number | undefined): string {
  const shown = (bound: number | undefined) =>
    bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? '' : bound;
  const [from, to] = [shown(least), shown(most)];
  return from === '' && to === '' ? '' : `${from}…${to}`;
}

function fields(schema: JsonSchema, without: readonly string[]): string {
  const rows = Object.entries(schema.properties ?? {})
    .filter(([name]) => !without.includes(name))
    .map(([name, field]) => {
      const optional = schema.required?.includes(name) ? '' : ' (optional)';
      return `| \`${name}\`${optional} | ${words(field).replaceAll('|', '\\|')} |`;
    });
  return rows.length === 0 ? '' : `| field | |\n| --- | --- |\n${rows.join('\n')}\n\n`;
}

const json = (...messages: object[]): string =>
  `\`\`\`json\n${messages.map((message) => JSON.stringify(message)).join('\n')}\n\`\`\`\n`;

function operation(option: z.ZodType): string {
  const schema = jsonSchema(option);
  const op = schema.properties?.['op']?.const as TerminalOperation;
  const { says, request, reply } = OPERATIONS[op];
  terminalRequestSchema.parse(request);
  const replySchema = terminalReplySchemas[op];
  replySchema.parse(reply);
  const replied = fields(jsonSchema(replySchema), ['id', 'ok']);
  return `### \`${op}\`\n\n${says}\n\n${fields(schema, ['id', 'op'])}${json(request)}\n${replied === '' ? '' : `Reply:\n\n${replied}`}${json(reply)}`;
}

function event(option: z.ZodType): string {
  const schema = jsonSchema(option);
  const name = schema.properties?.['event']?.const as TerminalEvent['event'];
  const { says, example } = EVENTS[name];
  terminalEventSchema.parse(example);
  return `### \`${name}\`\n\n${says}\n\n${fields(schema, ['event'])}${json(example)}`;
}

/** The whole document. @throws ZodError if an example is not of its schema */
export function terminalDocument(): string {
  const codes = terminalErrorCodeSchema.options.map(
    (code: TerminalErrorCode) => `| \`${code}\` | ${ALL_REFUSALS[code].message} |`,
  );
  const error = terminalErrorSchema.parse({
    id: 5,
    ok: false,
    error: { code: 'insufficient_funds', message: ALL_REFUSALS.insufficient_funds.message },
  });
  return [
    INTRODUCTION,
    TRY_IT,
    '## Requests and their replies\n',
    ...terminalRequestSchema.options.map(operation),
    '## Errors\n',
    "The reply to a request that did not succeed. `id` is null where the request's own could not be read; `retryAfter`",
    '(ms) says when to try again, where that is known, such as the end of a lock. `triesLeft` comes with a wrong PIN: how',
    'many more lock the account; 0: this one has. Where two codes apply, the earlier one in this table is the answer.\n',
    json(error),
    `| code | |\n| --- | --- |\n${codes.join('\n')}\n`,
    '## Events\n',
    'Said by the bank unasked, between replies.\n',
    ...terminalEventSchema.options.map(event),
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(DOCUMENT, terminalDocument());

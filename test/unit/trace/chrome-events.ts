import { expect } from 'vitest';
import { z } from 'zod';

/**
 * The Trace Event Format as its document has it ('Trace Event Format', Google, 2016), for the phases that Lobby writes.
 */
const common = {
  name: z.string().min(1),
  cat: z.string().min(1),
  pid: z.number().int(),
  tid: z.number().int(),
  ts: z.number().min(0),
};
const numbers = z.record(z.string(), z.number());
const argumentsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const eventSchema = z.discriminatedUnion('ph', [
  z.strictObject({ ...common, ph: z.literal('M'), args: z.strictObject({ name: z.string() }) }),
  z.strictObject({ ...common, ph: z.literal('X'), dur: z.number().min(0), args: argumentsSchema.optional() }),
  z.strictObject({ ...common, ph: z.literal('b'), id: z.number().int(), args: argumentsSchema }),
  z.strictObject({ ...common, ph: z.literal('e'), id: z.number().int() }),
  z.strictObject({ ...common, ph: z.literal('s'), id: z.number().int() }),
  z.strictObject({ ...common, ph: z.literal('f'), id: z.number().int(), bp: z.literal('e') }),
  z.strictObject({ ...common, ph: z.literal('C'), args: numbers }),
]);
export type ValidEvent = z.infer<typeof eventSchema>;

/** Proves that a reader of the format takes these events, and gives them. */
export function validEvents(events: unknown): ValidEvent[] {
  const parsed = z.array(eventSchema).parse(events);
  spansPair(parsed);
  workNests(parsed);
  const starts = parsed.filter(({ ph }) => ph === 's').map((event) => ('id' in event ? event.id : 0));
  const ends = parsed.filter(({ ph }) => ph === 'f').map((event) => ('id' in event ? event.id : 0));
  expect(ends).toEqual(starts);
  return parsed;
}

/** Each span that begins ends, the inner one first. */
function spansPair(events: readonly ValidEvent[]): void {
  const open = new Map<number, { name: string; ts: number }[]>();
  for (const event of events) {
    if (event.ph === 'b') open.set(event.id, [...(open.get(event.id) ?? []), event]);
    if (event.ph !== 'e') continue;
    const begun = open.get(event.id)?.pop();
    expect(begun?.name).toBe(event.name);
    expect(event.ts).toBeGreaterThanOrEqual(begun?.ts ?? Number.POSITIVE_INFINITY);
  }
  expect([...open.values()].flat()).toEqual([]);
}

/** Work of one thread either contains other work or is over before it. */
function workNests(events: readonly ValidEvent[]): void {
  const work = events.flatMap((event) => (event.ph === 'X' ? [event] : []));
  for (const pieces of Map.groupBy(work, ({ tid }) => tid).values()) {
    const sorted = pieces.toSorted((a, b) => a.ts - b.ts || b.dur - a.dur);
    const ends: number[] = [];
    for (const { name, ts, dur } of sorted) {
      while (ends.length > 0 && Number(ends.at(-1)) <= ts + 0.11) ends.pop();
      expect(ts + dur, `${name} at ${ts}`).toBeLessThanOrEqual((ends.at(-1) ?? Number.POSITIVE_INFINITY) + 0.11);
      ends.push(ts + dur);
    }
  }
}

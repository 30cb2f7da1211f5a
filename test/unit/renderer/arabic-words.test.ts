import { describe, expect, test } from 'vitest';
import { readTracked, trackedFiles } from '../repository/tracked-files.ts';

/** Proves that the Arabic texts keep to the terms of docs/arabic-words.md: one English term, one Arabic term. */

const GLOSSARY = 'docs/arabic-words.md';
const ROWS = [...readTracked(GLOSSARY).matchAll(/^\| ([^|]+) \| ([^|]+) \| ?([^|]*)\|$/gm)]
  .slice(2)
  .map(([, english = '', terms = '', not = '']) => ({ english, terms: listed(terms), not: listed(not) }));
const TERMS = ROWS.flatMap(({ terms }) => terms);

/** The things between Arabic commas. */
function listed(cell: string): string[] {
  return cell
    .split('،')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

const NO_LETTER = String.raw`(?![\p{Letter}\p{Mark}])`;
/** A whole text in quotes, or words, with what Arabic writes to the front of one. */
function patternOf(variant: string): RegExp {
  if (variant.startsWith("'")) return new RegExp(variant, 'u');
  return new RegExp(String.raw`(?<![\p{Letter}\p{Mark}])[وفبلك]?(?:ال|لل)?${variant}${NO_LETTER}`, 'u');
}
/** Terms that have the variant inside are no instance of it. */
function saysVariant(text: string, variant: string): boolean {
  const containing = TERMS.filter((term) => term.includes(variant));
  return patternOf(variant).test(containing.reduce((rest, term) => rest.replaceAll(term, '·'), text));
}

const LINES = trackedFiles
  .filter((path) => /^src-(main|renderer)\/.*\.tsx?$/.test(path))
  .flatMap((path) =>
    readTracked(path)
      .split('\n')
      .map((text, index) => ({ at: `${path}:${index + 1}`, text })),
  )
  .filter(({ text }) => /\p{Script=Arabic}/u.test(text));

test('the table is read', () => {
  expect(ROWS.length).toBeGreaterThan(40);
  expect(LINES.length).toBeGreaterThan(500);
  expect(new Set(TERMS).size, 'one Arabic term, one meaning').toBe(TERMS.length);
});

describe('no text has another word for', () => {
  test.each(ROWS.filter(({ not }) => not.length > 0))('$english', ({ terms, not }) => {
    const found = LINES.flatMap(({ at, text }) =>
      not.filter((variant) => saysVariant(text, variant)).map((variant) => `${at}: «${variant}»`),
    );
    expect(found, `write «${terms.join('» or «')}»`).toEqual([]);
  });
});

test.each([
  ["x: 'قرأه من الذاكرة دون سؤال',", 'دون', true],
  ["x: 'قرأه من الذاكرة من دون سؤال',", 'دون', false],
  ["x: 'يقرأه الدفتر',", 'الدفتر', true],
  ["x: 'والدفتر'", 'الدفتر', true],
  ["x: 'دفتر الأستاذ'", 'الدفتر', false],
  ["x: 'عكس',", "'عكس'", true],
  ["x: 'عكس حركة',", "'عكس'", false],
])('%s says %s: %s', (text, variant, says) => {
  expect(saysVariant(text, variant)).toBe(says);
});

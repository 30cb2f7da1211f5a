import { inflateSync } from 'node:zlib';

/** Reads PDFs as Chromium writes them: plain objects, and text as numbers of glyphs that each font gives a meaning. */

/** A font, as far as reading goes. */
interface Font {
  /** How many hexadecimal digits the number of a glyph has. */
  readonly digits: number;
  /** What a glyph stands for. */
  readonly meanings: ReadonlyMap<number, string>;
}

/** The text on each page of a PDF that Chromium made, in the order in which it is drawn, without white space. */
export function pdfPages(pdf: Uint8Array): string[] {
  const objects = new Map<string, string>();
  // One character a byte.
  const whole = Buffer.from(pdf).toString('latin1');
  for (const [, number = '', body = ''] of whole.matchAll(/^(\d+) 0 obj$(.*?)^endobj$/gms)) objects.set(number, body);
  const referred = (name: string, body: string) => {
    const number = new RegExp(`/${name} (\\d+) 0 R`).exec(body)?.[1] ?? '';
    return objects.get(number) ?? '';
  };
  return [...objects.values()]
    .filter((body) => /\/Type \/Page\b/.test(body))
    .map((page) => {
      const names = [...page.matchAll(/\/(F\d+) \d+ 0 R/g)].map(([, name = '']) => name);
      const fonts = new Map(
        names.map((name) => [name, readFont(streamOf(referred('ToUnicode', referred(name, page))))]),
      );
      return readText(streamOf(referred('Contents', page)), fonts).replaceAll(/\s/g, '');
    });
}

/** The decompressed stream of an object; empty if it has none. */
function streamOf(body: string): string {
  const content = /\bstream\r?\n(.*)\r?\nendstream/s.exec(body)?.[1];
  if (content === undefined) return '';
  return body.includes('/FlateDecode') ? inflateSync(Buffer.from(content, 'latin1')).toString('latin1') : content;
}

/** @param cmap the font's table of meanings */
function readFont(cmap: string): Font {
  const meanings = new Map<number, string>();
  for (const [, lines = ''] of cmap.matchAll(/beginbfchar(.*?)endbfchar/gs)) {
    for (const [, glyph = '', text = ''] of lines.matchAll(/<(\w+)> <(\w+)>/g)) {
      meanings.set(Number.parseInt(glyph, 16), Buffer.from(text, 'hex').swap16().toString('utf16le'));
    }
  }
  for (const [, lines = ''] of cmap.matchAll(/beginbfrange(.*?)endbfrange/gs)) {
    for (const [, first = '', last = '', text = ''] of lines.matchAll(/<(\w+)> <(\w+)> <(\w+)>/g)) {
      const [from, to, code] = [first, last, text].map((number) => Number.parseInt(number, 16)) as [
        number,
        number,
        number,
      ];
      for (let glyph = from; glyph <= to; glyph++) meanings.set(glyph, String.fromCharCode(code + glyph - from));
    }
  }
  return { digits: /begincodespacerange\s*<(\w+)>/.exec(cmap)?.[1]?.length ?? 4, meanings };
}

/** Follows which font is chosen and what is drawn in it. */
function readText(content: string, fonts: ReadonlyMap<string, Font>): string {
  let text = '';
  let font: Font | undefined;
  for (const [, name, drawn = ''] of content.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>/g)) {
    if (name !== undefined) font = fonts.get(name);
    const digits = font?.digits ?? 4;
    for (let at = 0; at < drawn.length; at += digits) {
      text += font?.meanings.get(Number.parseInt(drawn.slice(at, at + digits), 16)) ?? '\u{fffd}';
    }
  }
  return text;
}

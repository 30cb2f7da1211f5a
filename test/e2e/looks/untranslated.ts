import type { Page } from 'playwright-core';
import { ar } from '../../../src-renderer/ui/strings/ar.ts';
import { en } from '../../../src-renderer/ui/strings/en.ts';

/** What was left in English in an Arabic window. */

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}

/** English texts that are not the same in Arabic. */
const arabic = new Set(leaves(ar));
const ENGLISH = new Set(leaves(en).filter((text) => !arabic.has(text)));

/** Three Latin words in a row and no Arabic around them; what is marked as code (addresses, commands) may have them. */
const SENTENCE = /^\P{Script=Arabic}*\p{Script=Latin}+(?:[\s,.'’-]+\p{Script=Latin}+){2,}\P{Script=Arabic}*$/u;

/** In the page: all that is read, seen or spoken, without what is marked as code or as another language. */
const TEXTS = `(() => {
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: parent, data } = walker.currentNode;
    if (parent.closest('.code, code, pre, script, style, [lang]:not(html)') === null && parent.checkVisibility()) texts.push(data);
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
    for (const name of ['aria-label', 'placeholder', 'title']) texts.push(element.getAttribute(name) ?? '');
  }
  return texts.map((text) => text.trim()).filter((text) => text !== '');
})()`;

/** Everything that is read, seen or spoken in a window, without what is marked as code or as another language. */
export async function textsIn(page: Page): Promise<readonly string[]> {
  return (await page.evaluate(TEXTS)) as string[];
}

/** The texts among these that are English sentences, or words of the English catalogue. */
export function leftInEnglish(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => ENGLISH.has(text) || SENTENCE.test(text));
}

import type { Page } from 'playwright-core';
import { seriousFindings } from '../axe.ts';
import type { Sight } from '../tour.ts';
import { leftInEnglish, textsIn } from './untranslated.ts';

/**
 * In the page: what is cut off at the edge of its box or of the window, though nothing scrolls there; what covers other
 * words; what is broken within a group of its digits; and, where digits are Arabic, Latin ones that stand in words.
 */
const DRAWN = `(() => {
  const found = [];
  // Addresses, names of files and keys; the choice of digits; a port, as it is typed.
  const LATIN = '.code, code, bdi, [dir=ltr], [dir=auto], [lang]:not(html), .key-hint, .choice, .failure, .wrong';
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth + 1 && getComputedStyle(root).overflowX !== 'hidden') found.push('the window scrolls sideways: ' + root.scrollWidth + ' > ' + root.clientWidth);
  const scope = [...document.querySelectorAll('[role=dialog]')].at(-1) ?? document.body;
  const name = (element) => element.tagName.toLowerCase() + '.' + [...element.classList].join('.') + ' "' + (element.textContent ?? '').trim().slice(0, 40) + '"';
  const scrolls = (element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
  const hidden = (element) => element.closest('.for-screen-readers') !== null || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const { parentElement: parent, data } = walker.currentNode;
    if (data.trim() === '' || hidden(parent) || parent.closest('option, script, style, svg') !== null) continue;
    range.selectNodeContents(walker.currentNode);
    const words = range.getBoundingClientRect();
    let inScroll = false;
    for (let box = parent; box !== null; box = box.parentElement) {
      const style = getComputedStyle(box);
      const edge = box.getBoundingClientRect();
      if (scrolls(box) && box.scrollWidth > box.clientWidth) { inScroll = true; break; }
      if (['hidden', 'clip'].includes(style.overflowX) && style.textOverflow !== 'ellipsis' && (words.left < edge.left - 1 || words.right > edge.right + 1)) found.push('cut off: ' + name(parent) + ' in ' + name(box).slice(0, 30));
      if (['auto', 'scroll', 'hidden', 'clip'].includes(style.overflowX)) break;
    }
    // What went over the wire is shown as it is.
    for (const { 0: number, index } of parent.closest('pre') !== null ? [] : data.matchAll(/(?<![\\p{L}\\p{Nd}])\\p{Nd}[\\p{Nd}.,٫٬]*\\p{Nd}(?!\\p{L})/gu)) {
      range.setStart(walker.currentNode, index);
      range.setEnd(walker.currentNode, index + number.length);
      if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push('a number is broken: ' + name(parent));
    }
    if (!inScroll && (words.left < -1 || words.right > innerWidth + 1)) found.push('beyond the window: ' + name(parent));
    // Versions have points; what stands in an isolate is a name or an address.
    const read = data.replace(/\\u2066[^\\u2069]*\\u2069|\\d+(?:\\.\\d+)+/g, '');
    if (root.lang === 'ar' && /[0-9]/.test(read) && parent.closest(LATIN) === null) found.push('Latin digits: ' + name(parent));
  }
  // Lists of the system's draw their chosen line themselves; names of devices are as the system gives them.
  for (const { selectedOptions } of scope.querySelectorAll('select')) {
    for (const option of selectedOptions) if (root.lang === 'ar' && /[0-9]/.test(option.text) && option.dir === '') found.push('Latin digits: ' + name(option));
  }
  const focused = document.activeElement;
  if (focused.matches(':focus-visible')) {
    const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(focused);
    const beyond = Number.parseFloat(outlineWidth) + Number.parseFloat(outlineOffset);
    const { left, right } = focused.getBoundingClientRect();
    if (outlineStyle !== 'none' && (left - beyond < -1 || right + beyond > innerWidth + 1)) found.push('its focus is cut off: ' + name(focused));
  }
  return [...new Set(found)];
})()`;

/** What is wrong with a window as it is now: in words, empty where nothing was found. */
export async function flawsIn({ page, name }: Sight): Promise<readonly string[]> {
  const drawn = (await page.evaluate(DRAWN)) as string[];
  const english = (await isArabic(page)) ? leftInEnglish(await textsIn(page)).map((text) => `English: ${text}`) : [];
  const serious = (await seriousFindings(page)).map(({ id, targets }) => `axe, ${id}: ${targets.join(', ')}`);
  return [...drawn, ...english, ...serious].map((flaw) => `${name}: ${flaw}`);
}

async function isArabic(page: Page): Promise<boolean> {
  return (await page.evaluate('document.documentElement.lang')) === 'ar';
}

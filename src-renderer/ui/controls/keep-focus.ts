/** The named parts of a window, and the window itself. */
const PARTS = '[role=group], [role=dialog], section, aside, nav, main';

/**
 * Keeps the keyboard and the screen reader where they were when the control that has the focus goes away or is
 * disabled, as a button does that is replaced by what it has begun: the focus goes to the smallest part around it that
 * is still there. Whoever places the focus at once, such as an ATM's new screen, is left to it.
 */
export function keepFocus(page: Document): void {
  let focused: Element | null = null;
  /** The parts around it, the smallest first: an element that is gone has none any more. */
  let around: HTMLElement[] = [];

  page.addEventListener('focusin', ({ target }) => {
    focused = target instanceof Element ? target : null;
    around = focused === null ? [] : partsAround(focused);
  });
  page.addEventListener('focusout', ({ target }) => {
    // A click beside all controls means to focus none. What is being removed is still there now.
    queueMicrotask(() => {
      if (target === focused && isUsable(focused) && page.activeElement === page.body) focused = null;
    });
  });
  new MutationObserver(() => {
    if (focused === null || isUsable(focused)) return;
    const placed = page.activeElement !== page.body && page.activeElement !== focused;
    focused = null;
    if (placed) return;
    const part = around.find((element) => element.isConnected);
    if (part === undefined) return;
    if (!part.hasAttribute('tabindex')) part.tabIndex = -1;
    part.focus({ preventScroll: true });
  }).observe(page.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
}

function isUsable(element: Element | null): boolean {
  return element?.isConnected === true && !element.matches(':disabled');
}

function partsAround(element: Element): HTMLElement[] {
  const parts: HTMLElement[] = [];
  for (let part = element.parentElement; part !== null; part = part.parentElement) {
    if (part.matches(PARTS)) parts.push(part);
  }
  return parts;
}

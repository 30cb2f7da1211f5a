import { flushSync } from 'react-dom';

/** A field, or a part of one, that is wrong; of a date's parts, one that is missing rather than the first. */
const WRONG = ['[data-placeholder][aria-invalid="true"]', '[aria-invalid="true"]'];

/**
 * Moves the focus to the first wrong field of a form that refuses what was typed: its sentence is no alert, so a screen
 * reader reads it only there, and the keyboard would stay on the button.
 * @param mark makes the fields say what is wrong with them
 * @returns the control that has the focus now, null if none is wrong
 */
export function showWrong(form: HTMLFormElement, mark: () => void): HTMLElement | null {
  // Which field is wrong stands in the page only once it is drawn.
  flushSync(mark);
  for (const selector of WRONG) {
    const control = form.querySelector<HTMLElement>(selector);
    if (control === null) continue;
    control.focus();
    return control;
  }
  return null;
}

import type { Calibration } from '../../conversion/description.ts';

/** Networks say 0 and 1 now and then; nothing is that sure. */
const LEAST = 1e-6;

/** The logarithm of p to 1 − p, with p kept off 0 and 1. */
function logit(p: number): number {
  const kept = Math.min(Math.max(p, LEAST), 1 - LEAST);
  return Math.log(kept / (1 - kept));
}

/**
 * The probability that a face is a woman's, corrected as the pack's description says (see `calibrationSchema`).
 * @param females what each network says, 0..1, in the order of the calibration's factors
 * @param age estimated years
 */
export function calibratedFemale(calibration: Calibration, females: readonly number[], age: number): number {
  const child = clip((18 - age) / 10);
  const old = clip((age - 45) / 20);
  const sum = calibration.factors.reduce(
    (total, factor, index) => {
      return total + (factor.logit + factor.logitChild * child) * logit(females[index] ?? 0.5);
    },
    calibration.child * child + calibration.old * old + calibration.constant,
  );
  return 1 / (1 + Math.exp(-sum));
}

function clip(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}

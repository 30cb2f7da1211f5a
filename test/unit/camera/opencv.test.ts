/** How OpenCV is loaded: without AVX-512 on the processors on which it makes networks slower. */
import { cpus } from 'node:os';
import { describe, expect, test } from 'vitest';
import { prefersAvx2 } from '../../../src-main/camera/process/opencv.ts';

describe('AVX-512', () => {
  test.each([
    ['AMD EPYC 9R14', true],
    ['AMD Ryzen 9 7950X 16-Core Processor', true],
    ['Intel(R) Xeon(R) Platinum 8488C', false],
    ['Apple M2', false],
    ['', false],
  ])('%s: %s that it is left out', (model, leftOut) => {
    expect(prefersAvx2(model)).toBe(leftOut);
  });

  test('is left out by the OpenCV that is loaded, where it makes networks slower', () => {
    const leftOut = process.env['OPENCV_CPU_DISABLE'] ?? '';
    expect(leftOut.includes('AVX512-SKX')).toBe(prefersAvx2(cpus()[0]?.model ?? ''));
  });
});

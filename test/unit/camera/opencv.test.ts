/** How OpenCV is loaded: without AVX-512 on the processors that have it, as it makes networks slower. */
import { describe, expect, test } from 'vitest';
import { prefersAvx2, readProcessors } from '../../../src-main/camera/process/opencv.ts';

const AVX512 = 'avx512f avx512dq avx512ifma clwb avx512cd sha_ni avx512bw avx512vl';

/** As Linux tells it of a processor. */
const processor = (vendor: string, model: string, flags: string) =>
  `processor\t: 0\nvendor_id\t: ${vendor}\nmodel name\t: ${model}\nflags\t\t: fpu sse4_2 avx2 ${flags}\nbogomips\t: 5200.0\n\n`;

describe('AVX-512', () => {
  test.each([
    ['AuthenticAMD', 'AMD EPYC 9R14', AVX512, true],
    ['AuthenticAMD', 'AMD Ryzen 9 7950X 16-Core Processor', AVX512, true],
    // It has none: OpenCV would complain that it can't be left out.
    ['AuthenticAMD', 'AMD Ryzen 5 5600X 6-Core Processor', 'sha_ni vaes', false],
    ['AuthenticAMD', 'AMD with a part of it', 'avx512f avx512cd', false],
    ['GenuineIntel', 'Intel(R) Xeon(R) Platinum 8488C', AVX512, true],
    ['GenuineIntel', 'Intel(R) Core(TM) i7-8550U CPU @ 1.80GHz', 'rtm adx', false],
  ])('%s, %s with %s: %s that it is left out', (vendor, model, flags, leftOut) => {
    expect(prefersAvx2(processor(vendor, model, flags).repeat(2))).toBe(leftOut);
  });

  test('is not left out where nothing is known of the processors', () => {
    expect(prefersAvx2('')).toBe(false);
  });

  test('is left out by the OpenCV that is loaded, where the processor has it', () => {
    const leftOut = process.env['OPENCV_CPU_DISABLE'] ?? '';
    expect(leftOut.includes('AVX512-SKX')).toBe(prefersAvx2(readProcessors()));
  });
});

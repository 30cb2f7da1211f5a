import type { FrameHeader } from '../../src-main/contract/camera.ts';
import { useLanguage } from '../ui/language/language-context.tsx';
import { labelOf } from './labels.ts';

export interface Reading {
  readonly header: FrameHeader;
  /** Frames drawn a second. */
  readonly drawing: number;
  /** From the source to the screen, ms. */
  readonly latency: number;
}

/** Honest figures of what runs, and the faces in words: what the overlay says, for those who don't see it. */
export function Readouts({ reading }: { readonly reading: Reading | null }) {
  const language = useLanguage();
  const words = language.strings.camera;
  const faces = reading?.header.faces ?? [];
  const rate = (value: number | undefined) =>
    value === undefined ? '–' : words.perSecond(language.number(value, value < 10 ? 1 : 0));
  return (
    <>
      <section className="group seen" aria-labelledby="faces-heading">
        <h2 id="faces-heading">{words.faces}</h2>
        {faces.length === 0 ? <p className="hint">{reading === null ? '–' : words.noFaces}</p> : null}
        <ul className="faces figures" aria-labelledby="faces-heading">
          {faces.map((face, index) => (
            <li key={face.track ?? `face-${index}`}>{labelOf(face, language)}</li>
          ))}
        </ul>
      </section>
      <section className="group" aria-labelledby="rates-heading">
        <h2 id="rates-heading">{words.rates}</h2>
        <dl className="rates figures">
          <dt>{words.capture}</dt>
          <dd>{rate(reading?.header.rates.capture)}</dd>
          <dt>{words.detection}</dt>
          <dd>{rate(reading?.header.rates.detection)}</dd>
          <dt>{words.labelling}</dt>
          <dd>{rate(reading?.header.rates.labelling)}</dd>
          <dt>{words.drawing}</dt>
          <dd>{rate(reading?.drawing)}</dd>
          <dt>{words.latency}</dt>
          <dd>{reading === null ? '–' : words.milliseconds(language.number(Math.round(reading.latency)))}</dd>
        </dl>
      </section>
    </>
  );
}

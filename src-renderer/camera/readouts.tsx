import type { Face, FrameHeader } from '../../src-main/contract/camera.ts';
import { useLanguage } from '../ui/language/language-context.tsx';
import { faceWords } from './labels.ts';

export interface Reading {
  readonly header: FrameHeader;
  /** The faces' numbers in the picture, in the header's order. */
  readonly numbers: readonly number[];
  /** Frames drawn a second. */
  readonly drawing: number;
  /** From the source to the screen, ms. */
  readonly latency: number;
}

/** Searches a second from which on a picture without a face is said to have none. */
const LEAST_SEARCHES = 1;

interface ReadingProps {
  readonly reading: Reading | null;
}

/** The faces in words, with the numbers that their boxes have: what the picture says, for those who don't see it. */
export function FaceList({ reading }: ReadingProps) {
  const language = useLanguage();
  const words = language.strings.camera;
  const faces = (reading?.header.faces ?? []).map((face, index) => ({ face, number: reading?.numbers[index] ?? 0 }));
  faces.sort((a, b) => a.number - b.number);
  return (
    <section className="group seen" aria-labelledby="faces-heading">
      <h2 id="faces-heading">{words.faces}</h2>
      <div className="list">
        {faces.length === 0 ? <p className="hint">{withoutFaces(reading)}</p> : null}
        <ul className="faces figures" aria-labelledby="faces-heading">
          {faces.map(({ face, number }) => (
            <li key={number}>
              <span className="face-number">{language.number(number)}</span>
              <FaceLine face={face} />
            </li>
          ))}
        </ul>
      </div>
      <p className="hint">{words.explained}</p>
    </section>
  );

  function withoutFaces(read: Reading | null): string {
    if (read === null) return '–';
    const { blurred, still, rates } = read.header;
    // Where searches are rarer than that, somebody may be there who was not found yet.
    const searched = blurred || still !== undefined || rates.detection >= LEAST_SEARCHES;
    return searched ? words.noFaces : words.searching;
  }
}

function FaceLine({ face }: { readonly face: Face }) {
  const language = useLanguage();
  const { who, age, certainty } = faceWords(face, language);
  return (
    <>
      <span className="face-words">
        <span>{who}</span>
        {age === null ? null : <span className="face-age">{age}</span>}
      </span>
      {certainty === null ? null : <span className="face-certainty">{certainty}</span>}
    </>
  );
}

/** Figures of what runs. */
export function Rates({ reading }: ReadingProps) {
  const language = useLanguage();
  const words = language.strings.camera;
  const rate = (value: number | undefined) =>
    value === undefined ? '–' : words.perSecond(language.number(value, value < 10 ? 1 : 0));
  return (
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
  );
}

/** Which picture of a folder is shown, of how many. */
export function FolderProgress({ reading }: ReadingProps) {
  const language = useLanguage();
  const still = reading?.header.still;
  if (still === undefined || still.total < 2) return null;
  const text = language.strings.camera.still(language.number(still.number), language.number(still.total));
  return (
    <div className="progress figures">
      <progress value={still.number} max={still.total} aria-label={text} />
      <span aria-hidden="true">{text}</span>
    </div>
  );
}

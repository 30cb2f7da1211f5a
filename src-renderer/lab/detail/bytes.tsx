import { useState } from 'react';
import { Choices } from '../../ui/controls/controls.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { microsWords } from '../lettering.ts';
import { type ByteRun, hexRows, withoutNumbers } from '../story.ts';

interface BytesProps {
  readonly run: ByteRun;
  /** Account numbers that are not shown whole. */
  readonly numbers: readonly string[];
  /** µs from which the times of chunks count. */
  readonly since: number;
}

/** The bytes of one side, chunk by chunk, as text or in hexadecimal. */
export function Bytes({ run, numbers, since }: BytesProps) {
  const language = useLanguage();
  const words = language.strings.lab;
  const [look, setLook] = useState<'text' | 'hex'>('text');
  // Over the borders of chunks: a number may lie in two of them.
  const shown = withoutNumbers(run.bytes, numbers);
  let place = 0;
  const chunks = run.chunks.map(({ at, size, bytes }) => {
    const part = shown.slice(place, place + bytes.length);
    place += bytes.length;
    return { at, size, part };
  });
  return (
    <div className="bytes">
      <div className="option">
        <span>{words.sides[run.side]}</span>
        <Choices
          label={words.sides[run.side]}
          value={look}
          options={[
            { value: 'text', label: words.asText },
            { value: 'hex', label: words.asHex },
          ]}
          onChange={setLook}
        />
      </div>
      <ol>
        {chunks.map(({ at, size, part }, index) => (
          <li key={at}>
            <span className="hint">
              {words.chunk(language.number(index + 1), language.number(size), microsWords(language, at - since))}
            </span>
            {look === 'text' ? <pre className="code">{visible(part)}</pre> : <Hex bytes={part} />}
          </li>
        ))}
      </ol>
      {shown.length < run.size ? <p className="hint">{words.cut(language.number(run.size))}</p> : null}
    </div>
  );
}

/** Characters of a whole row in hexadecimal. */
const HEX_WIDTH = 23;

function Hex({ bytes }: { readonly bytes: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre className="code hex" tabIndex={0}>
      {hexRows(bytes)
        .map(({ offset, hex, text }) => `${offset}  ${hex.padEnd(HEX_WIDTH)}  ${text}`)
        .join('\n')}
    </pre>
  );
}

/** With signs for the ends of lines, which else could not be seen. */
function visible(text: string): string {
  return text.replaceAll('\r', '\\r').replaceAll('\n', '\\n\n').replace(/\n$/, '');
}

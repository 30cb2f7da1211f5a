import type { CSSProperties } from 'react';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { microsWords } from '../lettering.ts';
import type { Story } from '../story.ts';

/** The parts of a request's time, one below the other, each where it is in the whole. */
export function Waterfall({ story }: { readonly story: Story }) {
  const language = useLanguage();
  const words = language.strings.lab;
  const { parts, whole } = story;
  const begin = Math.min(...parts.map(({ from }) => from));
  const end = Math.max(...parts.map(({ to }) => to));
  const length = Math.max(1, end - begin);
  return (
    <ul className="waterfall figures">
      {parts.map(({ name, from, to }) => (
        <li key={name}>
          <span className="name">{words.parts[name]}</span>
          <span className="bar" aria-hidden="true">
            <span
              className={name}
              style={{ '--from': (from - begin) / length, '--size': (to - from) / length } as CSSProperties}
            />
          </span>
          <span className="time">{microsWords(language, to - from)}</span>
        </li>
      ))}
      {whole === null ? null : (
        <li className="whole">
          <span className="name">{words.whole}</span>
          <span className="bar" />
          <span className="time">{microsWords(language, whole)}</span>
        </li>
      )}
    </ul>
  );
}

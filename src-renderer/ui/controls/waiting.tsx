import { useLanguage } from '../language/language-context.tsx';

/** In place of what was asked for and has not come yet; not seen where it comes at once. */
export function Waiting() {
  return (
    <p className="hint waiting" role="status">
      {useLanguage().strings.suite.waiting}
    </p>
  );
}

import { useLanguage } from '../language/language-context.tsx';
import { Choices } from './controls.tsx';

/** The two ways of showing what a window draws: both say the same. */
export type View = 'picture' | 'table';

interface ViewChoiceProps {
  readonly view: View;
  readonly onView: (view: View) => void;
}

export function ViewChoice({ view, onView }: ViewChoiceProps) {
  const words = useLanguage().strings.suite.views;
  return (
    <Choices
      label={words.label}
      value={view}
      options={[
        { value: 'picture', label: words.picture },
        { value: 'table', label: words.table },
      ]}
      onChange={onView}
    />
  );
}

import { useLanguage } from '../language/language-context.tsx';
import { Choices } from './controls.tsx';

/** The two ways of showing what a window draws: both say the same. */
export type View = 'picture' | 'table';

interface ViewChoiceProps<Other extends string> {
  readonly view: View | NoInfer<Other>;
  /** What else a window can show, with its name. */
  readonly others?: readonly { readonly value: Other; readonly label: string }[];
  readonly onView: (view: View | NoInfer<Other>) => void;
}

export function ViewChoice<Other extends string = never>({ view, others = [], onView }: ViewChoiceProps<Other>) {
  const words = useLanguage().strings.suite.views;
  return (
    <Choices<View | Other>
      label={words.label}
      value={view}
      options={[{ value: 'picture', label: words.picture }, ...others, { value: 'table', label: words.table }]}
      onChange={onView}
    />
  );
}

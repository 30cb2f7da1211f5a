import { type ReactNode, useId, useState } from 'react';
import { Button } from 'react-aria-components';
import { UnfoldIcon } from '../ui/controls/icons.tsx';
import { useMedia } from '../ui/use-media.ts';

/** Below this width (the same as in styles/sizes.css) the panels beside the board fold to one row above it. */
const FOLDS = '(max-width: 60rem)';

interface FoldProps {
  /** Its class beside `panel`. */
  readonly name: string;
  readonly title: ReactNode;
  /** Its state in a word; `live` if it is to be spoken when it changes. */
  readonly state: { readonly kind: string; readonly words: string; readonly live?: boolean };
  /** What can be done while it is folded. */
  readonly action?: ReactNode;
  /** What is shown folded, too. */
  readonly alert?: ReactNode;
  readonly children: ReactNode;
}

/** A panel that a small window folds to its heading and its state. */
export function Fold({ name, title, state, action, alert, children }: FoldProps) {
  const folds = useMedia(FOLDS);
  const [opened, setOpened] = useState(false);
  const [heading, body] = [useId(), useId()];
  const shown = opened || !folds;
  return (
    <section className={`panel fold ${name}${folds && opened ? ' unfolded' : ''}`} aria-labelledby={heading}>
      <header>
        <h2 id={heading}>
          {folds ? (
            <Button
              className="unfold"
              aria-expanded={opened}
              {...(opened ? { 'aria-controls': body } : {})}
              onPress={() => setOpened(!opened)}
            >
              {title}
              <UnfoldIcon />
            </Button>
          ) : (
            title
          )}
        </h2>
        <span className={`state ${state.kind}`} {...(state.live === true ? { role: 'status' } : {})}>
          {state.words}
        </span>
        {shown ? null : action}
      </header>
      {alert}
      {shown ? (
        <div className="body" id={body}>
          {children}
        </div>
      ) : null}
    </section>
  );
}

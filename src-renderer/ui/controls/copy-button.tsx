import { useLanguage } from '../language/language-context.tsx';
import { useSaid } from '../use-said.ts';
import { Button } from './controls.tsx';
import { CheckIcon, CopyIcon } from './icons.tsx';

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  /** As every other button beside it. */
  readonly small?: boolean;
}

export function CopyButton({ text, label, small = true }: CopyButtonProps) {
  const { strings } = useLanguage();
  const [copied, say] = useSaid();
  return (
    <>
      <Button
        small={small}
        onPress={() => {
          // Refused where the page may not use the clipboard: then nothing is claimed.
          navigator.clipboard.writeText(text).then(say, () => undefined);
        }}
      >
        {copied ? <CheckIcon /> : <CopyIcon />}
        {copied ? strings.suite.copied : label}
      </Button>
      {/* Beside the button, as screen readers take what is in a button for its name. */}
      <span className="for-screen-readers" role="status">
        {copied ? strings.suite.copied : ''}
      </span>
    </>
  );
}

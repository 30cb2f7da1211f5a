import { useEffect, useState } from 'react';
import { Button } from './controls.tsx';
import { CheckIcon, CopyIcon } from './icons.tsx';
import { useLanguage } from './language-context.tsx';

/** How long the button says that it copied, ms. */
const SAID_MS = 2000;

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const { strings } = useLanguage();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      small
      onPress={() => {
        // Refused where the page may not use the clipboard: then nothing is claimed.
        navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          () => undefined,
        );
      }}
    >
      {copied ? <CheckIcon /> : <CopyIcon />}
      <span role="status">{copied ? strings.suite.copied : label}</span>
    </Button>
  );
}

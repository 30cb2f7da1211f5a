import { useId } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { Button } from '../ui/controls/controls.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';

export type ExportFormat = 'trace' | 'history';

interface ExportChoiceProps {
  readonly onExport: (format: ExportFormat) => void;
}

/**
 * What can be saved of the trace. Not React Aria's Menu: every window has its dialogs, and its menu would come with
 * them into each window's script (40 KiB compressed).
 */
export function ExportChoice({ onExport }: ExportChoiceProps) {
  const words = useLanguage().strings.lab;
  const id = useId();
  const formats = [
    { format: 'trace', name: words.exportTrace, hint: words.exportTraceHint },
    { format: 'history', name: words.exportHistory, hint: words.exportHistoryHint },
  ] as const;
  return (
    <DialogTrigger>
      <Button>{words.export}</Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="export-formats" aria-label={words.export}>
          {({ close }) =>
            formats.map(({ format, name, hint }, index) => (
              <div key={format}>
                <Button
                  autoFocus={index === 0}
                  aria-describedby={`${id}-${format}`}
                  onPress={() => {
                    close();
                    onExport(format);
                  }}
                >
                  {name}
                </Button>
                <p className="hint" id={`${id}-${format}`}>
                  {hint}
                </p>
              </div>
            ))
          }
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

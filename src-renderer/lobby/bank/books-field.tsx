import { useId } from 'react';
import { FieldError, Input, Label, TextArea, TextField } from 'react-aria-components';
import { NamedChoices } from '../../ui/controls/controls.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';

interface BooksFieldProps {
  /** null: on this computer; else what is typed of the database's URL. */
  readonly database: string | null;
  readonly wrong: boolean;
  readonly onChange: (database: string | null) => void;
  /** What is typed of other banks on the same books, one on each line. */
  readonly others: string;
  readonly wrongOthers: boolean;
  readonly onOthers: (others: string) => void;
}

/** Where the books are kept, and which other banks have the same. */
export function BooksField({ database, wrong, onChange, others, wrongOthers, onOthers }: BooksFieldProps) {
  const words = useLanguage().strings.lobby.books;
  const [hint, othersHint] = [useId(), useId()];
  return (
    <div className="books">
      <NamedChoices
        label={words.label}
        value={database === null ? 'here' : 'shared'}
        options={[
          { value: 'here', label: words.here },
          { value: 'shared', label: words.shared },
        ]}
        onChange={(place) => onChange(place === 'here' ? null : '')}
      />
      {database === null ? null : (
        <>
          <TextField
            className="field"
            value={database}
            isInvalid={wrong}
            validationBehavior="aria"
            aria-describedby={hint}
            onChange={onChange}
          >
            <Label className="label">{words.url}</Label>
            <Input className="code" autoComplete="off" dir="ltr" />
            <FieldError className="wrong">{wrong ? words.urlRule : null}</FieldError>
          </TextField>
          <p className="hint" id={hint}>
            {words.hint}
          </p>
          <TextField
            className="field"
            value={others}
            isInvalid={wrongOthers}
            validationBehavior="aria"
            aria-describedby={othersHint}
            onChange={onOthers}
          >
            <Label className="label">{words.others}</Label>
            <TextArea className="code" rows={4} autoComplete="off" spellCheck={false} dir="ltr" />
            <FieldError className="wrong">{wrongOthers ? words.othersRule : null}</FieldError>
          </TextField>
          <p className="hint" id={othersHint}>
            {words.othersHint}
          </p>
        </>
      )}
    </div>
  );
}
